import { readPool } from './read-pool';
import type { SeedResult } from './result';
import { runSeed } from './run-seed';
import type { ThreadTask } from './seeds';
import { taskOf } from './task';

/** Takes seeds from the shared counter until none is left. */
export async function runSeedsHere(
  { settings, firstSeed, seeds, next }: ThreadTask,
  tell: (result: SeedResult) => void,
): Promise<void> {
  const { kind, learner } = taskOf(settings.taskType);
  const { pool } = await readPool(settings, kind, learner);
  for (let turn = Atomics.add(next, 0, 1); turn < seeds; turn = Atomics.add(next, 0, 1))
    tell(await runSeed(pool, settings, firstSeed + turn));
}
