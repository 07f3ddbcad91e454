import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudContext } from '../../contract';
import { type ArnMaker, arnMaker } from '../arns';
import type { ItemProcessor, MachineDefinition } from '../definition/types';
import { definitionStore } from './definitions';
import { Execution } from './execution';
import { Committer, Journal, readJournal } from './journal';
import { MapRun, type MapRunHeader, type MapRunOutcome, type MapRunRecord } from './map-run';
import type { Environment, ExecutionEnd, ExecutionHeader, StepRecord } from './records';
import { realTimers, type Timers } from './timers';

/** A line of the list of executions: one when it starts, one when it ends. */
export interface ListLine {
  start?: { arn: string; machineArn: string; name: string; at: number };
  end?: { arn: string; at: number; status: string };
}

export interface EngineOptions {
  timers?: Timers;
  random?: () => number;
  onStatus?: (execution: Execution) => void;
}

/** A finished or running execution as its journal tells it. */
export interface StoredExecution {
  header: ExecutionHeader;
  end?: ExecutionEnd;
}

/** All executions: the running ones in memory, all of them in their journals. */
export class Engine {
  readonly running = new Map<string, Execution>();
  readonly mapRuns = new Map<string, MapRun>();
  readonly arns: ArnMaker;
  readonly definitions: ReturnType<typeof definitionStore>;
  readonly committer: Committer;
  readonly environment: Environment;
  private readonly list: Journal;
  private readonly waiters = new Map<string, (() => void)[]>();

  constructor(
    private readonly context: CloudContext,
    private readonly folder: string,
    private readonly options: EngineOptions = {},
  ) {
    this.arns = arnMaker(context.region, context.accountId);
    this.definitions = definitionStore(join(folder, 'definitions'));
    this.committer = new Committer((error) => context.log('states', String((error as Error).stack ?? error)));
    this.list = new Journal(join(folder, 'executions.jsonl'));
    const timers = options.timers ?? realTimers(() => context.now());
    this.environment = {
      context,
      timers,
      random: options.random ?? Math.random,
      committer: this.committer,
      engine: this,
    };
  }

  get listPath(): string {
    return this.list.path;
  }

  journalPath(arn: string): string {
    const [kind, machine, name, unique] = arn.split(':').slice(5);
    return join(
      this.folder,
      kind === 'express' ? 'express' : 'executions',
      machine!,
      `${safe(name!)}${unique ? `-${unique}` : ''}.jsonl`,
    );
  }

  mapRunPath(arn: string): string {
    const [machine, id] = arn.split(':').slice(6);
    return join(this.folder, 'map-runs', machine!.split('/')[0]!, `${id}.jsonl`);
  }

  exists(arn: string): boolean {
    return this.running.has(arn) || existsSync(this.journalPath(arn));
  }

  /** The new execution is in its journal when this resolves. */
  async start(header: ExecutionHeader): Promise<void> {
    const execution = this.load(header, new Journal(this.journalPath(header.arn)));
    const { arn, machineArn, name, startedAt: at } = header;
    if (!header.express) this.list.append({ start: { arn, machineArn, name, at } } satisfies ListLine);
    this.committer.commit(this.list, []);
    this.options.onStatus?.(execution);
    await execution.start();
  }

  private load(header: ExecutionHeader, journal: Journal): Execution {
    const definition = this.definitions.get(header.definition) as MachineDefinition;
    const execution = new Execution(header, definition, journal, this.environment, (ended) => {
      const { arn } = ended.header;
      if (!header.express) {
        this.list.append({ end: { arn, at: ended.end!.at, status: ended.end!.status } } satisfies ListLine);
        this.committer.commit(this.list, []);
      }
      this.forget(ended);
      this.options.onStatus?.(ended);
    });
    this.running.set(header.arn, execution);
    return execution;
  }

  forget(execution: Execution): void {
    const { arn } = execution.header;
    this.running.delete(arn);
    for (const wake of this.waiters.get(arn) ?? []) wake();
    this.waiters.delete(arn);
  }

