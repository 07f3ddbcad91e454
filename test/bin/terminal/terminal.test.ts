import { describe, expect, test } from '@jest/globals';
import { bar } from '../../../bin/commands/terminal/bar';
import { createProgress, progressLine } from '../../../bin/commands/terminal/progress';
import { table } from '../../../bin/commands/terminal/table';
import { clip, displayWidth, padTo, wrap } from '../../../bin/commands/terminal/width';
import { testTerminal } from '../test-terminal';

describe('a bar', () => {
  test.each([
    [0, '░░░░'],
    [0.5, '██░░'],
    [1, '████'],
    [2, '████'],
    [-1, '░░░░'],
    [Number.NaN, '░░░░'],
    [0.28125, '█▏░░'],
  ])('of %d', (share, drawn) => {
    expect(bar(share, 4)).toBe(drawn);
  });
});

describe('display width', () => {
  test('wraps at spaces and loses no word', () => {
    expect(wrap('the endpoint did not come up', 12)).toEqual(['the endpoint', 'did not come', 'up']);
    expect(wrap('unbreakable', 4)).toEqual(['unbreakable']);
  });

  test('counts full-width characters twice', () => {
    expect(displayWidth('ab')).toBe(2);
    expect(displayWidth('配送 a')).toBe(6);
    expect(padTo('配送', 6)).toBe('配送  ');
    expect(padTo('7', 3, 'right')).toBe('  7');
  });

  test('clips to cells, never half a character', () => {
    expect(clip('abcdef', 4)).toBe('abc…');
    expect(clip('配送配送', 4)).toBe('配…');
    expect(clip('配送', 4)).toBe('配送');
  });
});

test('a table aligns words left and numbers right', () => {
  expect(
    table(
      ['name', 'left'],
      [
        ['a', '7'],
        ['long name', '1200'],
      ],
    ),
  ).toEqual(['name       left', 'a             7', 'long name  1200']);
});

describe('progress', () => {
  test('is redrawn in place on a screen', () => {
    const terminal = testTerminal({ errIsScreen: true });
    const progress = createProgress(terminal);
    progress.show(['one', 'two'], 's');
    progress.show(['three'], 's');
    expect(terminal.drawn[0]).toBe('\u001b[2Kone\n\u001b[2Ktwo\n\u001b[0J');
    expect(terminal.drawn[1]).toBe('\u001b[2A\u001b[2Kthree\n\u001b[0J');
  });

  test.each([40, 60, 80, 120])('never wraps on a screen of %d columns', (columns) => {
    const line = progressLine(
      testTerminal({ columns }),
      'ask people',
      0.5,
      'a note as long as they come '.repeat(4),
      false,
    );
    expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    expect(line).toContain('ask people');
  });

  test('is a line every two seconds elsewhere, and none when nothing changed', () => {
    const terminal = testTerminal();
    let time = 0;
    const progress = createProgress(terminal, () => time);
    for (const [at, summary] of [
      [0, 'a'],
      [1000, 'b'],
      [2500, 'c'],
      [6000, 'c'],
      [12_000, 'd'],
    ] as const) {
      time = at;
      progress.show([], summary);
    }
    expect(terminal.stderr).toEqual(['[   0 s] a', '[   3 s] c', '[  12 s] d']);
    expect(terminal.drawn).toEqual([]);
  });
});
