import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encode } from 'fast-png';
import { main } from '../../../bin/commands/main';
import { consolidationKinds } from '../../../core/consolidation/registry';
import { testTerminal } from '../test-terminal';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-kinds-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const square = (x: number) => [
  { x, y: 10 },
  { x: x + 40, y: 10 },
  { x: x + 40, y: 50 },
  { x, y: 50 },
];
const line = (x: number) => [
  { x, y: 10 },
  { x: x + 60, y: 80 },
];
const size = { inputImageProperties: { width: 200, height: 100 } };
const cuboid = (centerX: number) => ({
  'center-x': centerX,
  'center-y': 2,
  'center-z': 1,
  length: 4,
  width: 2,
  height: 1.5,
  yaw: 0.3,
});

/** A picture of 8 × 4 pixels, runs of nothing and of the colour by turns. */
function painted(counts: number[]): string {
  const pixels = counts.flatMap((count, i) =>
    Array<number[]>(count).fill(i % 2 ? [0x2c, 0xa0, 0x2c, 255] : [0, 0, 0, 0]),
  );
  const png = encode({ width: 8, height: 4, channels: 4, depth: 8, data: Uint8Array.from(pixels.flat()) });
  return Buffer.from(png).toString('base64');
}

/** For each kind two answers that differ: as a template submits them (`answerContent`), and bare. */
const answers: Record<string, [submitted: unknown, bare: unknown][]> = {
  'image-classification': [
    [{ 'crowd-image-classifier': { label: 'cat' } }, 'cat'],
    [{ 'crowd-image-classifier': { label: 'dog' } }, 'dog'],
  ],
  'text-classification': [
    [{ 'crowd-classifier': { label: 'good' } }, 'good'],
    [{ category: { label: 'bad' } }, 'bad'],
  ],
  'image-multi-label': [
    [{ 'crowd-image-classifier-multi-select': { labels: ['cat', 'dog'] } }, ['dog', 'cat']],
    [{ 'crowd-image-classifier-multi-select': { labels: ['elk'] } }, ['elk']],
  ],
  'text-multi-label': [
    [{ 'crowd-classifier-multi-select': { labels: ['a', 'b'] } }, 'a|b'],
    [{ 'crowd-classifier-multi-select': { labels: ['b', 'c'] } }, ['b', 'c']],
  ],
  'bounding-box': [10, 120].map((left) => [
    { boundingBox: { boundingBoxes: [{ label: 'car', left, top: 10, width: 40, height: 40 }], ...size } },
    { boxes: [[left, 10, 40, 40, 'car']] },
  ]),
  polygon: [10, 120].map((x) => [
    { polygon: { polygons: [{ label: 'car', vertices: square(x) }], ...size } },
    { polygons: [{ label: 'car', vertices: square(x) }] },
  ]),
  polyline: [10, 120].map((x) => [
    { polyline: { polylines: [{ label: 'lane', vertices: line(x) }], ...size } },
    { polylines: [{ label: 'lane', vertices: line(x) }] },
  ]),
  line: [10, 120].map((x) => [
    { line: { lines: [{ label: 'lane', vertices: line(x) }], ...size } },
    { lines: [{ label: 'lane', vertices: line(x) }] },
  ]),
  keypoint: [10, 120].map((x) => [
    { keypoint: { keypoints: [{ label: 'nose', x, y: 20 }], ...size } },
    { keypoints: [{ label: 'nose', x, y: 20 }] },
  ]),
  'semantic-segmentation': [
    [8, 8, 16],
    [24, 6, 2],
  ].map((counts) => [
    {
      'crowd-semantic-segmentation': {
        inputImageProperties: { width: 8, height: 4 },
        labelMappings: { foreground: { color: '#2ca02c' } },
        labeledImage: { pngImageData: painted(counts) },
      },
    },
    { width: 8, height: 4, counts },
  ]),
  'instance-segmentation': [
    [8, 8, 16],
    [24, 6, 2],
  ].map((counts) => [
    {
      instances: {
        inputImageProperties: { width: 8, height: 4 },
        instances: [{ color: '#2ca02c', label: 'cell' }],
        labeledImage: { pngImageData: painted(counts) },
      },
    },
    { width: 8, height: 4, instances: [{ label: 'cell', counts }] },
  ]),
  'named-entity-recognition': [
    [
      { 'crowd-entity-annotation': { entities: [{ startOffset: 0, endOffset: 4, label: 'PER' }] } },
      { spans: [[0, 4, 'PER']] },
    ],
    [
      { 'crowd-entity-annotation': { entities: [{ startOffset: 9, endOffset: 12, label: 'LOC' }] } },
      { spans: [[9, 12, 'LOC']] },
    ],
  ],
  'free-text': [
    [{ transcription: 'the quick fox' }, 'the quick fox'],
    [{ transcription: { text: '"quoted", and\nbroken' } }, '"quoted", and\nbroken'],
  ],
  number: [
    [{ count: 7 }, 7],
    [{ count: '-2.5' }, '-2.5'],
  ],
  ranking: [
    [
      { ranking: { ordinalRankingDimensions: [{ name: 'best', allowTie: false, responseRankings: [1, 2, 3] }] } },
      ['1', '2', '3'],
    ],
    [
      { ranking: { ordinalRankingDimensions: [{ name: 'best', allowTie: false, responseRankings: [3, 1, 2] }] } },
      '2>3>1',
    ],
  ],
  cuboid: [1, 30].map((x) => [
    { cuboids: { annotations: [{ label: 'car', ...cuboid(x) }] } },
    { cuboids: [{ label: 'car', ...cuboid(x) }] },
  ]),
  'video-object-tracking': [10, 120].map((left) => {
    const box = { left, top: 10, width: 40, height: 40 };
    return [
      {
        trackingAnnotations: [0, 1].map((frameNumber) => ({
          frameNumber,
          frame: `f${frameNumber}.jpeg`,
          boundingBoxes: [{ label: 'car', objectId: 'x', objectName: 'car:1', ...box }],
        })),
      },
      { tracks: [{ label: 'car', id: 'car:1', items: [0, 1].map((frame) => ({ frame, ...box })) }] },
    ];
  }),
  'point-cloud-object-tracking': [1, 30].map((x) => [
    {
      'tracking-annotations': [0, 1].map((frame) => ({
        'frame-no': String(frame),
        annotations: [{ label: 'car', 'object-name': 'car:1', ...cuboid(x) }],
      })),
    },
    { tracks: [{ label: 'car', id: 'car:1', items: [0, 1].map((frame) => ({ frame, ...cuboid(x) })) }] },
  ]),
};

