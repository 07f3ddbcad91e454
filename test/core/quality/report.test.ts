import { describe, expect, test } from '@jest/globals';
import { classConsolidator } from '../../../core/consolidation/classes/consolidator';
import type { Consolidator } from '../../../core/consolidation/consolidator';
import { multiLabelConsolidator } from '../../../core/consolidation/multi-label/consolidator';
import { numberConsolidator } from '../../../core/consolidation/numbers/consolidator';
import { boxConsolidator } from '../../../core/consolidation/shapes/boxes';
import { type QualityReport, qualityReport } from '../../../core/quality/report';
import { randomGenerator } from '../../../core/random/generator';

/** A job of `workers`, some of them careless, consolidated as jobs are. */
function classJob(objects: number, workers: number, classes: number, gold = false) {
  const random = randomGenerator('job');
  const names = Array.from({ length: classes }, (_, k) => `class ${k}`);
  const right = Array.from({ length: objects }, () => random.integer(classes));
  const given = right.map((k) => ({
    answers: Array.from({ length: 4 }, () => {
      const w = random.integer(workers);
      return {
        workerId: `w${w}`,
        answer: names[random.next() < (w % 10 ? 0.9 : 0.4) ? k : random.integer(classes)]!,
        seconds: w % 50 === 7 ? 0.5 : 8 * Math.exp(0.4 * random.normal()),
      };
    }),
  }));
  const { objects: labels, skills } = classConsolidator.consolidate(given, { categories: names });
  return {
    kind: 'image-classification',
    objects: given.map((object, o) => ({
      ...object,
      label: labels[o]?.label,
      confidence: labels[o]?.confidence,
      ...(gold ? { gold: names[right[o]!] } : {}),
    })),
    skills,
    categories: names,
    consolidator: classConsolidator,
  };
}

