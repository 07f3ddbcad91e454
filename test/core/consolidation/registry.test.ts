import { describe, expect, test } from '@jest/globals';
import { consolidationKindOf, consolidationKinds } from '../../../core/consolidation/registry';
import { taskTypes } from '../../../task-types/registry';

describe('the consolidators by task type', () => {
  test('no name leads to two kinds', () => {
    const names = consolidationKinds.flatMap(({ slug, otherSlugs, groundTruthSuffixes }) => [
      slug,
      ...otherSlugs,
      ...groundTruthSuffixes,
    ]);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });

  test.each(consolidationKinds.map(({ slug }) => [slug]))('%s is found by each of its names', (slug) => {
    const kind = consolidationKindOf(slug)!;
    expect(kind.slug).toBe(slug);
    for (const suffix of kind.groundTruthSuffixes)
      for (const name of [suffix, `ACS-${suffix}`, `PRE-${suffix}`, suffix.toUpperCase()])
        expect(consolidationKindOf(name)).toBe(kind);
  });

  test.each(taskTypes.map((type) => [type.slug, type] as const))(
    'has the slice %s under the same names',
    (slug, type) => {
      const kind = consolidationKindOf(slug);
      // Answers of any form have no consolidation of their own.
      if (slug === 'custom') expect(kind).toBeUndefined();
      else expect(kind?.consolidator).toBe(type.consolidator);
      if (type.groundTruthSuffix) expect(consolidationKindOf(type.groundTruthSuffix)).toBe(kind);
    },
  );

  test.each(consolidationKinds.map(({ slug, consolidator }) => [slug, consolidator] as const))(
    '%s: distinct methods, nobody and nothing consolidated, nonsense refused as a value',
    (_, consolidator) => {
      expect(new Set(consolidator.methods).size).toBe(consolidator.methods.length);
      for (const method of consolidator.methods) {
        const { objects, skills } = consolidator.consolidate([{ answers: [] }], { method });
        expect(objects).toEqual([undefined]);
        expect(skills.size).toBe(0);
      }
      expect(() => consolidator.consolidate([], { method: 'no such method' })).toThrow(RangeError);
      for (const nonsense of [undefined, null, true, [7], { a: { b: 1 } }, { boxes: true }, {}])
        expect(consolidator.readAnswer(nonsense, {})).toMatchObject({ ok: false, reason: expect.any(String) });
    },
  );

  test.each(['', 'no-such-type', '__proto__', 'ACS-'])('%j is no kind', (name) => {
    expect(consolidationKindOf(name)).toBeUndefined();
  });
});
