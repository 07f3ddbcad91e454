import { describe, expect, test } from '@jest/globals';
import { cuboidTrackConsolidator } from '../../../../core/consolidation/tracks/cuboid-tracks';
import { presence } from '../../../../core/consolidation/tracks/presence';
import { repairIdentities } from '../../../../core/consolidation/tracks/repair-identities';
import { trackKind } from '../../../../core/consolidation/tracks/track-kind';
import { type FrameBox, trackConsolidator } from '../../../../core/consolidation/tracks/video-tracks';
import { boxIou } from '../../../../core/geometry/box';
import { randomGenerator } from '../../../../core/random/generator';

const BOXES = {
  similarity: boxIou,
  fuse: (boxes: readonly FrameBox[]) => boxes[0]!,
  order: (a: FrameBox, b: FrameBox) => a.left - b.left || a.top - b.top,
};

type Track = { label: string; id?: string; items: FrameBox[] };

/** Walks to the right at two pixels a frame, on a level of its own. */
const walker = (level: number, from = 0, to = 40): Track => ({
  label: 'person',
  items: Array.from({ length: to - from }, (_, i) => ({
    frame: from + i,
    left: 10 + 2 * (from + i),
    top: 100 * level,
    width: 40,
    height: 80,
  })),
});
const shaken = (track: Track, seed: string): Track => {
  const random = randomGenerator(seed);
  return {
    ...track,
    items: track.items.map((box) => ({ ...box, left: box.left + random.normal(), top: box.top + random.normal() })),
  };
};
const part = (track: Track, from: number, to: number): Track => ({
  ...track,
  items: track.items.filter(({ frame }) => frame >= from && frame < to),
});
const joined = (a: Track, b: Track): Track => ({ ...a, items: [...a.items, ...b.items] });
const consolidate = (...answers: Track[][]) =>
  trackConsolidator.consolidate(
    [
      {
        answers: answers.map((tracks, w) => ({
          workerId: `w${w}`,
          answer: { tracks: tracks.map((track, i) => shaken({ ...track, id: `t${i}` }, `${w} ${i}`)) },
        })),
      },
    ],
    {},
  ).objects[0]!;
const scored = (label: ReturnType<typeof consolidate>, gold: Track[]) =>
  trackConsolidator.measure([{ label: trackConsolidator.asAnswer(label.label), gold: { tracks: gold } }]);

const truth = [walker(1), walker(3)];

