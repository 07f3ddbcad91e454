import { type Booted, bootCloud } from './cloud/boot';
import type { Command } from './command';
import { conclude } from './demo/conclude';
import { label } from './demo/label';
import { demoObjects } from './demo/objects';
import { demoOptionSpecs, fingerprint, parseDemoOptions } from './demo/options';
import { peakMemory } from './demo/peak-memory';
import { openRun, updateRun } from './demo/run-record';
import type { Terminal } from './terminal/terminal';
import { untilInterrupted } from './until-interrupted';

export const demo: Command = {
  name: 'demo',
  summary: 'Runs a whole labeling job on this machine: the embedded cloud, real objects, simulated workers, a report.',
  options: demoOptionSpecs,
  examples: [
    'npm run demo',
    'npm run demo -- --task-type text-classification --objects 1000 --json',
    'npm run demo -- --input reviews.jsonl --task-type text-classification --workers 5 --worker-accuracy 0.85',
  ],
  async run({ values, terminal }) {
    const options = parseDemoOptions(values);
    const startedAt = Date.now();
    const memory = peakMemory();
    const set = await demoObjects(options);
    const { run, resumed } = await openRun(
      options.dataDir,
      fingerprint(options),
      options.taskType,
      new Date(startedAt).toISOString(),
    );
    if (resumed) terminal.err(`Taking up the unfinished run ${run.jobName} …`);
    const booted = await bootCloud({ dataDir: options.dataDir, terminal });
    try {
      if (!run.meterBefore) {
        run.meterBefore = booted.cloud.meter.snapshot();
        await updateRun(options.dataDir, run.jobName, { meterBefore: run.meterBefore });
      }
      const labeling = await label({ booted, options, set, run, terminal });
      const result = await conclude({ booted, options, set, run, resumed, startedAt, memory, ...labeling });
      // why: with --json a program reads standard output, and a person may still look on.
      for (const line of result.report(terminal)) (options.json ? terminal.err : terminal.out)(line);
      if (options.json) terminal.out(JSON.stringify(result.json));
      if (options.keep) await keepRunning(booted, terminal);
    } finally {
      memory.stop();
      await booted.cloud.stop();
    }
  },
};

async function keepRunning({ cloud }: Booted, terminal: Terminal): Promise<void> {
  terminal.err(`The cloud goes on at ${cloud.apiUrl} (portal) and ${cloud.endpointUrl} (AWS). Ctrl-C stops it.`);
  await untilInterrupted();
}
