import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CloudContext, Principal } from '../../contract';
import { ServiceError } from '../../contract';
import { RecordStore } from '../../storage/record-store';
import { parseArn } from '../arns';
import { type Diagnostic, validateDefinition } from '../definition/validate';
import type { Engine } from '../engine/engine';
import { limits } from '../limits';
import { checkRole } from './role-check';

export interface Machine {
  arn: string;
  name: string;
  roleArn: string;
  type: 'STANDARD' | 'EXPRESS';
  /** Digest of its definition. */
  definition: string;
  loggingConfiguration: Record<string, any>;
  tracingConfiguration: { enabled: boolean };
  createdAt: number;
  revisionId?: string;
}

export interface MachineInput {
  definition: string;
  roleArn: string;
  loggingConfiguration?: Record<string, any>;
  tracingConfiguration?: { enabled?: boolean };
}

export type Machines = ReturnType<typeof openMachines>;

/** State machines and the operations on them. */
export function openMachines(context: CloudContext, engine: Engine, folder: string) {
  const store = new RecordStore<Machine>(join(folder, 'machines.jsonl'));

  const hasService = (name: string): boolean => {
    if (name === 'states' || name === 'lambda') return true;
    try {
      return Boolean(context.service(name));
    } catch {
      return false;
    }
  };

  function find(arn: unknown): Machine {
    parseArn(arn, 'stateMachine');
    const machine = store.get(String(arn));
    if (!machine) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  /** Refuses a definition with everything that is wrong with it. */
  function accept(text: unknown, type: Machine['type']): string {
    if (typeof text !== 'string')
      throw validation("Value null at 'definition' failed to satisfy constraint: Member must not be null");
    if (Buffer.byteLength(text) > limits.definitionBytes) {
      throw validation(
        `Value at 'definition' failed to satisfy constraint: Member must have length less than or equal to ${limits.definitionBytes}`,
      );
    }
    const { diagnostics } = validateDefinition(text, { type, hasService });
    if (diagnostics.length === 0) return engine.definitions.put(text);
    const list = diagnostics.map(
      ({ code, message, location }) => `${code}: ${message}${location ? ` at ${location}` : ''}`,
    );
    throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${list.join(', ')}'`);
  }

  function settings(input: MachineInput) {
    const { level = 'OFF', includeExecutionData = false, destinations } = input.loggingConfiguration ?? {};
    if (level !== 'OFF' && destinations?.length !== 1) {
      throw new ServiceError(
        'InvalidLoggingConfiguration',
        'Invalid Logging Configuration: Must specify exactly one Log Destination.',
      );
    }
    return {
      loggingConfiguration: { level, includeExecutionData, ...(destinations ? { destinations } : {}) },
      tracingConfiguration: { enabled: input.tracingConfiguration?.enabled === true },
    };
  }

  function create(input: MachineInput & { name: string; type?: Machine['type'] }): Machine {
    const { name, roleArn, type = 'STANDARD' } = input;
    checkName(name);
    const definition = accept(input.definition, type);
    const { loggingConfiguration, tracingConfiguration } = settings(input);
    checkRole(context, engine.definitions.get(definition), { roleArn, loggingConfiguration, tracingConfiguration });
    const arn = engine.arns.stateMachine(name);
    const existing = store.get(arn);
    if (existing) {
      const same =
        existing.definition === definition &&
        existing.roleArn === roleArn &&
        existing.type === type &&
        JSON.stringify(existing.loggingConfiguration) === JSON.stringify(loggingConfiguration);
      if (same) return existing;
      throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    }
    const createdAt = context.now();
    const machine: Machine = {
      arn,
      name,
      roleArn,
      type,
      definition,
      loggingConfiguration,
      tracingConfiguration,
      createdAt,
    };
    store.put(arn, machine);
    return machine;
  }

  function update(arn: string, input: Partial<MachineInput>): Machine {
    const machine = find(arn);
    if (
      input.definition === undefined &&
      input.roleArn === undefined &&
      !input.loggingConfiguration &&
      !input.tracingConfiguration
    ) {
      throw new ServiceError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    }
    const roleArn = input.roleArn ?? machine.roleArn;
    const definition = input.definition === undefined ? machine.definition : accept(input.definition, machine.type);
    const { loggingConfiguration, tracingConfiguration } = settings({
      definition: '',
      roleArn,
      loggingConfiguration: input.loggingConfiguration ?? machine.loggingConfiguration,
      tracingConfiguration: input.tracingConfiguration ?? machine.tracingConfiguration,
    });
    checkRole(context, engine.definitions.get(definition), { roleArn, loggingConfiguration, tracingConfiguration });
    const updated = {
      ...machine,
      roleArn,
      definition,
      loggingConfiguration,
      tracingConfiguration,
      revisionId: randomUUID(),
    };
    store.put(machine.arn, updated);
    return updated;
  }

  const authorize = (principal: Principal, action: string, arn: string) =>
    context.authorize(principal, `states:${action}`, arn);

  const describe = (machine: Machine) => ({
    stateMachineArn: machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    definition: engine.definitions.text(machine.definition),
    roleArn: machine.roleArn,
    type: machine.type,
    creationDate: machine.createdAt / 1000,
    loggingConfiguration: machine.loggingConfiguration,
    tracingConfiguration: machine.tracingConfiguration,
    ...(machine.revisionId ? { revisionId: machine.revisionId } : {}),
  });

  return {
    find,
    create,
    update,
    get: (arn: string) => store.get(arn),
    close: () => store.close(),
    operations: {
      CreateStateMachine(input: any, principal: Principal) {
        authorize(principal, 'CreateStateMachine', engine.arns.stateMachine(String(input.name)));
        context.authorize(principal, 'iam:PassRole', String(input.roleArn), {
          'iam:PassedToService': 'states.amazonaws.com',
        });
        if (input.publish)
          throw new ServiceError('ValidationException', 'Versions of state machines are not done here');
        const machine = create(input);
        return { stateMachineArn: machine.arn, creationDate: machine.createdAt / 1000 };
      },
      UpdateStateMachine(input: any, principal: Principal) {
        authorize(principal, 'UpdateStateMachine', String(input.stateMachineArn));
        if (input.publish)
          throw new ServiceError('ValidationException', 'Versions of state machines are not done here');
        const machine = update(input.stateMachineArn, input);
        return { updateDate: context.now() / 1000, revisionId: machine.revisionId };
      },
      DescribeStateMachine(input: any, principal: Principal) {
        authorize(principal, 'DescribeStateMachine', String(input.stateMachineArn));
        return describe(find(input.stateMachineArn));
      },
      ListStateMachines(input: any, principal: Principal) {
        authorize(principal, 'ListStateMachines', '*');
        const all = [...store.values()].sort((a, b) => a.name.localeCompare(b.name));
        const { page, nextToken } = paginate(all, input, 100);
        const stateMachines = page.map(({ arn, name, type, createdAt }) => ({
          stateMachineArn: arn,
          name,
          type,
          creationDate: createdAt / 1000,
        }));
        return { stateMachines, ...(nextToken ? { nextToken } : {}) };
      },
      DeleteStateMachine(input: any, principal: Principal) {
        authorize(principal, 'DeleteStateMachine', String(input.stateMachineArn));
        parseArn(input.stateMachineArn, 'stateMachine');
        store.delete(input.stateMachineArn);
        for (const execution of engine.running.values()) {
          if (execution.header.machineArn === input.stateMachineArn) void execution.stop(undefined, undefined);
        }
        return {};
      },
      ValidateStateMachineDefinition(input: any, principal: Principal) {
        authorize(principal, 'ValidateStateMachineDefinition', '*');
        const most = input.maxResults > 0 ? Math.min(input.maxResults, 100) : 100;
        const { diagnostics } = validateDefinition(String(input.definition ?? ''), {
          type: input.type ?? 'STANDARD',
          hasService,
        });
        const shown: Diagnostic[] = diagnostics.slice(0, most);
        return {
          result: diagnostics.length === 0 ? 'OK' : 'FAIL',
          diagnostics: shown,
          truncated: diagnostics.length > most,
        };
      },
    },
  };
}

export function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', `1 validation error detected: ${message}`);
}

