import { randomUUID } from 'node:crypto';
import type { CloudContext, Principal } from '../../contract';
import { ServiceError } from '../../contract';
import { parseArn } from '../arns';
import type { Engine, ListLine, StoredExecution } from '../engine/engine';
import { type EventRecord, toHistoryEvent } from '../engine/history';
import { readJournal } from '../engine/journal';
import type { ExecutionHeader } from '../engine/records';
import { exceedsDataLimit } from '../limits';
import { checkName, type Machines, paginate, validation } from './machines';

interface Listed {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: string;
  startDate: number;
  stopDate?: number;
  redriveCount: number;
  mapRunArn?: string;
  itemCount?: number;
}

/** Executions: starting, stopping, describing, listing. `ready` is there once executions of before the restart run again. */
export function executionOperations(context: CloudContext, engine: Engine, machines: Machines, ready: Promise<void>) {
  const authorize = (principal: Principal, action: string, arn: unknown) =>
    context.authorize(principal, `states:${action}`, String(arn));

  function stored(arn: unknown): StoredExecution {
    parseArn(arn, 'execution');
    const found = engine.read(String(arn));
    if (!found) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return found;
  }

  async function begin(input: any, type: 'STANDARD' | 'EXPRESS'): Promise<ExecutionHeader> {
    const machine = machines.find(input.stateMachineArn);
    if (machine.type !== type && type === 'EXPRESS') {
      throw new ServiceError(
        'StateMachineTypeNotSupported',
        'This operation is not supported by this type of state machine',
      );
    }
    const text = input.input ?? '{}';
    checkInput(text);
    const name = input.name ?? randomUUID();
    checkName(name);
    const express = machine.type === 'EXPRESS';
    const arn = express
      ? engine.arns.express(machine.name, name, randomUUID())
      : engine.arns.execution(machine.name, name);
    if (engine.exists(arn)) {
      const existing = engine.read(arn);
      // why: AWS answers a repeated start with the running execution, and refuses the name once that has ended.
      if (existing && !existing.end && existing.header.input === text) return existing.header;
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const startedAt = context.now();
    const { TimeoutSeconds } = engine.definitions.get(machine.definition);
    const header: ExecutionHeader = {
      arn,
      name,
      machineArn: machine.arn,
      machineName: machine.name,
      roleArn: machine.roleArn,
      input: text,
      startedAt,
      definition: machine.definition,
      ...(TimeoutSeconds === undefined ? {} : { deadline: startedAt + TimeoutSeconds * 1000 }),
      ...(express ? { express } : {}),
    };
    await engine.start(header);
    return header;
  }

  function describe({ header, end }: StoredExecution) {
    return {
      executionArn: header.arn,
      stateMachineArn: header.machineArn,
      name: header.name,
      status: end?.status ?? 'RUNNING',
      startDate: header.startedAt / 1000,
      input: header.input,
      inputDetails: { included: true },
      redriveCount: 0,
      ...redriveOf(end?.status),
      ...(header.mapRunArn ? { mapRunArn: header.mapRunArn } : {}),
      ...(end
        ? {
            stopDate: end.at / 1000,
            ...(end.output === undefined ? {} : { output: end.output, outputDetails: { included: true } }),
            ...(end.error === undefined ? {} : { error: end.error }),
            ...(end.cause === undefined ? {} : { cause: end.cause }),
          }
        : {}),
    };
  }

  function listMachine(machineArn: string): Listed[] {
    engine.committer.flush();
    const found = new Map<string, Listed>();
    for (const { start, end } of readJournal<ListLine>(engine.listPath)) {
      if (start?.machineArn === machineArn) {
        found.set(start.arn, {
          executionArn: start.arn,
          stateMachineArn: machineArn,
          name: start.name,
          status: 'RUNNING',
          startDate: start.at / 1000,
          redriveCount: 0,
        });
      }
      const ended = end && found.get(end.arn);
      if (ended) Object.assign(ended, { status: end.status, stopDate: end.at / 1000 });
    }
    return [...found.values()];
  }

  function listMapRun(mapRunArn: string): Listed[] {
    const found = new Map<string, Listed>();
    for (const { c, start, end } of engine.readMapRun(mapRunArn)) {
      if (c === undefined) continue;
      if (start) {
        found.set(c, {
          executionArn: start.arn,
          stateMachineArn: start.machineArn,
          name: start.name,
          status: 'RUNNING',
          startDate: start.startedAt / 1000,
          redriveCount: 0,
          mapRunArn,
          itemCount: start.items,
        });
      }
      if (end) Object.assign(found.get(c)!, { status: end.status, stopDate: end.at / 1000 });
    }
    return [...found.values()];
  }

  return {
    async StartExecution(input: any, principal: Principal) {
      authorize(principal, 'StartExecution', input.stateMachineArn);
      const header = await begin(input, 'STANDARD');
      return { executionArn: header.arn, startDate: header.startedAt / 1000 };
    },
    async StartSyncExecution(input: any, principal: Principal) {
      authorize(principal, 'StartSyncExecution', input.stateMachineArn);
      const header = await begin(input, 'EXPRESS');
      await engine.ended(header.arn);
      const { input: text, inputDetails, name, status, startDate, ...rest } = describe(engine.read(header.arn)!);
      const { executionArn, stateMachineArn, stopDate, output, outputDetails, error, cause } = rest as any;
      const answer = {
        executionArn,
        stateMachineArn,
        name,
        status,
        startDate,
        stopDate,
        input: text,
        inputDetails,
        output,
        outputDetails,
        error,
        cause,
      };
      return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined));
    },
    async StopExecution(input: any, principal: Principal) {
      authorize(principal, 'StopExecution', input.executionArn);
      await ready;
      const running = engine.running.get(input.executionArn);
      const end = running ? await running.stop(input.error, input.cause) : stored(input.executionArn).end!;
      engine.committer.flush();
      return { stopDate: end.at / 1000 };
    },
    async DescribeExecution(input: any, principal: Principal) {
      authorize(principal, 'DescribeExecution', input.executionArn);
      return describe(stored(input.executionArn));
    },
    async DescribeStateMachineForExecution(input: any, principal: Principal) {
      authorize(principal, 'DescribeStateMachineForExecution', input.executionArn);
      const { header } = stored(input.executionArn);
      const machine = machines.get(header.machineArn.split('/')[0]!);
      return {
        stateMachineArn: header.machineArn,
        name: header.machineName,
        definition: engine.definitions.text(header.definition),
        roleArn: header.roleArn,
        updateDate: (machine?.createdAt ?? header.startedAt) / 1000,
        loggingConfiguration: machine?.loggingConfiguration ?? { level: 'OFF', includeExecutionData: false },
        tracingConfiguration: machine?.tracingConfiguration ?? { enabled: false },
        ...(header.mapRunArn ? { mapRunArn: header.mapRunArn, label: header.machineArn.split('/')[1] } : {}),
      };
    },
    async GetExecutionHistory(input: any, principal: Principal) {
      authorize(principal, 'GetExecutionHistory', input.executionArn);
      stored(input.executionArn);
      let all: EventRecord[] = [];
      for (const { events } of engine.records(input.executionArn)) if (events) all.push(...events);
      if (input.reverseOrder) all = all.reverse();
      const { page, nextToken } = paginate(all, input, 100);
      const events = page.map((event) => toHistoryEvent(event, input.includeExecutionData !== false));
      return { events, ...(nextToken ? { nextToken } : {}) };
    },
    async ListExecutions(input: any, principal: Principal) {
      const { stateMachineArn, mapRunArn, statusFilter } = input;
      if ((stateMachineArn === undefined) === (mapRunArn === undefined)) {
        throw new ServiceError('ValidationException', 'Must provide a stateMachineArn or a mapRunArn');
      }
      authorize(principal, 'ListExecutions', stateMachineArn ?? mapRunArn);
      if (stateMachineArn !== undefined && machines.find(stateMachineArn).type === 'EXPRESS') {
        throw new ServiceError(
          'StateMachineTypeNotSupported',
          'This operation is not supported by this type of state machine',
        );
      }
      if (mapRunArn !== undefined) parseArn(mapRunArn, 'mapRun');
      const all = (mapRunArn === undefined ? listMachine(stateMachineArn) : listMapRun(mapRunArn))
        .filter(({ status }) => statusFilter === undefined || status === statusFilter)
        .reverse()
        .sort((a, b) => b.startDate - a.startDate);
      const { page, nextToken } = paginate(all, input, 100);
      return { executions: page, ...(nextToken ? { nextToken } : {}) };
    },
  };
}

function redriveOf(status: string | undefined) {
  if (status === undefined || status === 'SUCCEEDED') {
    const what = status === undefined ? 'RUNNING' : 'SUCCEEDED';
    return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: `Execution is ${what} and cannot be redriven` };
  }
  return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Redrive is not done by the embedded cloud' };
}

function checkInput(text: unknown): void {
  const refuse = (why: string) =>
    new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${why}'`);
  if (typeof text !== 'string' || text.trim() === '') throw refuse('Invalid execution input.');
  if (exceedsDataLimit(text)) {
    throw validation(
      "Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
    );
  }
  try {
    JSON.parse(text);
  } catch (error) {
    throw refuse((error as Error).message);
  }
}
