import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type SplitLine, splitLines } from '../../../core/manifest/split-lines';

async function* stream(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function linesOf(chunks: Iterable<Uint8Array>, options?: { maxLineBytes?: number }): Promise<SplitLine[]> {
  const lines: SplitLine[] = [];
  for await (const line of splitLines(stream(chunks), options)) lines.push(line);
  return lines;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('splitLines', () => {
  test.each<[string, string, [number, string][]]>([
    [
      'line feeds',
      'a\nb\n',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'carriage returns',
      'a\r\nb\r\n',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'no line break at the end',
      'a\nb',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'blank lines, which are counted',
      '\n\r\na\n  \nb\n\n',
      [
        [3, 'a'],
        [5, 'b'],
      ],
    ],
    [
      'a byte order mark',
      '\ufeff{"source":"a"}\nb',
      [
        [1, '{"source":"a"}'],
        [2, 'b'],
      ],
    ],
    ['a carriage return inside a line', 'a\rb\n', [[1, 'a\rb']]],
    ['Unicode line separators, which end no line', 'a\u2028b\u0085c\n', [[1, 'a\u2028b\u0085c']]],
    ['nothing', '', []],
    ['only blank lines', '\n\n', []],
  ])('%s', async (_, text, expected) => {
    expect(await linesOf([bytes(text)])).toEqual(expected.map(([number, line]) => ({ number, text: line })));
  });

  test('any chunking of a byte stream gives the same lines', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\n', '\r\n', '\ufeff', '漢字', '🙂'))),
        fc.array(fc.integer({ min: 1, max: 7 })),
        async (pieces, sizes) => {
          const whole = bytes(pieces.join(''));
          const chunks: Uint8Array[] = [];
          for (let at = 0, i = 0; at < whole.length; i++) {
            const size = sizes.length > 0 ? sizes[i % sizes.length]! : 1;
            chunks.push(whole.subarray(at, at + size));
            at += size;
          }
          expect(await linesOf(chunks)).toEqual(await linesOf([whole]));
        },
      ),
    );
  });

  test('a reused chunk buffer does not change lines already begun', async () => {
    const buffer = new Uint8Array(2);
    function* reused() {
      for (const pair of ['ab', 'cd', '\ne']) {
        buffer.set(bytes(pair));
        yield buffer;
      }
    }
    expect((await linesOf(reused())).map((line) => line.text)).toEqual(['abcd', 'e']);
  });

  test('a line that is not UTF-8 keeps its number and says where', async () => {
    const bad = new Uint8Array([...bytes('ok\n{"source":"caf'), 0xe9, ...bytes('"}\nlast')]);
    expect(await linesOf([bad])).toEqual([
      { number: 1, text: 'ok' },
      { number: 2, text: '{"source":"caf\ufffd"}', reason: 'line 2: not UTF-8: a bad byte at position 15' },
      { number: 3, text: 'last' },
    ]);
  });

  test('a character cut off by the end of the line is not UTF-8 either', async () => {
    const [line] = await linesOf([new Uint8Array([...bytes('ab'), 0xe3, 0x81])]);
    expect(line?.reason).toBe('line 1: not UTF-8: a bad byte at position 3');
  });

  test('an endless line streams by without being kept', async () => {
    const chunk = new Uint8Array(1024 * 1024).fill(97);
    let held = 0;
    function* endless() {
      yield bytes('first\n');
      for (let i = 0; i < 200; i++) {
        yield chunk;
        if (i === 100) held = process.memoryUsage().arrayBuffers;
      }
      yield bytes('\nlast\n');
    }
    const before = process.memoryUsage().arrayBuffers;
    const [first, long, last] = await linesOf(endless());
    expect([first?.text, last?.text, last?.number]).toEqual(['first', 'last', 3]);
    expect(long?.reason).toBe('line 2: is 209,715,200 bytes; lines over 4,194,304 bytes are not read');
    expect(long?.text).toBe(`${'a'.repeat(200)}…`);
    expect(held - before).toBeLessThan(32 * 1024 * 1024);
  });

  test('every line that is told of can be written and read again under the same number', async () => {
    const source = [
      bytes('   '.repeat(5)),
      bytes('\n\ufeff\n'),
      new Uint8Array([0xff]),
      bytes('\na\r\r\n{"source":"b"}'),
    ];
    const lines = await linesOf(source, { maxLineBytes: 10 });
    const again = await linesOf([bytes(lines.map(({ text }) => `${text}\n`).join(''))]);
    expect(lines.length).toBe(4);
    expect(again.length).toBe(lines.length);
  });

  test('the limit is exact', async () => {
    const lines = await linesOf([bytes('123456\n1234567\n12')], { maxLineBytes: 6 });
    expect(lines.map((line) => line.reason !== undefined)).toEqual([false, true, false]);
  });
});
