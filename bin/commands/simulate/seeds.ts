import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { RoundReport } from '../../../core/job/report';
import type { Pool } from './pool';
import { runSeed, type SeedRun, type SeedWishes } from './run-seed';
import type { SimulationSettings } from './settings';

/** What a thread is told: everything it needs to prepare the objects itself and take seeds from the counter all share. */
export interface ThreadTask {
  settings: SimulationSettings;
  firstSeed: number;
  seeds: number;
  /** Of every seed, and of the first besides. */
  wishes: SeedWishes;
  wishesOfFirst: SeedWishes;
  next: Int32Array;
}

/** The `turn`-th seed of a task. */
export const runTurn = (
  pool: Pool,
  { settings, firstSeed, wishes, wishesOfFirst }: Omit<ThreadTask, 'next'>,
  turn: number,
  tell?: (report: RoundReport) => void,
): Promise<SeedRun> =>
  runSeed(pool, settings, firstSeed + turn, turn === 0 ? { ...wishes, ...wishesOfFirst } : wishes, tell);

/** Seeds run in threads besides this one. They start before the objects are read here, as each prepares them for itself. */
export class SeedThreads {
  readonly #threads: Worker[] = [];
  readonly #results: SeedRun[] = [];
  readonly #next = new Int32Array(new SharedArrayBuffer(4));
  #onDone: () => void = () => {};
  #onFailed: (error: Error) => void = () => {};
  #failure: Error | undefined;

  constructor(
    private readonly task: Omit<ThreadTask, 'next'>,
    threads: number,
  ) {
    for (let i = 0; i < threads; i++) {
      const thread = new Worker(new URL('./seed-thread.mjs', import.meta.url), {
        workerData: { ...task, next: this.#next },
      });
      thread.on('message', (run: SeedRun) => this.#take(run));
      thread.on('error', (error) => {
        this.#failure = error;
        this.#onFailed(error);
      });
      this.#threads.push(thread);
    }
  }

  /** Results in the order of seeds, whichever thread they come from. */
  async run(pool: Pool, tell: (done: number, report?: RoundReport) => void): Promise<SeedRun[]> {
    const { seeds } = this.task;
    const others = new Promise<void>((resolve, reject) => {
      this.#onDone = () => {
        tell(this.#results.length);
        if (this.#results.length === seeds) resolve();
      };
      this.#onFailed = reject;
    });
    // Whoever waits for it hears of a failure later; until then it is not unheard.
    others.catch(() => {});
    for (;;) {
      if (this.#failure) throw this.#failure;
      const turn = Atomics.add(this.#next, 0, 1);
      if (turn >= seeds) break;
      const told = (report: RoundReport) => tell(this.#results.length, report);
      this.#take(await runTurn(pool, this.task, turn, told));
      // Lets messages in.
      await setImmediate();
    }
    if (this.#results.length < seeds) await others;
    return this.#results.sort((a, b) => a.result.seed - b.result.seed);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #take(run: SeedRun): void {
    this.#results.push(run);
    this.#onDone();
  }
}
