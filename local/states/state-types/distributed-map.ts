import { createHash, randomUUID } from 'node:crypto';
import type { MapRunHeader, MapRunOutcome } from '../engine/map-run';
import type { StateRun, StateType } from '../engine/state-types';
import { type Failure, QueryFailure, StateFailure } from '../errors';
import { type BatchSettings, batchItems } from '../items/item-batcher';
import { type ReaderSettings, readItems } from '../items/item-reader';
import type { WriterSettings } from '../items/result-writer';
import { evaluate, evaluateAs } from '../query/evaluate';
import { failurePercentage, itemInput, mapItems, wholeNumber } from './map-fields';

interface DistributedWork {
  /** Id of the MapRunStarted event. */
  started: number;
  run: MapRunHeader;
  items?: any[];
  reader?: ReaderSettings;
  batch?: BatchSettings;
}

/** Iterations are child executions with histories of their own, kept by a map run. */
export const distributedMap: StateType = {
  async run(run) {
    const { execution, frame, state } = run;
    const scope = execution.query(frame);
    const work: Partial<DistributedWork> = {};
    if (state.ItemReader) {
      const { Resource, Arguments = {}, ReaderConfig = {} } = state.ItemReader;
      work.reader = {
        resource: Resource,
        arguments: await evaluateAs('object', Arguments, 'ItemReader/Arguments', scope),
        config: await evaluate(ReaderConfig, 'ItemReader/ReaderConfig', scope),
      };
    } else {
      work.items = await mapItems(run);
    }
    if (state.ItemBatcher) work.batch = await batchSettings(run);
    const header = await mapRunHeader(run);
    const length = execution.event(frame, 'MapStateStarted', { length: work.items?.length ?? 0 });
    try {
      const { context } = execution.environment;
      context.authorize(execution.principal, 'states:StartExecution', execution.header.machineArn.split('/')[0]!);
    } catch (error) {
      throw new StateFailure('States.Permissions', (error as Error).message);
    }
    const started = execution.event(frame, 'MapRunStarted', { mapRunArn: header.arn }, length);
    execution.patch(frame, { work: { ...work, started, run: header } satisfies DistributedWork });
    execution.effect(() => launch(run));
  },

  resume(run) {
    const { execution, frame, state } = run;
    const work = frame.work as DistributedWork | undefined;
    if (!work) return execution.enqueue(() => execution.attempt(frame));
    const { engine } = execution.environment;
    const resumed = engine.resumeMapRun(work.run, state.ItemProcessor!, (outcome) =>
      settle(run, work.started, outcome),
    );
    if (!resumed) return launch(run);
    watch(run);
    resumed.resume();
  },

  childFailed({ execution, frame }, _failed, previous) {
    const work = frame.work as DistributedWork | undefined;
    if (work) execution.event(undefined, 'MapRunAborted', undefined, previous);
  },
};

async function batchSettings({ execution, frame, state }: StateRun): Promise<BatchSettings> {
  const scope = execution.query(frame);
  const { MaxItemsPerBatch, MaxInputBytesPerBatch, BatchInput } = state.ItemBatcher!;
  const positive = async (value: unknown, name: string) => {
    if (value === undefined) return undefined;
    const field = `ItemBatcher/${name}`;
    const result = await evaluateAs('number', value, field, scope);
    if (Number.isInteger(result) && result > 0) return result as number;
    throw new QueryFailure(field, `The ${name} field must be a positive integer, but was: ${result}`);
  };
  return {
    maxItems: await positive(MaxItemsPerBatch, 'MaxItemsPerBatch'),
    maxBytes: await positive(MaxInputBytesPerBatch, 'MaxInputBytesPerBatch'),
    input: BatchInput === undefined ? undefined : await evaluate(BatchInput, 'ItemBatcher/BatchInput', scope),
  };
}