const WORKERS = ['w1', 'w2', 'w3'];

async function consolidate(...args: string[]) {
  const terminal = testTerminal();
  if ((await main(['consolidate', ...args, '--json'], terminal)) !== 0) throw new Error(terminal.stderr.join('\n'));
  return JSON.parse(terminal.stdout.join('\n'));
}

/** The measures that say how good labels are are 1 when nothing is wrong, those that count errors 0. */
const perfect = (measures: Record<string, number>) =>
  Object.entries(measures).filter(
    ([name, value]) => Math.abs(value - (/error|loss|switch|miss/i.test(name) ? 0 : 1)) > 1e-3,
  );

describe.each(consolidationKinds.map(({ slug, consolidator }) => [slug, consolidator] as const))(
  '%s',
  (slug, consolidator) => {
    const path = (name: string) => join(folder, `${slug}.${name}`);

    test('what all submit becomes the label, which can be read again, from files of either format', async () => {
      const given = answers[slug]!;
      const rows = (pick: 0 | 1) =>
        given.flatMap((forms, object) =>
          WORKERS.map((worker, w) => ({ object: `o${object}`, worker, answer: (w > 0 && forms[pick]) || forms[1] })),
        );
      const cell = (value: unknown) =>
        `"${(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('"', '""')}"`;
      await writeFile(
        path('jsonl'),
        rows(0)
          .map((row) => JSON.stringify(row))
          .join('\n'),
      );
      await writeFile(
        path('csv'),
        [
          'object,worker,answer',
          ...rows(1).map(({ object, worker, answer }) => `${object},${worker},${cell(answer)}`),
        ].join('\n'),
      );
      // Members beside the names are the answer: the bare form, where it is an object.
      await writeFile(
        path('beside.jsonl'),
        rows(1)
          .map(({ object, worker, answer }) =>
            JSON.stringify({
              object,
              worker,
              ...(typeof answer === 'object' && !Array.isArray(answer) ? answer : { answer }),
            }),
          )
          .join('\n'),
      );
      for (const name of ['jsonl', 'csv', 'beside.jsonl'])
        for (const output of ['labels.jsonl', 'labels.csv']) {
          const summary = await consolidate(
            '--task-type',
            slug,
            '--answers',
            path(name),
            '--output',
            path(output),
            '--explain',
          );
          expect(summary).toMatchObject({
            objects: 2,
            unlabelled: 0,
            answers: 6,
            workers: 3,
            setAside: 0,
            firstSetAside: [],
          });
          const again = await consolidate('--task-type', slug, '--answers', path('jsonl'), '--gold', path(output));
          expect(again.gold).toEqual({ objects: 2, withoutLabel: 0, setAside: 0 });
          expect(perfect(again.measures)).toEqual([]);
        }
      const lines = (await readFile(path('labels.jsonl'), 'utf8'))
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text));
      for (const [object, { confidence, explanation, label }] of lines.entries()) {
        expect(confidence).toBeGreaterThan(0.3);
        expect(confidence).toBeLessThanOrEqual(1);
        expect(explanation.parts.length).toBeGreaterThan(0);
        const right = consolidator.readAnswer(given[object]![1], {});
        if (!right.ok) throw new Error(right.reason);
        expect(consolidator.distance(consolidator.asAnswer(label), right.value)).toBeCloseTo(0, 2);
      }
    });

    test('a page about its quality', async () => {
      const { report } = await consolidate('--task-type', slug, '--answers', path('jsonl'), '--report', path('html'));
      expect(report).toBe(path('html'));
      expect(await readFile(path('html'), 'utf8')).toMatch(/^<!doctype html>.*w1.*<\/html>\s*$/s);
    });
  },
);
