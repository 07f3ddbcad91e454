/** Seeds of `plumbline simulate` in a process of its own, so that its memory can be told: settings as JSON in, outcome, reading time and peak memory out. */
import { readPool } from '../../bin/commands/simulate/read-pool';
import { SeedThreads } from '../../bin/commands/simulate/seeds';
import type { SimulationSettings } from '../../bin/commands/simulate/settings';
import { taskOf } from '../../bin/commands/simulate/task';

const { settings, seeds, workers } = JSON.parse(process.argv[2]!) as {
  settings: SimulationSettings;
  seeds: number;
  workers: number;
};
const { kind, learner } = taskOf(settings.taskType);
const threads = new SeedThreads(
  { settings, firstSeed: 1, seeds, wishes: {}, wishesOfFirst: {} },
  Math.min(workers, seeds) - 1,
);
const started = performance.now();
const { pool } = await readPool(settings, kind, learner);
const readSeconds = (performance.now() - started) / 1000;
const runs = await threads.run(pool, () => {});
await threads.close();
console.log(
  JSON.stringify({
    objects: pool.inputs.length,
    readSeconds: Math.round(readSeconds * 1000) / 1000,
    wallSeconds: Math.round(performance.now() - started) / 1000,
    peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
    seeds: runs.map(({ result: { reports: _, ...figures } }) => figures),
  }),
);
process.exit();