describe('a quality report', () => {
  test('of a small job lists everything, weakest worker first', () => {
    const report = qualityReport({ ...classJob(120, 10, 3, true), bar: 0.7 });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report).toMatchObject({
      version: 1,
      kind: 'image-classification',
      measure: 'accuracy',
      counts: { objects: 120, workers: 10, unanswered: 0, labels: 120, gold: 120 },
      agreement: { scale: 'nominal', classesLeftOut: 0 },
      workers: { leftOut: { workers: 0, answers: 0 }, fast: 1 },
      gold: { labels: 120, bar: 0.7 },
      calibration: { count: 120 },
    });
    expect(report.workers.listed[0]).toMatchObject({ workerId: 'w0', gold: { verdict: { decision: 'fail' } } });
    expect(report.workers.listed.find(({ seconds }) => seconds?.fast)!.workerId).toBe('w7');
    const values = report.workers.listed.map(({ quality }) => quality!.value);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(report.confusion!.counts.flat().reduce((sum, count) => sum + count, 0)).toBeCloseTo(
      report.counts.answers,
      0,
    );
    expect(report.gold!.labelAccuracy!.value).toBeGreaterThan(0.9);
    expect(report.agreement.confused.every(({ a, b }) => a !== b)).toBe(true);
  });

  test('of a big job is bounded: both ends and the flagged are listed, the rest counted', () => {
    const report = qualityReport(classJob(6000, 1200, 80));
    expect(JSON.stringify(report).length).toBeLessThan(200_000);
    const { listed, leftOut, fast } = report.workers;
    expect(listed.length + leftOut.workers).toBe(report.counts.workers);
    expect(listed.reduce((sum, { answers }) => sum + answers, leftOut.answers)).toBe(report.counts.answers);
    expect(fast).toBeGreaterThan(20);
    expect(listed.filter(({ seconds }) => seconds?.fast)).toHaveLength(fast);
    expect(listed.length).toBeLessThan(260);
    expect(report.agreement).toMatchObject({ classesLeftOut: 30, classes: { length: 50 }, confused: { length: 30 } });
    expect(report.confusion).toMatchObject({ classesLeftOut: 50, classes: { length: 30 }, counts: { length: 31 } });
    const { counts } = report.confusion!;
    const whole = counts.flat().reduce((sum, count) => sum + count, 0);
    const ofRow = (k: number) => counts[k]!.reduce((sum, count) => sum + count, 0) / whole;
    // Of 80 classes equally common 30 are shown; the last row holds the other 50.
    expect(ofRow(0)).toBeLessThan(0.03);
    expect(ofRow(30)).toBeCloseTo(50 / 80, 1);
    // One in ten workers is careless: the weakest listed are those.
    const weakest = listed.slice(0, 60).filter(({ workerId }) => Number(workerId.slice(1)) % 10 === 0);
    expect(weakest.length).toBeGreaterThan(50);
  });

  test('of nothing, and of objects nobody answered, is a report still', () => {
    for (const objects of [[], [{ answers: [] }, { answers: [] }]])
      expect(qualityReport({ kind: 'text-classification', objects, consolidator: classConsolidator })).toMatchObject({
        counts: { objects: objects.length, answers: 0, workers: 0, unanswered: objects.length },
        agreement: { alpha: { alpha: null } },
        workers: { mean: null, listed: [] },
      });
  });

  test('classes in an order and classes that are numbers have their own scales', () => {
    const objects = ['1 1', '2 3', '5 5', '4 5', '3 3', '1 2'].map((pair) => ({
      answers: pair.split(' ').map((answer, w) => ({ workerId: `w${w}`, answer })),
    }));
    const alphas = (['nominal', 'ordinal', 'interval'] as const).map(
      (scale) =>
        qualityReport({
          kind: 'text-classification',
          objects,
          consolidator: classConsolidator,
          categories: ['1', '2', '3', '4', '5'],
          scale,
        }).agreement.alpha.alpha!,
    );
    expect(alphas[0]).toBeLessThan(0.5);
    expect(alphas[1]).toBeGreaterThan(0.8);
    expect(alphas[2]).toBeGreaterThan(0.8);
    expect(alphas[1]).not.toBe(alphas[2]);
    expect(() =>
      qualityReport({
        kind: 'text-classification',
        objects: [...objects, { answers: [{ workerId: 'a', answer: 'many' }] }],
        consolidator: classConsolidator,
        scale: 'interval',
      }),
    ).toThrow('"many" is no number');
  });
});

function report<Answer, Label>(
  kind: string,
  consolidator: Consolidator<Answer, Label>,
  given: { answers: { workerId: string; answer: Answer }[] }[],
  gold?: Answer[],
  pairs?: number,
): QualityReport {
  const { objects, skills } = consolidator.consolidate(given, {});
  return qualityReport({
    kind,
    consolidator,
    skills,
    ...(pairs ? { pairs } : {}),
    objects: given.map((object, o) => ({
      ...object,
      label: objects[o]?.label,
      confidence: objects[o]?.confidence,
      ...(gold ? { gold: gold[o] } : {}),
    })),
  });
}

