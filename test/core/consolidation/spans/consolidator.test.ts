import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AnsweredObject } from '../../../../core/consolidation/consolidator';
import { spanConsolidator } from '../../../../core/consolidation/spans/consolidator';
import type { Span, SpanAnswer, SpanLabel } from '../../../../core/consolidation/spans/span';
import { randomGenerator } from '../../../../core/random/generator';
import { type Crowd, generate, worker } from './generate';

type Objects = AnsweredObject<SpanAnswer>[];

const { methods, consolidate, asAnswer, measure } = spanConsolidator;
const span = (start: number, end: number, label: string): Span => ({ start, end, label });
const says = (workerId: string, ...spans: [number, number, string][]) => ({
  workerId,
  answer: { spans: spans.map(([start, end, label]) => ({ start, end, label })), tokens: 30 },
});
const f1 = (objects: Objects, gold: SpanAnswer[], method = methods[0]): number =>
  measure(
    consolidate(objects, { method }).objects.map((object, i) => ({
      label: object && asAnswer(object.label),
      gold: gold[i]!,
    })),
  ).f1!;
const plain = (label: SpanLabel | undefined) => label?.spans.map(({ start, end, label }) => [start, end, label]);

const crowd: Crowd[] = [
  worker('ann', 0.9, 0.01, 0.05, 0.95),
  worker('bob', 0.7, 0.02, 0.1, 0.85),
  worker('cat', 0.6, 0.03, 0.2, 0.8),
  worker('dan', 0.4, 0.02, 0.1, 0.7),
  worker('eve', 0.8, 0.05, 0.1, 0.9),
];

/** Both clusters come to C at 5–7. */
const twoClustersOfOneSpan = [
  {
    answers: [
      { workerId: 'ann', answer: { spans: [span(3, 7, 'A'), span(5, 7, 'C')] } },
      {
        workerId: '__proto__',
        answer: { spans: [span(5, 7, 'B'), span(0, 1, 'A'), span(7, 8, 'A'), span(0, 1, 'B')] },
      },
      { workerId: 'bob', answer: { spans: [span(5, 6, 'C')] } },
    ],
  },
];

const anySpans = fc.array(
  fc
    .tuple(fc.nat(12), fc.integer({ min: 1, max: 4 }), fc.constantFrom('A', 'B', 'C'))
    .map(([start, size, label]): Span => ({ start, end: start + size, label })),
  { maxLength: 5 },
);
const anyObjects = fc.array(
  fc.record({
    answers: fc.uniqueArray(
      fc.record({
        workerId: fc.constantFrom('ann', 'bob', 'cat', '__proto__'),
        answer: fc.record({ spans: anySpans }),
      }),
      { selector: ({ workerId }) => workerId, maxLength: 4 },
    ),
  }),
  { maxLength: 5 },
);

