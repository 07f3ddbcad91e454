import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { consolidatedPng, instanceAnswer, semanticAnswer } from '../../../../core/formats/mask/ground-truth-picture';
import { areaOf, type InstanceMasks, paintInstances } from '../../../../core/formats/mask/instance-mask';
import { readPngRows } from '../../../../core/formats/mask/png-rows';
import { readInstanceMasks } from '../../../../core/formats/mask/read-instances';
import { readSemanticMask } from '../../../../core/formats/mask/read-semantic';
import { fromBinary, type SemanticMask, toBinary } from '../../../../core/formats/mask/semantic-mask';

const mask: SemanticMask = { width: 4, height: 2, classes: ['Bird', 'Tree'], runs: [0, 1, 1, 2, 2, 3, 0, 2] };
const read = (content: unknown, options = {}) => {
  const result = readSemanticMask(content, options);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
};
const reason = (content: unknown, options = {}) => {
  const result = readSemanticMask(content, options);
  return result.ok ? 'it was read' : result.reason;
};

describe('semantic masks', () => {
  test("Ground Truth's answer, under its element, under any, and bare", () => {
    const answer = semanticAnswer(mask);
    expect(read({ 'crowd-semantic-segmentation': answer }, { element: 'crowd-semantic-segmentation' })).toEqual(mask);
    expect(read({ other: answer, comment: 'ok' }, { element: 'crowd-semantic-segmentation' })).toEqual(mask);
    expect(read(answer)).toEqual(mask);
    expect(read(JSON.parse(JSON.stringify(mask)))).toEqual(mask);
  });

  test('the consolidated file holds indices of the categories, not of the classes that occur', () => {
    const rows: number[] = [];
    readPngRows(consolidatedPng(mask, ['Sky', 'Bird', 'Tree']), (_, row) => rows.push(...row));
    expect(rows).toEqual([0, 2, 2, 3, 3, 3, 0, 0]);
  });

  test('bare counts take the only category, or the unnamed one', () => {
    const bare = { width: 3, height: 1, counts: [1, 2] };
    expect(read(bare).classes).toEqual(['foreground']);
    expect(read(bare, { categories: ['Cell'] })).toEqual({
      width: 3,
      height: 1,
      classes: ['Cell'],
      runs: [0, 1, 1, 2],
    });
    expect(reason(bare, { categories: ['Cell', 'Dirt'] })).toMatch(/names no label/);
    expect(read({ ...bare, label: 'Dirt' }, { categories: ['Cell', 'Dirt'] }).classes).toEqual(['Dirt']);
  });

  test('nothing painted is a mask of background', () => {
    const size = { inputImageProperties: { width: 3, height: 2 } };
    expect(read({ mask: { ...size, labelMappings: {} } })).toEqual({ width: 3, height: 2, classes: [], runs: [0, 6] });
  });

  test('classes come in the order of the categories, and only those that occur', () => {
    const categories = ['Tree', 'Sky', 'Bird'];
    expect(read(mask, { categories })).toEqual({ ...mask, classes: ['Tree', 'Bird'], runs: [0, 1, 2, 2, 1, 3, 0, 2] });
  });

  test.each<[string, unknown, object, RegExp]>([
    ['nothing', { a: 1 }, {}, /holds no mask/],
    ['null', null, {}, /holds no mask/],
    ['too few pixels', { width: 2, height: 2, counts: [1, 2] }, {}, /cover 3 pixels, the mask has 2 x 2/],
    ['a negative run', { width: 2, height: 1, counts: [3, -1] }, {}, /counts\[1\] is -1/],
    ['no width', { width: 'x', height: 1, counts: [1] }, {}, /width is "x"/],
    ['a bad class', { ...mask, runs: [3, 8] }, {}, /runs\[0\] is 3, no class of 0 … 2/],
    ['a bad colour', { labelMappings: { Bird: { color: 'green' } } }, {}, /labelMappings\["Bird"\]\.color is "green"/],
    [
      'one colour twice',
      { labelMappings: { A: { color: '#111111' }, B: { color: '#111' } } },
      {},
      /"A" and "B" the same/,
    ],
    ['no picture', { labelMappings: { A: { color: '#111111' } } }, {}, /pngImageData is undefined/],
    [
      'no base64',
      { labelMappings: { A: { color: '#111111' } }, labeledImage: { pngImageData: '?' } },
      {},
      /not base64/,
    ],
    [
      'no PNG',
      { labelMappings: { A: { color: '#111111' } }, labeledImage: { pngImageData: 'AAAA' } },
      {},
      /does not begin/,
    ],
    ['an unknown label', semanticAnswer(mask), { categories: ['Tree'] }, /"Bird" is not one of/],
  ])('%s is a reason', (_, content, options, expected) => {
    expect(reason(content, options)).toMatch(expected);
  });

  test('anything at all is a value, never a throw', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (a, b) => {
        for (const content of [
          a,
          { width: a, height: b, counts: a },
          { labelMappings: a, labeledImage: b },
          { instances: [a, b] },
        ]) {
          expect(typeof readSemanticMask(content, {}).ok).toBe('boolean');
          expect(typeof readInstanceMasks(content, {}).ok).toBe('boolean');
        }
      }),
    );
  });

  test('counts to runs and back', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 12 }), (lengths) => {
        const width = lengths.reduce((sum, n) => sum + n, 0);
        if (width === 0) return;
        const there = fromBinary({ width, height: 1, counts: lengths }, 'x');
        const pixels = (counts: number[]) => counts.flatMap((n, i) => Array(n).fill(i % 2));
        expect(pixels(toBinary(there).counts)).toEqual(pixels(lengths));
        expect(fromBinary(toBinary(there), 'x')).toEqual(there);
      }),
    );
  });
});

