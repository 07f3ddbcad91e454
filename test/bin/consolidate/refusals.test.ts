import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { main } from '../../../bin/commands/main';
import { testTerminal } from '../test-terminal';
import { BIRDS, consolidate, csv, files } from './run-consolidate';

describe('consolidate refuses with one line', () => {
  const rows = csv(...BIRDS);
  const cases: [string, Record<string, string | Buffer | object>, string[], RegExp][] = [
    [
      'an unknown task type',
      { 'a.csv': rows },
      ['--task-type', 'x'],
      /^plumbline: --task-type: there is no "x"; there are image-classification, /,
    ],
    [
      'an unknown method',
      { 'a.csv': rows },
      ['--method', 'x'],
      /^plumbline: --method: image-classification has no "x"; it has .*majority-vote/,
    ],
    [
      'an output of no known format',
      { 'a.csv': rows },
      ['--output', 'x.txt'],
      /^plumbline: --output: expected a name that ends in \.csv or \.jsonl/,
    ],
    [
      'an output in no folder',
      { 'a.csv': rows },
      ['--output', '/no/such/x.csv'],
      /^plumbline: --output: there is no folder \/no\/such$/,
    ],
    [
      'a report of no known format',
      { 'a.csv': rows },
      ['--report', 'x.pdf'],
      /^plumbline: --report: expected a name that ends in \.html/,
    ],
    [
      'gold that is not there',
      { 'a.csv': rows },
      ['--gold', '/no/such.csv'],
      /^plumbline: \/no\/such\.csv: there is no such file or folder$/,
    ],
    ['an empty file', { 'a.csv': '' }, [], /a\.csv: is empty$/],
    ['an empty JSON Lines file', { 'a.jsonl': '\n\n' }, [], /a\.jsonl: is empty$/],
    ['a header alone', { 'a.csv': 'object,worker,label\n' }, [], /a\.csv: holds no answer that can be read$/],
    [
      'a missing column',
      { 'a.csv': 'object,wrker,label\na,b,c\n' },
      [],
      /a\.csv: the header has no column "worker"; it has "object", "wrker", "label"$/,
    ],
    ['a column twice', { 'a.csv': 'object,worker,label,label\na,b,c,d\n' }, [], /the header has two columns "label"$/],
    [
      'a file without a header',
      { 'a.csv': 'o1,w1,cat\no1,w2,cat\n' },
      [],
      /the header has no column "object" \(or item, task\); it has "o1", "w1", "cat"$/,
    ],
    [
      'a quote that does not end',
      { 'a.csv': 'object,worker,label\na,b,c\na,"b,c\n' },
      [],
      /a\.csv: line 3: a quoted cell begins here and does not end$/,
    ],
    [
      'binary junk',
      { 'a.csv': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0, 10, 0xc3]) },
      [],
      /a\.csv: not UTF-8 text \(after byte 0\)/,
    ],
    ['text in UTF-16', { 'a.csv': Buffer.from(`\ufeff${rows}`, 'utf16le') }, [], /a\.csv: not UTF-8 text/],
    [
      'a file cut inside a character',
      { 'a.csv': Buffer.concat([Buffer.from(rows), Buffer.from([0xe7, 0x89])]) },
      [],
      /a\.csv: not UTF-8 text/,
    ],
    ['NULs', { 'a.csv': Buffer.alloc(1000) }, [], /a\.csv: the header has no column "object"/],
    ['a folder without answers', { 'x/readme.txt': '' }, [], /holds no worker responses; expected a folder such as /],
    [
      'JSON of another kind',
      { 'a.json': { labels: [] } },
      [],
      /a\.json: neither a worker response nor a consolidation request/,
    ],
    ['broken JSON', { 'a.json': '[{' }, [], /a\.json: not JSON \(/],
    [
      'answers of another kind',
      { 'a.jsonl': { object: 'a', worker: 'w', boxes: [] } },
      [],
      /a\.jsonl: holds no answer that can be read; the first: \S+a\.jsonl:1: the answer holds no /,
    ],
  ];
  test.each(cases)('%s', async (_, contents, args, message) => {
    const first = await files(contents);
    const { code, out, err } = await consolidate(
      'readme.txt' in contents || first.endsWith('.txt') ? dirname(first) : first,
      ...args,
    );
    expect(err).toMatch(message);
    expect(err).not.toContain('\n');
    expect(out).toBe('');
    expect(code).toBeGreaterThan(0);
  });

  test('answers that are not there, in S3, or missing', async () => {
    expect((await consolidate('/no/such.csv')).err).toBe('plumbline: /no/such.csv: there is no such file or folder');
    expect((await consolidate('s3://bucket/answers.csv')).err).toContain('copy it first (aws s3 sync)');
    const terminal = testTerminal();
    expect(await main(['consolidate', '--task-type', 'image-classification'], terminal)).toBe(2);
    expect(terminal.stderr).toEqual(['plumbline: consolidate: --answers is missing']);
  });

  test('to overwrite what it reads', async () => {
    const path = await files({ 'a.csv': rows });
    expect((await consolidate(path, '--output', path)).err).toContain('is an input; it would be overwritten');
    expect(await readFile(path, 'utf8')).toBe(rows);
  });
});