describe.each(methods)('%s', (method) => {
  test('does not depend on the order of objects, answers and spans', () => {
    fc.assert(
      fc.property(anyObjects, fc.nat(), (objects, seed) => {
        const random = randomGenerator(seed);
        const order = random.shuffle([...objects.keys()]);
        const shuffled = order.map((i) => ({
          answers: random.shuffle(objects[i]!.answers).map(({ workerId, answer }) => ({
            workerId,
            answer: { spans: random.shuffle(answer.spans) },
          })),
        }));
        const one = consolidate(objects, { method });
        const other = consolidate(shuffled, { method });
        expect(order.map((i) => one.objects[i])).toEqual(other.objects);
        expect([...one.skills]).toEqual([...other.skills]);
        expect(one.learnt).toEqual(other.learnt);
      }),
      { numRuns: 25 },
    );
  });

  test('keeps to its contract on whatever answers', () => {
    fc.assert(
      fc.property(anyObjects, (objects) => {
        const { objects: labelled, skills, learnt } = consolidate(objects, { method });
        expect(labelled).toHaveLength(objects.length);
        expect(JSON.parse(JSON.stringify(learnt))).toEqual(learnt);
        for (const skill of skills.values()) {
          expect(skill).toBeGreaterThanOrEqual(0);
          expect(skill).toBeLessThanOrEqual(1);
        }
        labelled.forEach((object, i) => {
          const workers = objects[i]!.answers.map(({ workerId }) => workerId).sort();
          if (workers.length === 0) {
            expect(object).toBeUndefined();
            return;
          }
          const { label, confidence, explanation } = object!;
          const probability = (p: number) => expect(p >= 0 && p <= 1).toBe(true);
          probability(confidence);
          for (const span of label.spans) probability(span.confidence);
          const kept = explanation.parts.filter(({ decided }) => decided !== null).map(({ decided }) => decided);
          expect(kept).toEqual(asAnswer(label).spans);
          for (const part of explanation.parts) {
            probability(part.confidence);
            expect(part.votes.map(({ workerId }) => workerId)).toEqual(workers);
            for (const { weight } of part.votes) expect(Number.isFinite(weight)).toBe(true);
            expect(part.alternatives.length).toBeLessThanOrEqual(5);
            const confidences = part.alternatives.map(({ confidence }) => confidence);
            confidences.forEach(probability);
            expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
          }
        });
      }),
      { numRuns: 40, examples: [[twoClustersOfOneSpan]] },
    );
  });

  test('renaming labels renames the output', () => {
    const { objects } = generate({ crowd, seed: 'rename', texts: 12 });
    // In another alphabetical order, too.
    const names: Record<string, string> = { LOC: 'z', ORG: 'm', PER: 'a' };
    const renamed = objects.map(({ answers }) => ({
      answers: answers.map(({ workerId, answer }) => ({
        workerId,
        answer: { ...answer, spans: answer.spans.map((span) => ({ ...span, label: names[span.label]! })) },
      })),
    }));
    const spansOf = (batch: Objects) => consolidate(batch, { method }).objects.map((object) => plain(object!.label));
    expect(spansOf(renamed)).toEqual(
      spansOf(objects).map((spans) => spans!.map(([start, end, label]) => [start, end, names[label as string]])),
    );
  });

  test('what all agree on wins, the surer the more they are', () => {
    const confidences = [1, 2, 3, 5, 8].map((answers) => {
      const objects = Array.from({ length: 20 }, () => ({
        answers: Array.from({ length: answers }, (_, w) => says(`w${w}`, [2, 4, 'A'], [10, 11, 'B'])),
      }));
      const { label } = consolidate(objects, { method }).objects[7]!;
      expect(plain(label)).toEqual([
        [2, 4, 'A'],
        [10, 11, 'B'],
      ]);
      return label.spans[0]!.confidence;
    });
    confidences.forEach((confidence, i) => {
      if (i > 0) expect(confidence).toBeGreaterThanOrEqual(confidences[i - 1]!);
    });
  });

  test('one answer alone is the label; an empty one says there is nothing', () => {
    const [marked, empty] = consolidate(
      [{ answers: [says('ann', [0, 2, 'A'], [5, 6, 'B'])] }, { answers: [says('ann')] }],
      { method },
    ).objects;
    expect(plain(marked!.label)).toEqual([
      [0, 2, 'A'],
      [5, 6, 'B'],
    ]);
    expect(plain(empty!.label)).toEqual([]);
    expect(empty!.confidence).toBeGreaterThan(0);
    expect(marked!.label.tokens).toBe(30);
  });

  test('offsets may be beyond 32 bits', () => {
    const far = 2 ** 40;
    const spans: Span[] = [{ start: far, end: far + 5, label: 'A' }];
    const answers = ['ann', 'bob'].map((workerId) => ({ workerId, answer: { spans } }));
    expect(plain(consolidate([{ answers }], { method }).objects[0]!.label)).toEqual([[far, far + 5, 'A']]);
  });

  test('a spammer changes little', () => {
    const { objects, gold } = generate({ crowd, seed: 'spam', texts: 15 });
    const spammed = generate({ crowd: [...crowd, worker('spam', 0.1, 0.3, 0.5, 0.33)], seed: 'spam', texts: 15 });
    expect(f1(spammed.objects, spammed.gold, method)).toBeGreaterThan(f1(objects, gold, method) - 0.06);
  });

  test('knows who is good', () => {
    const { objects } = generate({ crowd, seed: 'skill', texts: 20 });
    const { skills } = consolidate(objects, { method });
    expect(skills.get('ann')!).toBeGreaterThan(skills.get('bob')!);
    expect(skills.get('bob')!).toBeGreaterThan(skills.get('dan')!);
  });

  test('labels overlap only where workers commonly do', () => {
    const nested = (slip: boolean) =>
      Array.from({ length: 30 }, (_, t) => ({
        answers: ['ann', 'bob', 'cat'].map((id) =>
          slip && t > 0
            ? says(id, [0, 4, 'ORG'], [6, 7, 'LOC'], [9, 10, 'LOC'])
            : says(id, [0, 4, 'ORG'], [2, 3, 'LOC'], [6, 7, 'LOC']),
        ),
      }));
    expect(plain(consolidate(nested(false), { method }).objects[0]!.label)).toContainEqual([2, 3, 'LOC']);
    const strict = consolidate(nested(true), { method }).objects[0]!.label.spans;
    strict.forEach((span, i) => {
      if (i > 0) expect(span.start).toBeGreaterThanOrEqual(strict[i - 1]!.end);
    });
  });
});