describe('of other kinds', () => {
  test('numbers are apart by how much they differ', () => {
    // Krippendorff, 2011: four observers, twelve units; interval alpha 0.849.
    const observed = [
      [1, 2, 3, 3, 2, 1, 4, 1, 2],
      [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, undefined, 3],
      [undefined, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1],
      [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1],
    ];
    const objects = Array.from({ length: 12 }, (_, u) => ({
      answers: observed.flatMap((row, w) => (row[u] === undefined ? [] : [{ workerId: `w${w}`, answer: row[u]! }])),
    }));
    const { agreement } = qualityReport({ kind: 'number', objects, consolidator: numberConsolidator });
    expect(agreement.scale).toBe('interval');
    expect(agreement.alpha.alpha).toBeCloseTo(0.849, 3);
  });

  test('boxes: by overlap; the shaky worker is the weakest', () => {
    const random = randomGenerator('boxes');
    const truth = Array.from({ length: 80 }, () => [random.integer(200), random.integer(200), 40, 30]);
    const read = (boxes: number[][]) => {
      const found = boxConsolidator.readAnswer({ boxes }, {});
      if (!found.ok) throw new Error(found.reason);
      return found.value;
    };
    const given = truth.map((box) => ({
      answers: ['a', 'b', 'shaky'].map((workerId) => {
        const shake = workerId === 'shaky' ? 8 : 1;
        return { workerId, answer: read([box.map((edge, i) => (i < 2 ? edge + shake * random.normal() : edge))]) };
      }),
    }));
    const found = report(
      'bounding-box',
      boxConsolidator,
      given,
      truth.map((box) => read([box])),
    );
    expect(found).toMatchObject({ measure: 'similarity', agreement: { scale: 'distance' } });
    expect(found.calibration).toBeUndefined();
    expect(found.confusion).toBeUndefined();
    expect(found.agreement.alpha.alpha).toBeGreaterThan(0.5);
    expect(found.agreement.alpha.low).toBeLessThan(found.agreement.alpha.alpha!);
    expect(found.workers.listed.map(({ workerId }) => workerId)[0]).toBe('shaky');
    expect(found.workers.listed[0]!.quality!.high).toBeLessThan(found.workers.listed[1]!.quality!.low);
    expect(found.gold!.labelSimilarity).toBeGreaterThan(0.85);
  });

  test('several labels: alpha of each label as well', () => {
    const random = randomGenerator('labels');
    const given = Array.from({ length: 100 }, () => {
      const right = ['sea', 'sky', 'sun'].filter(() => random.next() < 0.5);
      return {
        answers: ['a', 'b', 'c'].map((workerId) => ({
          workerId,
          // Nobody can tell whether there is sun.
          answer: ['sea', 'sky', 'sun'].filter((label) =>
            label === 'sun' ? random.next() < 0.5 : right.includes(label),
          ),
        })),
      };
    });
    const { agreement } = report('image-multi-label', multiLabelConsolidator, given);
    const alphas = Object.fromEntries(agreement.classes.map(({ class: label, alpha }) => [label, alpha]));
    expect(alphas).toMatchObject({ sea: 1, sky: 1 });
    expect(Math.abs(alphas.sun!)).toBeLessThan(0.15);
  });

  test('where answers are too many, a seeded sample of the objects is compared', () => {
    const given = Array.from({ length: 300 }, (_, o) => ({
      answers: ['a', 'b', 'c'].map((workerId) => ({ workerId, answer: o % 3 ? ['x'] : ['x', 'y'] })),
    }));
    const found = report('text-multi-label', multiLabelConsolidator, given, undefined, 300);
    expect(found.sampledObjects).toBe(100);
    expect(found.agreement.alpha.objects).toBe(100);
    expect(found.counts).toMatchObject({ objects: 300, answers: 900 });
    expect(report('text-multi-label', multiLabelConsolidator, given, undefined, 300)).toEqual(found);
    expect(report('text-multi-label', multiLabelConsolidator, given).sampledObjects).toBeUndefined();
  });

  test('an object that thousands answered is compared by some of its answers, and does not crowd out the others', () => {
    const answers = (count: number) =>
      Array.from({ length: count }, (_, w) => ({ workerId: `w${w}`, answer: w % 2 ? ['x'] : ['x', 'y'] }));
    let compared = 0;
    const { agreement } = qualityReport({
      kind: 'text-multi-label',
      objects: [{ answers: answers(3000) }, ...Array.from({ length: 20 }, () => ({ answers: answers(3) }))],
      consolidator: {
        distance: (a: string[], b: string[]) => {
          compared++;
          return Number(a.length !== b.length);
        },
        asAnswer: (label: string[]) => label,
      },
      pairs: 5000,
    });
    expect(agreement.alpha.objects).toBe(21);
    expect(compared).toBeLessThan(15_000);
  });
});