const forbiddenInNames = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]/;

export function checkName(name: unknown): void {
  if (typeof name !== 'string' || name === '') throw new ServiceError('InvalidName', `Invalid Name: '${name ?? ''}'`);
  if (name.length > limits.nameCharacters) {
    throw validation(
      `Value '${name}' at 'name' failed to satisfy constraint: Member must have length less than or equal to ${limits.nameCharacters}`,
    );
  }
  if (forbiddenInNames.test(name)) throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
}

/** A page of a list, and the token that leads to the next. */
export function paginate<T>(
  all: readonly T[],
  input: { maxResults?: number; nextToken?: string },
  usual: number,
): { page: T[]; nextToken?: string } {
  const { maxResults = 0, nextToken } = input;
  if (maxResults > 1000) {
    throw validation(
      `Value '${maxResults}' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000`,
    );
  }
  if (nextToken !== undefined && nextToken.length > 3096) {
    throw validation(
      `Value '${nextToken}' at 'nextToken' failed to satisfy constraint: Member must have length less than or equal to 3096`,
    );
  }
  let from = 0;
  if (nextToken !== undefined) {
    from = Number(Buffer.from(nextToken, 'base64').toString());
    if (!Number.isInteger(from) || from < 0) throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
  const to = from + (maxResults > 0 ? maxResults : usual);
  const page = all.slice(from, to);
  return to < all.length ? { page, nextToken: Buffer.from(String(to)).toString('base64') } : { page };
}