async function mapRunHeader(run: StateRun): Promise<MapRunHeader> {
  const { execution, frame, state } = run;
  const { header, environment } = execution;
  const label = state.Label ?? generatedLabel(header.machineArn, frame.state);
  return {
    arn: environment.engine.arns.mapRun(header.machineName.split('/')[0]!, label, randomUUID()),
    executionArn: header.arn,
    machineArn: `${header.machineArn.split('/')[0]}/${label}`,
    machineName: header.machineName,
    roleArn: header.roleArn,
    definition: header.definition,
    startedAt: execution.now,
    maxConcurrency: await wholeNumber(run, 'MaxConcurrency', 0),
    toleratedFailureCount: await wholeNumber(run, 'ToleratedFailureCount', 0),
    toleratedFailurePercentage: await failurePercentage(run),
    express: state.ItemProcessor!.ProcessorConfig?.ExecutionType === 'EXPRESS',
    writer: await writerSettings(run),
  };
}

async function writerSettings({ execution, frame, state }: StateRun): Promise<WriterSettings | undefined> {
  if (!state.ResultWriter) return undefined;
  const { Arguments, WriterConfig = {} } = state.ResultWriter;
  const scope = execution.query(frame);
  const target = Arguments === undefined ? {} : await evaluateAs('object', Arguments, 'ResultWriter/Arguments', scope);
  return {
    bucket: target.Bucket,
    prefix: target.Prefix,
    outputType: WriterConfig.OutputType ?? 'JSON',
    transformation: WriterConfig.Transformation ?? (target.Bucket === undefined ? 'COMPACT' : 'NONE'),
  };
}

/** The same for a machine's state at every run, as a label given in the definition would be. */
function generatedLabel(machineArn: string, state: string): string {
  const digest = createHash('sha256').update(`${machineArn} ${state}`).digest('hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/** Reads the items and starts the map run: outside the execution's steps, for there may be many. */
function launch(run: StateRun): void {
  const { execution, frame, state } = run;
  const work = frame.work as DistributedWork;
  const { engine, context } = execution.environment;
  const prepare = async () => {
    const items = work.items ?? (await readItems(context, execution.principal, work.reader!));
    const inputs: any[] = [];
    for (const [index, value] of items.entries()) inputs.push(await itemInput(run, { Index: index, Value: value }));
    return work.batch ? batchItems(inputs, work.batch) : inputs.map((input) => ({ input, items: 1 }));
  };
  prepare().then(
    (inputs) => {
      if (execution.gone(frame) || execution.detached) return;
      const mapRun = engine.startMapRun(work.run, state.ItemProcessor!, (outcome) =>
        settle(run, work.started, outcome),
      );
      watch(run);
      mapRun.begin(inputs);
    },
    (error) => settle(run, work.started, { failure: preparationFailure(run, error) }),
  );
}

function preparationFailure({ execution, frame }: StateRun, error: unknown): Failure {
  if (error instanceof StateFailure) return { error: error.error, cause: error.cause };
  if (error instanceof QueryFailure)
    return { error: 'States.QueryEvaluationError', cause: execution.about(frame, error.reason) };
  return { error: 'States.ItemReaderFailed', cause: String((error as Error).message ?? error) };
}

/** The map run ends with the state that started it. */
function watch({ execution, frame }: StateRun): void {
  const { arn } = (frame.work as DistributedWork).run;
  const { engine } = execution.environment;
  execution.abortSignal(frame).addEventListener('abort', () => {
    if (!execution.detached) engine.mapRuns.get(arn)?.abort();
  });
}

function settle(run: StateRun, started: number, outcome: MapRunOutcome): void {
  const { execution, frame, state } = run;
  execution.enqueue(() => {
    if (execution.end || execution.gone(frame) || (frame.work as DistributedWork | undefined)?.started !== started)
      return;
    execution.environment.engine.mapRuns.delete((frame.work as DistributedWork).run.arn);
    return execution.guard(frame, async () => {
      if ('failure' in outcome) {
        const { error, cause } = outcome.failure;
        execution.event(frame, 'MapRunFailed', { error, cause }, started);
        execution.patch(frame, { work: undefined });
        return execution.fail(frame, outcome.failure);
      }
      const result = outcome.output;
      execution.event(frame, 'MapRunSucceeded', undefined, started);
      execution.event(frame, 'MapStateSucceeded');
      execution.patch(frame, { work: undefined });
      const { Output, Assign, Next } = state;
      const scope = execution.query(frame, { result });
      await execution.leave(frame, { Output, Assign, next: Next, fallback: result, scope, previous: started });
    });
  });
}
