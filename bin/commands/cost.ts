import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from './command';
import { dataDirOf, dataOption } from './data-option';
import { CommandFailure } from './failure';
import { table } from './terminal/table';
import { costBetween, type Usage } from './usage-cost';

export const cost: Command = {
  name: 'cost',
  summary: 'Shows what everything the embedded cloud has done in a data folder would have cost on AWS, at list prices.',
  options: dataOption,
  examples: ['plumbline cost', 'plumbline cost --data .plumbline/demo --json'],
  async run({ values, terminal }) {
    const estimate = costBetween({}, await readUsage(dataDirOf(values)));
    if (values.json) {
      terminal.out(JSON.stringify(estimate));
      return;
    }
    const rows = estimate.services.map(({ service, usd }) => [service, usd.toFixed(4)]);
    for (const line of table(['service', 'USD'], [...rows, ['total', estimate.totalUsd.toFixed(4)]]))
      terminal.out(line);
    for (const { service, what, quantity } of estimate.unpriced) {
      terminal.out(`Not in the total, no price known: ${service} ${what}, ${quantity}`);
    }
  },
};

async function readUsage(dataDir: string): Promise<Usage> {
  const file = join(dataDir, 'meter.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Usage;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CommandFailure(
      `no embedded cloud has run with its data in ${dataDir}; on AWS, Cost Explorer shows what the stack costs`,
    );
  }
}
