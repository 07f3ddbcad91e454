import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { consolidate } from '../../../bin/commands/consolidate';
import { consolidationKinds } from '../../../core/consolidation/registry';

const guide = readFileSync(join(__dirname, '../../../docs/consolidate.md'), 'utf8');
const section = (title: string) => guide.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!;
const codes = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);
const rows = section('Kinds and methods')
  .split('\n')
  .filter((line) => line.startsWith('| `') && !line.startsWith('| `--'))
  .map((line) => line.split(/(?<!\\)\|/).slice(1, -1));

describe('the guide to consolidating', () => {
  test.each(consolidationKinds.map((kind) => [kind.slug, kind] as const))(
    "lists %s with Ground Truth's names for it and its methods in order",
    (slug, { groundTruthSuffixes, consolidator }) => {
      const row = rows.find(([kinds]) => codes(kinds!).includes(slug));
      expect(row).toBeDefined();
      for (const suffix of groundTruthSuffixes) expect(codes(row![1]!)).toContain(suffix);
      expect(codes(row![2]!)).toEqual([...consolidator.methods]);
      for (const method of consolidator.methods)
        expect(section('Kinds and methods')).toMatch(new RegExp(`^- \`${method}\`.*: `, 'm'));
    },
  );

  test('names no kind that is not there', () => {
    expect(new Set(rows.flatMap(([kinds]) => codes(kinds!)))).toEqual(
      new Set(consolidationKinds.map(({ slug }) => slug)),
    );
  });

  test('tells of every option', () => {
    const told = codes(guide.split('\n## Input\n')[0]!);
    for (const name of Object.keys(consolidate.options)) expect(told).toContain(`--${name}`);
  });
});
