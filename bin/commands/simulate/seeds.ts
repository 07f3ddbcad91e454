import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { RoundReport } from '../../../core/job/report';
import type { Pool } from './pool';
import type { SeedResult } from './result';
import { runSeed } from './run-seed';
import type { SimulationSettings } from './settings';

/** What a thread is told: everything it needs to prepare the objects itself and take seeds from the counter all share. */
export interface ThreadTask {
  settings: SimulationSettings;
  firstSeed: number;
  seeds: number;
  next: Int32Array;
}

/** Seeds run in threads besides this one. They start before the objects are read here, as each prepares them for itself. */
export class SeedThreads {
  readonly #threads: Worker[] = [];
  readonly #results: SeedResult[] = [];
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
      thread.on('message', (result: SeedResult) => this.#take(result));
      thread.on('error', (error) => {
        this.#failure = error;
        this.#onFailed(error);
      });
      this.#threads.push(thread);
    }
  }

  /** Results in the order of seeds, whichever thread they come from. */
  async run(pool: Pool, tell: (done: number, report?: RoundReport) => void): Promise<SeedResult[]> {
    const { settings, firstSeed, seeds } = this.task;
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
      this.#take(await runSeed(pool, settings, firstSeed + turn, (report) => tell(this.#results.length, report)));
      // Lets messages in.
      await setImmediate();
    }
    if (this.#results.length < seeds) await others;
    return this.#results.sort((a, b) => a.seed - b.seed);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #take(result: SeedResult): void {
    this.#results.push(result);
    this.#onDone();
  }
}