describe('the default', () => {
  test('beats clusters and counting where workers overlook and confuse', () => {
    const { objects, gold } = generate({ crowd, seed: 'quality', texts: 60 });
    const ours = f1(objects, gold);
    expect(ours).toBeGreaterThan(f1(objects, gold, 'cluster') + 0.01);
    const counted = objects.map(({ answers }) => {
      const votes = new Map<string, { span: Span; votes: number }>();
      for (const { answer } of answers) {
        for (const span of answer.spans) {
          const key = JSON.stringify(span);
          const entry = votes.get(key) ?? { span, votes: 0 };
          entry.votes++;
          votes.set(key, entry);
        }
      }
      return { spans: [...votes.values()].filter(({ votes }) => votes > 1).map(({ span }) => span) };
    });
    const byTwo = measure(counted.map((label, i) => ({ label, gold: gold[i]! }))).f1!;
    expect(ours).toBeGreaterThan(byTwo + 0.02);
  });

  test('is the average of the models, about as good as the better of them wherever either fails', () => {
    expect(methods[0]).toBe('model-average');
    // Three workers alone, of many entities and of few: one model keeps too little, the other cannot tell what was invented.
    const shapes = [
      { crowd: crowd.slice(1, 4), texts: 30 },
      { crowd: crowd.slice(0, 3), rate: 0.02, texts: 40 },
    ];
    const lead = { sequence: 0, posterior: 0 };
    for (const shape of shapes) {
      const batches = ['1', '2', '3'].map((seed) => generate({ ...shape, seed }));
      const mean = (method: string) =>
        batches.reduce((sum, { objects, gold }) => sum + f1(objects, gold, method) / batches.length, 0);
      const ours = mean('model-average');
      const others = { sequence: mean('sequence'), posterior: mean('posterior') };
      expect(ours).toBeGreaterThan(Math.max(others.sequence, others.posterior) - 0.02);
      lead.sequence += ours - others.sequence;
      lead.posterior += ours - others.posterior;
    }
    expect(lead.sequence).toBeGreaterThan(0.01);
    expect(lead.posterior).toBeGreaterThan(0.02);
  });

  test('means its confidences: of spans given 0.8, about four in five are right', () => {
    let [spans, off] = [0, 0];
    for (const some of [crowd, crowd.slice(1, 4)]) {
      const { objects, gold } = generate({ crowd: some, seed: 'calibrated', texts: 40 });
      const bins = Array.from({ length: 10 }, () => 0);
      consolidate(objects, {}).objects.forEach((object, i) => {
        for (const { confidence, ...span } of object!.label.spans) {
          const right = gold[i]!.spans.some((other) => JSON.stringify(other) === JSON.stringify(span));
          bins[Math.min(9, Math.floor(confidence * 10))]! += confidence - (right ? 1 : 0);
          spans++;
        }
      });
      off += bins.reduce((sum, gap) => sum + Math.abs(gap), 0);
    }
    expect(off / spans).toBeLessThan(0.12);
  });

  test('comes to much the same in characters as in words', () => {
    const [words, characters] = [1, 6].map((size) => generate({ crowd, seed: 'unit', characters: size })) as [
      ReturnType<typeof generate>,
      ReturnType<typeof generate>,
    ];
    expect(Math.abs(f1(words.objects, words.gold) - f1(characters.objects, characters.gold))).toBeLessThan(0.05);
  });

  test('turns a worker who always gives the wrong label to account, or does no harm', () => {
    const wrong: Record<string, string> = { LOC: 'ORG', ORG: 'PER', PER: 'LOC' };
    const { objects, gold } = generate({ crowd: crowd.slice(1), seed: 'wrong' });
    const without = f1(objects, gold);
    const misled = objects.map(({ answers }, i) => ({
      answers: [
        ...answers,
        {
          workerId: 'liar',
          answer: { spans: gold[i]!.spans.map((span) => ({ ...span, label: wrong[span.label]! })), tokens: 80 },
        },
      ],
    }));
    expect(f1(misled, gold)).toBeGreaterThan(without);
  });

  test('believes few answers by what it knows of the workers from earlier batches', () => {
    const pair = [worker('good', 0.9, 0.005, 0.02, 0.98), worker('bad', 0.3, 0.1, 0.4, 0.4)];
    const { objects } = generate({ crowd: [...pair, ...crowd], seed: 'earlier', texts: 40 });
    const { learnt } = consolidate(objects, {});
    const disputed = [{ answers: [says('good', [3, 5, 'LOC']), says('bad', [3, 6, 'ORG'], [12, 13, 'PER'])] }];
    const label = consolidate(disputed, { earlier: [JSON.parse(JSON.stringify(learnt))] }).objects[0]!.label;
    expect(plain(label)).toEqual([[3, 5, 'LOC']]);
    const turned = [{ answers: [says('bad', [3, 5, 'LOC']), says('good', [3, 6, 'ORG'])] }];
    expect(plain(consolidate(turned, { earlier: [learnt] }).objects[0]!.label)).toEqual([[3, 6, 'ORG']]);
  });

  test('says in nats who spoke for and against', () => {
    const { objects } = generate({ crowd, seed: 'votes' });
    const { explanation } = consolidate(
      [
        ...objects,
        { answers: [says('ann', [3, 5, 'LOC']), says('bob', [3, 5, 'LOC']), says('cat', [3, 5, 'ORG']), says('dan')] },
      ],
      {},
    ).objects.at(-1)!;
    expect(explanation.parts).toHaveLength(1);
    const { decided, votes } = explanation.parts[0]!;
    expect(decided).toEqual({ start: 3, end: 5, label: 'LOC' });
    const weight = new Map(votes.map(({ workerId, weight }) => [workerId, weight]));
    expect(votes.find(({ workerId }) => workerId === 'dan')!.answer).toBeNull();
    expect(weight.get('ann')!).toBeGreaterThan(0);
    expect(weight.get('cat')!).toBeLessThan(0);
    expect(Math.abs(weight.get('dan')!)).toBeLessThan(weight.get('ann')!);
  });

  test('turned-down candidates are explained as well', () => {
    const { objects } = generate({ crowd, seed: 'down' });
    const alone = { answers: [says('ann'), says('bob'), says('cat', [7, 8, 'ORG']), says('eve')] };
    const { label, explanation } = consolidate([...objects, alone], {}).objects.at(-1)!;
    expect(label.spans).toEqual([]);
    expect(explanation.parts).toHaveLength(1);
    expect(explanation.parts[0]!.decided).toBeNull();
    expect(explanation.parts[0]!.alternatives[0]!.choice).toEqual({ start: 7, end: 8, label: 'ORG' });
    expect(explanation.parts[0]!.votes.find(({ workerId }) => workerId === 'cat')!.weight).toBeLessThan(0);
  });
});

test('an unknown method is refused by name', () => {
  expect(() => consolidate([], { method: 'vote' })).toThrow(
    new RangeError('method: expected one of model-average, sequence, posterior, cluster, found "vote"'),
  );
});
