import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { inPackage } from '../lib/paths';

/** Writes `bench/results/<name>.json` and `.md`. */
export async function writeResults(name: string, figures: unknown, lines: string[]): Promise<void> {
  const folder = inPackage('bench', 'results');
  await mkdir(folder, { recursive: true });
  const machine = `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`;
  await writeFile(`${folder}/${name}.json`, `${JSON.stringify({ machine, figures }, null, 2)}\n`);
  await writeFile(`${folder}/${name}.md`, `${[...lines, '', `Machine: ${machine}.`].join('\n')}\n`);
}

export const markdownTable = (header: string[], rows: (string | number)[][]): string[] => [
  `| ${header.join(' | ')} |`,
  `| ${header.map(() => '---').join(' | ')} |`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];
