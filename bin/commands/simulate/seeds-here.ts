import { readPool } from './read-pool';
import type { SeedRun } from './run-seed';
import { runTurn, type ThreadTask } from './seeds';
import { openTask } from './task';

/** Takes seeds from the shared counter until none is left. */
export async function runSeedsHere({ next, ...task }: ThreadTask, tell: (run: SeedRun) => void): Promise<void> {
  const { kind, learner, close } = await openTask(task.settings);
  const { pool } = await readPool(task.settings, kind, learner);
  for (let turn = Atomics.add(next, 0, 1); turn < task.seeds; turn = Atomics.add(next, 0, 1))
    tell(await runTurn(pool, task, turn));
  await close();
}
