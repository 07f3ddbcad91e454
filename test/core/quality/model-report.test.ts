import { describe, expect, test } from '@jest/globals';
import { ModelComparisons, type ModelReport } from '../../../core/quality/model-report';
import { modelSection } from '../../../core/quality/page/model';
import { randomGenerator } from '../../../core/random/generator';

/** Objects whose answers agree with the model as often as it is sure, and by `drawn` oftener where they were shown it. */
function simulated(seed: string, objects: number, drawn: number): ModelReport {
  const random = randomGenerator(seed);
  const all = new ModelComparisons();
  for (let i = 0; i < objects; i += 1) {
    const shown = random.next() < 0.6;
    const confidence = shown ? 0.3 + 0.5 * random.next() : 0.85 + 0.1 * random.next();
    const agrees = random.next() < confidence + (shown ? drawn : 0);
    all.add({ confidence, shown, similarity: agrees ? 1 : 0 });
  }
  return all.report()!;
}

describe('what seeing the model’s thought does to answers', () => {
  test('is told apart from the model being surer of some objects than of others', () => {
    let covered = 0;
    let found = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const honest = simulated(`honest/${seed}`, 400, 0).anchoring!;
      if (honest.low <= 0 && honest.high >= 0) covered += 1;
      if (simulated(`drawn/${seed}`, 400, 0.15).anchoring!.low > 0) found += 1;
    }
    expect(covered).toBeGreaterThan(180);
    expect(covered).toBeLessThan(200);
    expect(found).toBeGreaterThan(170);
  });

  test('is sums by hand', () => {
    const all = new ModelComparisons();
    for (let i = 0; i < 10; i += 1) all.add({ confidence: 0.5, similarity: i < 8 ? 1 : 0, shown: true });
    for (let i = 0; i < 20; i += 1) all.add({ confidence: 0.9, similarity: i < 18 ? 1 : 0, shown: false });
    const { shown, hidden, anchoring } = all.report()!;
    expect(shown).toEqual({ objects: 10, similarity: 0.8, confidence: 0.5 });
    expect(hidden.objects).toBe(20);
    expect(anchoring!.value).toBeCloseTo(0.3, 12);
    const margin = 1.96 * Math.sqrt((0.8 * 0.2) / 9 + (0.9 * 0.1) / 19);
    expect(anchoring!.high - anchoring!.value).toBeCloseTo(margin, 12);
  });

  test('is not told of a few objects, of one group, or of none', () => {
    expect(new ModelComparisons().report()).toBeUndefined();
    const few = simulated('few', 12, 0);
    expect(few.anchoring).toBeNull();
    expect(modelSection(few).text).toContain('Too few objects');
    const all = new ModelComparisons();
    all.add({ confidence: 0.5, similarity: 1, shown: true });
    const section = modelSection(all.report()!).text;
    expect(section).toContain('<td>hidden</td><td class="number">0</td><td class="number">–</td>');
  });
});