describe('consolidating tracks', () => {
  test('tracks of different workers are matched and fused frame by frame', () => {
    const label = consolidate(truth, truth, truth);
    expect(label.label.tracks.map(({ id, items }) => [id, items.length])).toEqual([
      ['person:1', 40],
      ['person:2', 40],
    ]);
    expect(scored(label, truth)).toMatchObject({ idf1: 1, mota: 1, identitySwitches: 0 });
    expect(label.label.tracks[0]!.items[20]!.confidence).toBeGreaterThan(0.8);
  });

  test('identities that one worker swapped half way are put right', () => {
    const swapped = [
      joined(part(truth[0]!, 0, 20), part(truth[1]!, 20, 40)),
      joined(part(truth[1]!, 0, 20), part(truth[0]!, 20, 40)),
    ];
    const label = consolidate(truth, swapped, truth);
    expect(scored(label, truth)).toMatchObject({ idf1: 1, identitySwitches: 0 });
    const [, repaired] = repairIdentities<FrameBox>(
      [truth, swapped, truth],
      trackKind<FrameBox>('tracks', BOXES),
      BOXES,
    );
    expect(repaired!.map(({ items }) => [items.length, new Set(items.map(({ top }) => top)).size])).toEqual([
      [40, 1],
      [40, 1],
    ]);
  });

  test('a track that one worker broke into two names is one', () => {
    const broken = [part(truth[0]!, 0, 15), part(truth[0]!, 15, 40), truth[1]!];
    const label = consolidate(truth, broken, truth);
    expect(label.label.tracks).toHaveLength(2);
    expect(label.explanation.parts).toHaveLength(2);
    expect(scored(label, truth)).toMatchObject({ idf1: 1 });
    expect(consolidate(truth, broken).label.tracks).toHaveLength(2);
  });

  test('a late start and an early end of one worker do not shorten the track; a tail that one alone drew is left off', () => {
    const late = [part(truth[0]!, 9, 33), truth[1]!];
    const [track] = consolidate(truth, late, truth).label.tracks;
    expect(track!.items).toHaveLength(40);
    const long = [walker(1, 0, 60), truth[1]!];
    const lengths = consolidate(truth, long, truth, truth).label.tracks.map(({ items }) => items.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(41);
  });

  test('a track only one of five saw is turned down and said why', () => {
    const label = consolidate([...truth, walker(6)], truth, truth, truth, truth);
    expect(label.label.tracks).toHaveLength(2);
    const [turnedDown] = label.explanation.parts.filter(({ decided }) => decided === null);
    expect(turnedDown!.votes[0]!.answer).toMatchObject({ firstFrame: 0, lastFrame: 39, frames: 40 });
    expect(turnedDown!.votes[1]!.answer).toBeNull();
  });
});

describe('presence', () => {
  test('one forgotten frame is no absence; an end that most drew is the end', () => {
    const counts = [3, 3, 3, 1, 3, 3, 3, 1, 0, 0, 0, 1, 0, 0];
    const seen = presence(counts, 3).map((p) => p >= 0.5);
    expect(seen.slice(0, 7)).toEqual(Array(7).fill(true));
    expect(seen.slice(8)).toEqual(Array(6).fill(false));
  });
});

describe('reading tracks', () => {
  const frame = (number: unknown, left: number) => ({
    'frame-no': number,
    frame: `f${number}.jpg`,
    'frame-attributes': {},
    annotations: [
      {
        left,
        top: 2,
        width: 3,
        height: 4,
        'class-id': '1',
        'object-id': 'a',
        'object-name': 'car:1',
        'label-category-attributes': {},
      },
    ],
  });

  test("Ground Truth's sequence label file, frame numbers as texts too, and a worker's frames", () => {
    const value = {
      tracks: [
        {
          label: 'car',
          id: 'a',
          items: [
            { frame: 0, left: 10, top: 2, width: 3, height: 4 },
            { frame: 1, left: 11, top: 2, width: 3, height: 4 },
          ],
        },
      ],
      frames: [
        { frame: 0, name: 'f0.jpg' },
        { frame: 1, name: 'f1.jpg' },
      ],
    };
    const file = { 'tracking-annotations': [frame('1', 11), frame(0, 10)] };
    expect(trackConsolidator.readAnswer(file, { categories: ['bus', 'car'] })).toEqual({ ok: true, value });
    const raw = [0, 1].map((number) => ({
      frameNumber: number,
      frame: `f${number}.jpg`,
      boundingBoxes: [
        { label: 'car', objectId: 'a', objectName: 'car:1', left: 10 + number, top: 2, width: 3, height: 4 },
      ],
    }));
    expect(trackConsolidator.readAnswer({ trackingAnnotations: raw }, {})).toEqual({ ok: true, value });
    expect(trackConsolidator.readAnswer({ task: { tracks: value.tracks } }, {})).toEqual({
      ok: true,
      value: { tracks: value.tracks },
    });
  });

  test('tracks of cuboids', () => {
    const cuboid = {
      'center-x': 1,
      'center-y': 2,
      'center-z': 0.4,
      length: 4,
      width: 2,
      height: 2,
      roll: 0,
      pitch: 0,
      yaw: 1.58,
    };
    const file = {
      'tracking-annotations': [
        { 'frame-number': 0, 'frame-name': '0.txt.pcd', annotations: [{ ...cuboid, 'class-id': 0, 'object-id': 'x' }] },
      ],
    };
    expect(cuboidTrackConsolidator.readAnswer(file, { categories: ['Car'] })).toMatchObject({
      ok: true,
      value: {
        tracks: [{ label: 'Car', id: 'x', items: [{ frame: 0, centerX: 1, yaw: 1.58 }] }],
        frames: [{ frame: 0 }],
      },
    });
  });

  test.each([
    ['a frame without number', { 'tracking-annotations': [{ annotations: [] }] }, /\[0\]\.frame-no is missing/],
    ['a track twice in a frame', { 'tracking-annotations': [frame(0, 1), frame(0, 2)] }, /"a" is twice in frame 0/],
    [
      'a negative size',
      { tracks: [{ label: 'a', items: [{ frame: 0, left: 0, top: 0, width: -1, height: 1 }] }] },
      /tracks\[0\]\.items\[0\]\.width is -1/,
    ],
    ['no tracks', { boxes: [] }, /no "tracking-annotations"/],
  ])('refuses %s', (_, content, reason) => {
    const result = trackConsolidator.readAnswer(content, { categories: ['a', 'b'] });
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.reason).toMatch(reason);
  });
});

describe('measuring tracks', () => {
  test('half of the frames under another name are half identified and one switch', () => {
    const label = { tracks: [part(truth[0]!, 0, 20), part(truth[0]!, 20, 40)] };
    expect(trackConsolidator.measure([{ label, gold: { tracks: [truth[0]!] } }])).toEqual({
      idf1: 0.5,
      mota: 1 - 1 / 40,
      precision: 1,
      recall: 1,
      identitySwitches: 1,
      meanMatchedSimilarity: 1,
    });
    expect(trackConsolidator.measure([{ label: undefined, gold: { tracks: truth } }])).toMatchObject({
      idf1: 0,
      mota: 0,
    });
  });
});
