import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { columnCounts } from '../../../../core/formats/export/coco';
import { type ExportedObject, ExportProblem } from '../../../../core/formats/export/exported';
import { exportedKinds, exportFormats } from '../../../../core/formats/export/registry';
import { taskTypes } from '../../../../task-types/registry';

const labels = ['car', 'bus'];
const files = (slug: string, objects: ExportedObject[], names = labels): Record<string, string> =>
  Object.fromEntries(
    [...exportFormats.find((format) => format.slug === slug)!.files(objects, names)].map(({ path, text }) => [
      path,
      text,
    ]),
  );
const size = { width: 200, height: 100 };
const boxes: ExportedObject = {
  kind: 'boxes',
  source: '3.jpg',
  answer: { boxes: [{ label: 'bus', left: 20, top: 10, width: 40, height: 30 }], ...size },
};
const square = [
  { x: 0, y: 0 },
  { x: 20, y: 0 },
  { x: 20, y: 10 },
  { x: 0, y: 10 },
];

test('every kind named is a task type’s', () => {
  const slugs = taskTypes.map(({ slug }) => slug);
  for (const slug of Object.keys(exportedKinds)) expect(slugs).toContain(slug);
});

describe('COCO', () => {
  test('has boxes with images and categories from 1', () => {
    expect(JSON.parse(files('coco', [boxes])['']!)).toEqual({
      images: [{ id: 1, file_name: '3.jpg', ...size }],
      categories: [
        { id: 1, name: 'car' },
        { id: 2, name: 'bus' },
      ],
      annotations: [
        { id: 1, image_id: 1, category_id: 2, bbox: [20, 10, 40, 30], area: 1200, segmentation: [], iscrowd: 0 },
      ],
    });
  });

  test('has outlines as lists of coordinates', () => {
    const polygons = { polygons: [{ label: 'car', vertices: square }], ...size };
    const [annotation] = JSON.parse(
      files('coco', [{ kind: 'polygons', source: 'a.jpg', answer: polygons }])['']!,
    ).annotations;
    expect(annotation).toMatchObject({
      bbox: [0, 0, 20, 10],
      area: 200,
      segmentation: [[0, 0, 20, 0, 20, 10, 0, 10]],
    });
  });

  test('counts masks down the columns', () => {
    // . A A
    // . A B
    const answer = { width: 3, height: 2, classes: labels, runs: [0, 1, 1, 2, 0, 1, 1, 1, 2, 1] };
    const { annotations } = JSON.parse(files('coco', [{ kind: 'mask', source: 'a.jpg', answer }])['']!);
    expect(annotations).toMatchObject([
      { category_id: 1, bbox: [1, 0, 2, 2], area: 3, segmentation: { size: [2, 3], counts: [2, 3, 1] }, iscrowd: 1 },
      { category_id: 2, bbox: [2, 1, 1, 1], area: 1, segmentation: { counts: [5, 1] } },
    ]);
    const instance = { label: 'car', left: 1, top: 0, width: 2, height: 2, counts: [0, 3, 1] };
    const things = { width: 3, height: 2, instances: [instance] };
    const [one] = JSON.parse(files('coco', [{ kind: 'instances', source: 'a.jpg', answer: things }])['']!).annotations;
    expect(one).toMatchObject({ area: 3, segmentation: { counts: [2, 3, 1] }, iscrowd: 0 });
  });

  test('run lengths of any spans cover all pixels and mark as many as there are', () => {
    const row = fc.tuple(fc.nat(9), fc.nat(9)).map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
        const spans = rows.flatMap(([from, to], y) => [y, from, to]);
        const counts = columnCounts(spans, 10, rows.length);
        const sum = (every: number) => counts.filter((_, i) => i % 2 === every).reduce((a, b) => a + b, 0);
        expect(sum(0) + sum(1)).toBe(10 * rows.length);
        expect(sum(1)).toBe(rows.reduce((total, [from, to]) => total + to - from, 0));
      }),
    );
  });

  test('needs to know how large an image is', () => {
    const unknown: ExportedObject = { kind: 'boxes', source: '4.jpg', answer: { boxes: [] } };
    expect(() => files('coco', [unknown])).toThrow(
      new ExportProblem('4.jpg: the label does not say how large the image is'),
    );
  });
});

test('YOLO has shares of the image, a file for each, also where nothing is in it', () => {
  const empty: ExportedObject = { kind: 'boxes', source: 'b/3.jpg', answer: { boxes: [], ...size } };
  expect(files('yolo', [boxes, empty])).toEqual({
    'data.yaml': 'path: .\ntrain: images\nval: images\nnames:\n  0: "car"\n  1: "bus"\n',
    'labels/3.txt': '1 0.2 0.25 0.2 0.3\n',
    'labels/3-2.txt': '',
  });
  const answer = { polygons: [{ label: 'car', vertices: square }], ...size };
  expect(files('yolo', [{ kind: 'polygons', source: 'a.jpg', answer }])['labels/a.txt']).toBe(
    '0 0 0 0.1 0 0.1 0.1 0 0.1\n',
  );
});

test('Pascal VOC counts pixels from 1', () => {
  const text = files('pascal-voc', [{ ...boxes, source: 'a&b.jpg' } as ExportedObject])['a&b.xml']!;
  expect(text).toContain('<filename>a&amp;b.jpg</filename>');
  expect(text.replace(/\s+/g, '')).toContain('<xmin>21</xmin><ymin>11</ymin><xmax>60</xmax><ymax>40</ymax>');
});

describe('spans', () => {
  const spans: ExportedObject[] = [
    {
      kind: 'spans',
      source: '😀 UPS lost 3 boxes.',
      answer: {
        spans: [
          { start: 2, end: 5, label: 'Carrier' },
          { start: 11, end: 18, label: 'Lost goods' },
        ],
      },
    },
    { kind: 'spans', source: '東京都に', answer: { spans: [{ start: 0, end: 2, label: 'Town' }] } },
  ];

  test('as JSON Lines say the words they are of, counted in characters', () => {
    const [first, second] = files('jsonl', spans)['']!.split('\n');
    expect(JSON.parse(first!).spans.map(({ text }: { text: string }) => text)).toEqual(['UPS', '3 boxes']);
    expect(JSON.parse(second!)).toEqual({
      text: '東京都に',
      spans: [{ start: 0, end: 2, label: 'Town', text: '東京' }],
    });
  });

  test('as CoNLL tag tokens, cut where a span ends within a word', () => {
    expect(files('conll', spans)['']).toBe(
      '😀\tO\nUPS\tB-Carrier\nlost\tO\n3\tB-Lost_goods\nboxes\tI-Lost_goods\n.\tO\n\n東京\tB-Town\n都に\tO\n\n',
    );
  });
});

test('CSV quotes what needs it; several classes have a column each', () => {
  const one: ExportedObject = {
    kind: 'class',
    source: 'Say "hi", now',
    answer: 'car',
    confidence: 0.9,
    humanAnnotated: true,
  };
  expect(files('csv', [one])['']).toBe('source,label,confidence,human_annotated\r\n"Say ""hi"", now",car,0.9,yes\r\n');
  const several: ExportedObject = { kind: 'classes', source: '2.jpg', answer: ['bus'], humanAnnotated: false };
  expect(files('csv', [several])['']).toBe('source,car,bus,human_annotated\r\n2.jpg,0,1,no\r\n');
});
