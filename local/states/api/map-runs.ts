import type { CloudContext, Principal } from '../../contract';
import { ServiceError } from '../../contract';
import { parseArn } from '../arns';
import type { Engine } from '../engine/engine';
import type { MapRunEnd, MapRunHeader } from '../engine/map-run';
import { paginate } from './machines';

const countNames: Readonly<Record<string, string>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
};

/** Map runs, as their journals tell them. */
export function mapRunOperations(context: CloudContext, engine: Engine) {
  function read(arn: string) {
    let header: MapRunHeader | undefined;
    let end: MapRunEnd | undefined;
    const zero = () => ({
      pending: 0,
      running: 0,
      succeeded: 0,
      failed: 0,
      timedOut: 0,
      aborted: 0,
      total: 0,
      resultsWritten: 0,
    });
    const executions: Record<string, number> = zero();
    const items: Record<string, number> = zero();
    const itemsOf = new Map<string, number>();
    for (const line of engine.readMapRun(arn)) {
      header ??= line.run;
      if (line.runEnd) end = line.runEnd;
      for (const input of line.inputs ?? []) {
        for (const [counts, by] of [
          [executions, 1],
          [items, input.items],
        ] as const) {
          counts.total! += by;
          counts.pending! += by;
        }
      }
      const move = (from: string, to: string, by: number) => {
        for (const [counts, amount] of [
          [executions, 1],
          [items, by],
        ] as const) {
          counts[from]! -= amount;
          counts[to]! += amount;
        }
      };
      if (line.start) {
        itemsOf.set(line.c!, line.start.items ?? 1);
        move('pending', 'running', line.start.items ?? 1);
      }
      if (line.end) move('running', countNames[line.end.status]!, itemsOf.get(line.c!) ?? 1);
    }
    // why: AWS counts results as written even where they only went into the state's output.
    for (const counts of [executions, items])
      if (end?.status === 'SUCCEEDED') counts.resultsWritten = counts.succeeded! + counts.failed!;
    return header && { header, end, executions, items };
  }

  return {
    async DescribeMapRun(input: any, principal: Principal) {
      context.authorize(principal, 'states:DescribeMapRun', String(input.mapRunArn));
      parseArn(input.mapRunArn, 'mapRun');
      const found = read(input.mapRunArn);
      if (!found) throw new ServiceError('ResourceNotFound', `Map Run Does Not Exist: '${input.mapRunArn}'`);
      const { header, end, executions, items } = found;
      return {
        mapRunArn: header.arn,
        executionArn: header.executionArn,
        status: end?.status ?? 'RUNNING',
        startDate: header.startedAt / 1000,
        ...(end ? { stopDate: end.at / 1000 } : {}),
        maxConcurrency: header.maxConcurrency,
        toleratedFailurePercentage: header.toleratedFailurePercentage,
        toleratedFailureCount: header.toleratedFailureCount,
        itemCounts: items,
        executionCounts: executions,
        redriveCount: 0,
      };
    },
    async ListMapRuns(input: any, principal: Principal) {
      context.authorize(principal, 'states:ListMapRuns', String(input.executionArn));
      parseArn(input.executionArn, 'execution');
      const mapRuns: Record<string, unknown>[] = [];
      let exists = false;
      for (const { events } of engine.records(input.executionArn)) {
        exists = true;
        for (const event of events ?? []) {
          if (event.type !== 'MapRunStarted') continue;
          const found = read(event.details!.mapRunArn);
          if (!found) continue;
          mapRuns.push({
            executionArn: input.executionArn,
            mapRunArn: found.header.arn,
            stateMachineArn: found.header.machineArn,
            startDate: found.header.startedAt / 1000,
            ...(found.end ? { stopDate: found.end.at / 1000 } : {}),
          });
        }
      }
      if (!exists) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${input.executionArn}'`);
      const { page, nextToken } = paginate(mapRuns, input, 100);
      return { mapRuns: page, ...(nextToken ? { nextToken } : {}) };
    },
  };
}
