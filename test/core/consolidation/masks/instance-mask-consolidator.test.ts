import { describe, expect, test } from '@jest/globals';
import { instanceMaskConsolidator as consolidator } from '../../../../core/consolidation/masks/instance-mask-consolidator';
import { instanceAnswer } from '../../../../core/formats/mask/ground-truth-picture';
import {
  type InstanceMask,
  type InstanceMasks,
  instanceFromSpans,
  paintInstances,
  spansByValue,
} from '../../../../core/formats/mask/instance-mask';
import { randomGenerator } from '../../../../core/random/generator';
import { type Disc, drawDiscs } from './scenes';

const [width, height] = [90, 60];
const discs: Disc[] = [
  { x: 20, y: 20, radius: 11, label: 'Cell' },
  { x: 43, y: 24, radius: 12, label: 'Cell' },
  { x: 72, y: 40, radius: 10, label: 'Dirt' },
];

function instance(disc: Disc, wobble: number, seed: string): InstanceMask {
  const { runs } = drawDiscs(width, height, [disc], wobble, seed);
  return instanceFromSpans(spansByValue(runs, width, 1)[1]!, disc.label)!;
}

const answer = (drawn: Disc[], wobble: number, seed: string): InstanceMasks => ({
  width,
  height,
  instances: drawn.map((disc, i) => instance(disc, wobble, `${seed} ${i}`)),
});
const truth = answer(discs, 0, '');
const worker = (w: number, drawn = discs, wobble = 1) => ({
  workerId: `w${w}`,
  answer: answer(drawn, wobble, `w${w}`),
});

describe('instance masks', () => {
  test('everything all drew is found, named, and drawn well', () => {
    const { label, explanation } = consolidator.consolidate([{ answers: [1, 2, 3, 4].map((w) => worker(w)) }], {})
      .objects[0]!;
    expect(label.instances.map(({ label: name }) => name).sort()).toEqual(['Cell', 'Cell', 'Dirt']);
    expect(consolidator.distance(consolidator.asAnswer(label), truth)).toBeLessThan(0.08);
    for (const { confidence } of label.instances) expect(confidence).toBeGreaterThan(0.8);
    expect(explanation.parts).toHaveLength(3);
  });

  test('no pixel belongs to two instances, even where workers let them overlap', () => {
    const near: Disc[] = [discs[0]!, { ...discs[1]!, x: 38 }];
    const answers = [1, 2, 3].map((w) => worker(w, near));
    const { label } = consolidator.consolidate([{ answers }], {}).objects[0]!;
    const areas = label.instances.map(({ counts }) => counts.reduce((sum, n, i) => (i % 2 ? sum + n : sum), 0));
    const painted = paintInstances(label).reduce((sum, n, i, runs) => (i % 2 && runs[i - 1]! > 0 ? sum + n : sum), 0);
    expect(areas).toHaveLength(2);
    expect(painted).toBe(areas.reduce((sum, area) => sum + area, 0));
  });

  test('what one of five drew is turned down, and explained', () => {
    const extra: Disc = { x: 20, y: 48, radius: 7, label: 'Cell' };
    const answers = [0, 1, 2, 3].map((w) => worker(w));
    answers.push(worker(4, [...discs, extra]));
    const { label, explanation } = consolidator.consolidate([{ answers }], {}).objects[0]!;
    expect(label.instances).toHaveLength(3);
    expect(explanation.parts.filter(({ decided }) => decided === null)).toHaveLength(1);
  });

  test('one worker: the answer itself; nobody drew anything: an empty list; nobody answered: nothing', () => {
    const empty = { workerId: 'a', answer: { width, height, instances: [] } };
    const outcome = consolidator.consolidate([{ answers: [worker(1)] }, { answers: [empty] }, { answers: [] }], {});
    expect(consolidator.asAnswer(outcome.objects[0]!.label).instances).toHaveLength(3);
    expect(consolidator.distance(consolidator.asAnswer(outcome.objects[0]!.label), worker(1).answer)).toBeLessThan(
      0.01,
    );
    expect(outcome.objects[1]!.label).toEqual({ width, height, instances: [] });
    expect(outcome.objects[2]).toBeUndefined();
  });

  test('neither the order of instances nor of answers matters', () => {
    const random = randomGenerator('order');
    const answers = [1, 2, 3].map((w) => worker(w, discs, 2));
    const mixed = random.shuffle(answers).map(({ workerId, answer: own }) => ({
      workerId,
      answer: { ...own, instances: random.shuffle(own.instances) },
    }));
    expect(consolidator.consolidate([{ answers: mixed }], {}).objects[0]).toEqual(
      consolidator.consolidate([{ answers }], {}).objects[0],
    );
  });

  test('the label goes out as a painted picture and comes back', () => {
    const { label } = consolidator.consolidate([{ answers: [1, 2, 3].map((w) => worker(w)) }], {}).objects[0]!;
    const plain = consolidator.asAnswer(label);
    expect(consolidator.readAnswer({ cells: instanceAnswer(plain) }, {})).toEqual({ ok: true, value: plain });
  });

  test('an answer on an image of another size than most is left out of the edges', () => {
    const wrong = { workerId: 'z', answer: { ...answer(discs, 1, 'z'), width: width + 1 } };
    const { label } = consolidator.consolidate([{ answers: [worker(1), worker(2), wrong] }], {}).objects[0]!;
    expect([label.width, label.height]).toEqual([width, height]);
    expect(label.instances).toHaveLength(3);
  });
});