describe('instance masks', () => {
  const masks: InstanceMasks = {
    width: 5,
    height: 3,
    instances: [
      { label: 'Cell', left: 0, top: 0, width: 2, height: 2, counts: [0, 3, 1] },
      { label: 'Cell', left: 3, top: 1, width: 2, height: 2, counts: [1, 3] },
    ],
  };

  test("the element's answer and back", () => {
    const result = readInstanceMasks({ cells: instanceAnswer(masks) }, {});
    expect(result).toEqual({ ok: true, value: masks });
  });

  test('more instances than a palette holds', () => {
    const instances = Array.from({ length: 400 }, (_, i) => ({
      label: 'a',
      left: i,
      top: 0,
      width: 1,
      height: 1,
      counts: [0, 1],
    }));
    const result = readInstanceMasks(instanceAnswer({ width: 400, height: 1, instances }), {});
    expect(result.ok && result.value.instances).toEqual(instances);
  });

  test('bare instances, in a box or in the whole frame', () => {
    const frame = { width: 5, height: 3, instances: [{ label: 'Cell', counts: [0, 2, 3, 1, 9] }, masks.instances[1]] };
    expect(readInstanceMasks(frame, {})).toEqual({ ok: true, value: masks });
  });

  test('later instances are painted over earlier ones', () => {
    const over = { ...masks, instances: [masks.instances[0]!, { ...masks.instances[0]!, label: 'b' }] };
    expect(paintInstances(over)).toEqual([2, 2, 0, 3, 2, 1, 0, 9]);
    expect(areaOf(masks.instances[0]!)).toBe(3);
  });

  test.each<[string, unknown, RegExp]>([
    ['no label', { instances: [{ color: '#111111' }] }, /instances\[0\]\.label is undefined/],
    [
      'beyond the frame',
      { width: 2, height: 2, instances: [{ label: 'a', left: 1, width: 2, counts: [4] }] },
      /beyond the frame/,
    ],
    ['too few pixels', { width: 2, height: 2, instances: [{ label: 'a', counts: [1] }] }, /cover 1 pixels/],
    [
      'one colour twice',
      {
        labeledImage: {},
        instances: [
          { label: 'a', color: '#123456' },
          { label: 'a', color: '#123456' },
        ],
      },
      /same colour/,
    ],
  ])('%s is a reason', (_, content, expected) => {
    const result = readInstanceMasks(content, {});
    expect(result.ok ? 'it was read' : result.reason).toMatch(expected);
  });
});