  /** Resolves when the execution runs no more. */
  ended(arn: string): Promise<void> {
    if (!this.running.has(arn)) return Promise.resolve();
    return new Promise((resolve) => this.waiters.set(arn, [...(this.waiters.get(arn) ?? []), resolve]));
  }

  /** Takes up what was running when the cloud stopped. */
  recover(): void {
    const open = new Set<string>();
    for (const line of readJournal<ListLine>(this.listPath)) {
      if (line.start) open.add(line.start.arn);
      if (line.end) open.delete(line.end.arn);
    }
    const resumed: Execution[] = [];
    for (const arn of open) {
      if (this.running.has(arn)) continue;
      const records = [...readJournal<StepRecord>(this.journalPath(arn))];
      const header = records[0]?.start;
      // why: without its first line nobody has been told of the execution yet.
      const end = header ? records.at(-1)?.end : { at: this.context.now(), status: 'ABORTED' };
      if (!header || end) {
        this.list.append({ end: { arn, at: end!.at, status: end!.status } } satisfies ListLine);
        this.committer.commit(this.list, []);
        continue;
      }
      const execution = this.load(header, new Journal(this.journalPath(arn)));
      for (const record of records) execution.restore(record);
      resumed.push(execution);
    }
    for (const execution of resumed) execution.resume();
    this.committer.flush();
    if (resumed.length > 0) this.context.log('states', `${resumed.length} executions go on`);
  }

  startMapRun(header: MapRunHeader, processor: ItemProcessor, onOutcome: (outcome: MapRunOutcome) => void): MapRun {
    const path = this.mapRunPath(header.arn);
    rmSync(path, { force: true });
    const mapRun = new MapRun(header, path, processor, this.environment, onOutcome);
    this.mapRuns.set(header.arn, mapRun);
    return mapRun;
  }

  /** Undefined when the run had not got as far as to know its items. */
  resumeMapRun(
    header: MapRunHeader,
    processor: ItemProcessor,
    onOutcome: (outcome: MapRunOutcome) => void,
  ): MapRun | undefined {
    const path = this.mapRunPath(header.arn);
    const mapRun = new MapRun(header, path, processor, this.environment, onOutcome);
    if (!mapRun.restore(path)) return undefined;
    this.mapRuns.set(header.arn, mapRun);
    return mapRun;
  }

  // ---- reading

  /** The journal an execution's lines are in, and the name they go by there. */
  private source(arn: string): { path: string; child?: string } | undefined {
    const parts = arn.split(':');
    if (!parts[6]?.includes('/'))
      return existsSync(this.journalPath(arn)) ? { path: this.journalPath(arn) } : undefined;
    const folder = join(this.folder, 'map-runs', parts[6].split('/')[0]!);
    const begins = parts[7]?.slice(0, 8);
    if (!begins || !existsSync(folder)) return undefined;
    const file = readdirSync(folder).find((name) => name.startsWith(begins));
    return file === undefined ? undefined : { path: join(folder, file), child: parts[7] };
  }

  *records(arn: string): Generator<StepRecord> {
    this.committer.flush();
    const source = this.source(arn);
    if (!source) return;
    for (const record of readJournal<StepRecord>(source.path)) if (record.c === source.child) yield record;
  }

  read(arn: string): StoredExecution | undefined {
    const running = this.running.get(arn);
    if (running && !running.end) return { header: running.header };
    let header: ExecutionHeader | undefined;
    let end: ExecutionEnd | undefined;
    for (const record of this.records(arn)) {
      header ??= record.start;
      end ??= record.end;
    }
    return header && { header, end };
  }

  readMapRun(arn: string): Iterable<MapRunRecord> {
    this.committer.flush();
    return readJournal<MapRunRecord>(this.mapRunPath(arn));
  }

  close(): void {
    for (const execution of this.running.values()) execution.detach();
    this.committer.close();
  }
}

/** Execution names may hold nearly any character. */
function safe(name: string): string {
  return name.replace(/[^\w.-]/g, (character) => `%${character.codePointAt(0)!.toString(16)}`);
}
