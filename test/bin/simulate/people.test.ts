import { describe, expect, test } from '@jest/globals';
import { People } from '../../../bin/commands/simulate/people';
import type { Pool } from '../../../bin/commands/simulate/pool';
import { taskOf } from '../../../bin/commands/simulate/task';
import { learnableTaskTypes } from '../../../model/learners/registry';

const LABELS = ['cat', 'dog', 'owl'];
const TEXT = 'Ada Lovelace wrote to Charles Babbage in London about numbers and engines of brass';

/** True labels of many objects of each kind of task, as bare answers. */
const truthsOf: Record<string, (id: number) => unknown> = {
  'text-classification': (id) => LABELS[id % 3],
  'image-classification': (id) => LABELS[id % 3],
  'text-multi-label': (id) => LABELS.filter((_, i) => (id >> i) & 1),
  'image-multi-label': (id) => LABELS.filter((_, i) => (id >> i) & 1),
  'named-entity-recognition': () => ({
    spans: [
      [0, 12, 'cat'],
      [22, 37, 'cat'],
      [41, 47, 'dog'],
    ],
  }),
  'bounding-box': (id) => ({
    boundingBoxes: [
      { label: 'cat', left: 20 + (id % 30), top: 30, width: 60, height: 40 },
      { label: 'dog', left: 150, top: 90 + (id % 30), width: 50, height: 90 },
    ],
    inputImageProperties: { width: 320, height: 240 },
  }),
  'semantic-segmentation': (id) => ({ width: 60, height: 50, classes: ['cat'], runs: maskRuns(60, 50, 10 + (id % 9)) }),
};

/** A square of 24 pixels. */
function maskRuns(width: number, height: number, from: number): number[] {
  const runs = [0, width * 12 + from];
  for (let y = 0; y < 24; y++) runs.push(1, 24, 0, y < 23 ? width - 24 : width * (height - 36) + width - 24 - from);
  return runs;
}

function poolOf(taskType: string, objects: number): Pool {
  const { kind, learner } = taskOf(taskType);
  const answers = Array.from({ length: objects }, (_, id) => {
    const read = kind.consolidator.readAnswer(truthsOf[taskType]!(id), { categories: LABELS });
    if (!read.ok) throw new Error(read.reason);
    return read.value;
  });
  return {
    kind,
    learner,
    labels: LABELS,
    inputs: answers.map(() => undefined),
    truths: answers.map((answer) => learner.targetOfAnswer(answer, LABELS)),
    answers,
    lines: answers.map((_, id) => id),
    texts: answers.map(() => TEXT),
  };
}

const meanQuality = (pool: Pool, labels: readonly ({ target: unknown } | undefined)[]) =>
  labels.reduce((sum, label, id) => sum + pool.learner.quality(label!.target, pool.truths[id]), 0) / labels.length;

describe.each(learnableTaskTypes.map((type) => [type]))('simulated workers on %s', (type) => {
  // Masks and boxes take their time; their quality is a mean over many pixels and edges.
  const pool = poolOf(type, taskOf(type).kind.exact ? 240 : 60);
  const ids = [...pool.answers.keys()];
  const panel = (answersPerObject: number, workerAccuracy: number, seed = 1) =>
    new People(pool, { answersPerObject, workerAccuracy, seed });

  test('who are always right say the truth', () => {
    expect(meanQuality(pool, panel(1, 1).label(ids))).toBe(1);
    expect(meanQuality(pool, panel(3, 1).label(ids))).toBeGreaterThan(0.98);
  });

  test('are about as good as asked for, alone, and better together', () => {
    const alone = meanQuality(pool, panel(1, 0.8).label(ids));
    expect(alone).toBeGreaterThan(0.7);
    expect(alone).toBeLessThan(0.9);
    expect(meanQuality(pool, panel(5, 0.8).label(ids))).toBeGreaterThan(alone + 0.02);
  });

  test('say the same of an object whenever they are asked, and other things with another seed', () => {
    const at = (given: readonly ({ target: unknown } | undefined)[]) => given.map((label) => label!.target);
    expect(at(panel(1, 0.6).label(ids.slice(20)))).toEqual(at(panel(1, 0.6).label(ids)).slice(20));
    expect(at(panel(1, 0.6, 2).label(ids))).not.toEqual(at(panel(1, 0.6).label(ids)));
  });

  test('tell by their disagreement how noisy they are, where answers are the same or not', () => {
    const given = panel(3, 0.8).label(ids);
    const pairs = given.reduce((sum, label) => sum + label!.pairs, 0);
    const agreeing = given.reduce((sum, label) => sum + label!.agreeing, 0);
    if (!pool.kind.exact) expect([pairs, agreeing]).toEqual([0, 0]);
    else {
      expect(pairs).toBe(3 * ids.length);
      // 0.8² and a little for equal mistakes.
      expect(agreeing / pairs).toBeGreaterThan(0.55);
      expect(agreeing / pairs).toBeLessThan(0.78);
    }
  });
});
