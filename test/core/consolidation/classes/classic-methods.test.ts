/** What every way to consolidate classes must keep to, and what each is for. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ClassAnswers, ClassConsensus } from '../../../../core/consolidation/classes/class-answers';
import { dawidSkene } from '../../../../core/consolidation/classes/dawid-skene';
import { glad } from '../../../../core/consolidation/classes/glad';
import { mace } from '../../../../core/consolidation/classes/mace';
import { majorityVote } from '../../../../core/consolidation/classes/majority-vote';
import { mmsr } from '../../../../core/consolidation/classes/mmsr';
import { oneCoin } from '../../../../core/consolidation/classes/one-coin';
import { publishedConsolidation } from '../../../../core/consolidation/classes/published';
import { weightedMajorityVote } from '../../../../core/consolidation/classes/weighted-majority-vote';
import { zeroBasedSkill } from '../../../../core/consolidation/classes/zero-based-skill';
import { randomGenerator } from '../../../../core/random/generator';
import { accuracy, answersOf, simulate, type Vote, worker } from './answers';

type Method = (answers: ClassAnswers) => ClassConsensus;

const METHODS: [string, Method][] = [
  ['majorityVote', majorityVote],
  ['weightedMajorityVote', weightedMajorityVote],
  ['zeroBasedSkill', zeroBasedSkill],
  ['dawidSkene', dawidSkene],
  ['publishedConsolidation', publishedConsolidation],
  ['oneCoin', oneCoin],
  ['glad', glad],
  ['mace', mace],
  ['mmsr', mmsr],
];
/** Methods whose confidence is a share of votes, not a posterior. */
const VOTES = new Set(['majorityVote', 'weightedMajorityVote', 'zeroBasedSkill']);

/** MACE knows spammers but no liars; two rounds do not get as far as using one. */
const SPAM_ONLY = new Set(['mace', 'publishedConsolidation']);

const SHAPE = { objects: 7, workers: 5, classes: 4 };
const votesOf = ({ objects, workers, classes } = SHAPE) =>
  fc.uniqueArray(fc.tuple(fc.nat(objects - 1), fc.nat(workers - 1), fc.nat(classes - 1)), {
    selector: ([object, w]) => object * workers + w,
    minLength: 1,
    maxLength: 30,
  }) as fc.Arbitrary<Vote[]>;

/** The same label where one is clearly ahead, and the same confidence but for rounding. */
function expectSame(
  one: ClassConsensus,
  other: ClassConsensus,
  map: (i: number) => number = (i) => i,
  name = (k: number) => k,
) {
  for (let i = 0; i < SHAPE.objects; i++) {
    expect(other.confidences[map(i)]!).toBeCloseTo(one.confidences[i]!, 5);
    if (one.labels[i]! < 0) expect(other.labels[map(i)]).toBe(-1);
    else if (one.confidences[i]! > 0.501) expect(other.labels[map(i)]).toBe(name(one.labels[i]!));
  }
}

describe.each(METHODS)('%s', (name, method) => {
  test('the order of the answers changes nothing, not even the last digit', () => {
    fc.assert(
      fc.property(votesOf(), fc.nat(), (votes, seed) => {
        expect(method(answersOf(randomGenerator(seed).shuffle(votes), SHAPE))).toEqual(method(answersOf(votes, SHAPE)));
      }),
      { numRuns: 50 },
    );
  });

  test('renumbering workers, objects or classes renumbers the result', () => {
    const skills = [0.9, 0.8, 0.7, 0.6, 0.5].map((skill) => worker(skill, 4));
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const { votes } = simulate({ objects: SHAPE.objects, classes: 4, perObject: 5, skills, seed });
      const base = method(answersOf(votes, SHAPE));
      const random = randomGenerator(seed);
      const workers = random.shuffle([0, 1, 2, 3, 4]);
      const objects = random.shuffle([0, 1, 2, 3, 4, 5, 6]);
      const classes = random.shuffle([0, 1, 2, 3]);
      const renumbered = (f: (vote: Vote) => Vote) => method(answersOf(votes.map(f), SHAPE));
      expectSame(
        base,
        renumbered(([o, w, l]) => [o, workers[w]!, l]),
      );
      expectSame(
        base,
        renumbered(([o, w, l]) => [objects[o]!, w, l]),
        (i) => objects[i]!,
      );
      expectSame(
        base,
        renumbered(([o, w, l]) => [o, w, classes[l]!]),
        undefined,
        (k) => classes[k]!,
      );
    }
  });

  test('confidences are probabilities, labels are chosen classes, and who was not asked about has none', () => {
    fc.assert(
      fc.property(votesOf(), (votes) => {
        const { labels, confidences } = method(answersOf(votes, SHAPE));
        for (let o = 0; o < SHAPE.objects; o++) {
          const chosen = votes.filter((vote) => vote[0] === o).map((vote) => vote[2]);
          if (chosen.length === 0) expect([labels[o], confidences[o]]).toEqual([-1, 0]);
          else {
            expect(labels[o]).toBeGreaterThanOrEqual(0);
            expect(confidences[o]!).toBeGreaterThan(0);
            expect(confidences[o]!).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test('unanimous answers win, the surer the more there are', () => {
    // Workers with equally many answers on equally large objects, so that only the number of answers tells the objects apart.
    const votes: Vote[] = [];
    let object = 0;
    for (const size of [1, 2, 3, 4]) {
      for (let turn = 0; turn < 12; turn++, object++) {
        for (let i = 0; i < size; i++) votes.push([object, (turn + i) % 12, object % 3]);
      }
    }
    const { labels, confidences } = method(answersOf(votes, { classes: 3 }));
    expect([...labels]).toEqual(Array.from({ length: object }, (_, o) => o % 3));
    const mean = [0, 1, 2, 3].map((size) => confidences.slice(12 * size, 12 * size + 12).reduce((a, b) => a + b) / 12);
    for (const [i, confidence] of mean.entries()) {
      if (i > 0 && !VOTES.has(name)) expect(confidence).toBeGreaterThan(mean[i - 1]!);
      if (VOTES.has(name)) expect(confidence).toBeCloseTo(1, 9);
    }
  });

  test('one answer per object is that answer', () => {
    const { truth, votes } = simulate({
      objects: 60,
      classes: 3,
      perObject: 1,
      skills: Array.from({ length: 12 }, () => worker(0.8, 3)),
      seed: 'alone',
    });
    const { labels } = method(answersOf(votes, { classes: 3 }));
    expect(accuracy(labels, truth)).toBeGreaterThan(
      accuracy(
        Int32Array.from(votes, (vote) => vote[2]),
        truth,
      ) - 0.05,
    );
    expect(new Set(labels).size).toBe(3);
  });

  test('a spammer among the workers changes little', () => {
    const fair = Array.from({ length: 6 }, () => worker(0.8, 3));
    const { truth, votes } = simulate({ objects: 400, classes: 3, perObject: 4, skills: fair, seed: 'spam' });
    const spam = truth.map((_, o): Vote => [o, 6, 0]);
    const without = accuracy(method(answersOf(votes)).labels, truth);
    const least = VOTES.has(name) ? without - 0.08 : without - 0.02;
    expect(accuracy(method(answersOf([...votes, ...spam])).labels, truth)).toBeGreaterThan(least);
  });

  test('a worker who is always wrong is used, or does no harm', () => {
    const skills = [...Array.from({ length: 5 }, () => worker(0.75, 2)), worker(0, 2)];
    const { truth, votes } = simulate({ objects: 500, classes: 2, perObject: 6, skills, seed: 'liar' });
    const without = accuracy(method(answersOf(votes.filter((vote) => vote[1] < 5))).labels, truth);
    const withLiar = accuracy(method(answersOf(votes)).labels, truth);
    if (name === 'majorityVote') expect(withLiar).toBeLessThan(without);
    else if (VOTES.has(name) || SPAM_ONLY.has(name)) expect(withLiar).toBeGreaterThan(without - 0.06);
    else expect(withLiar).toBeGreaterThan(without + 0.03);
  });

  test('ties go to the lowest class', () => {
    const { labels } = method(
      answersOf(
        [
          [0, 0, 2],
          [0, 1, 1],
        ],
        { classes: 3 },
      ),
    );
    expect(labels[0]).toBe(1);
  });

  test('many classes, few answers: no worse than the vote', () => {
    const skills = Array.from({ length: 60 }, (_, w) => worker(w % 2 === 0 ? 0.95 : 0.4, 60));
    const { truth, votes } = simulate({ objects: 600, classes: 60, perObject: 3, skills, seed: 'many' });
    const answers = answersOf(votes, { classes: 60 });
    expect(accuracy(method(answers).labels, truth)).toBeGreaterThan(
      accuracy(majorityVote(answers).labels, truth) - 0.01,
    );
  });

  test('nothing, one class and the same answer twice are no trouble', () => {
    expect([...method(answersOf([], { objects: 2, workers: 1, classes: 2 })).labels]).toEqual([-1, -1]);
    const one = method({
      ...answersOf([
        [0, 0, 0],
        [1, 1, 0],
      ]),
      classes: 1,
    });
    expect([...one.labels]).toEqual([0, 0]);
    for (const confidence of one.confidences) expect(confidence).toBeCloseTo(1, 9);
    const twice = method(
      answersOf(
        [
          [0, 0, 1],
          [0, 0, 1],
          [1, 1, 0],
        ],
        { classes: 2 },
      ),
    );
    expect([...twice.labels]).toEqual([1, 0]);
  });

  test('thousands of answers to one object stay in range', () => {
    const votes = Array.from({ length: 3000 }, (_, w): Vote => [0, w, w % 3 === 0 ? 1 : 0]);
    const { labels, confidences } = method(answersOf([...votes, [1, 0, 1], [1, 1, 0], [1, 2, 0]]));
    expect([...labels]).toEqual([0, 0]);
    expect(confidences[0]!).toBeGreaterThan(0.6);
  });
});

describe('what each method is for', () => {
  test('weightedMajorityVote takes given skills as weights', () => {
    const votes: Vote[] = [
      [0, 0, 0],
      [0, 1, 1],
      [0, 2, 1],
    ];
    const { labels, confidences } = weightedMajorityVote(answersOf(votes), { skills: Float64Array.of(0.9, 0.3, 0.3) });
    expect(labels[0]).toBe(0);
    expect(confidences[0]!).toBeCloseTo(0.6, 9);
    const none = weightedMajorityVote(answersOf(votes), { skills: Float64Array.of(-1, 0, 0) });
    expect([none.labels[0], none.confidences[0]]).toEqual([1, 2 / 3]);
  });

  test('Wawa weighs by agreement with the vote; ties in it favour no class', () => {
    // Worker 0 agrees on 0 and 1, worker 1 on both, worker 2 on object 0 alone; object 2 is tied between 0 and 1.
    const { skills } = weightedMajorityVote(
      answersOf([
        [0, 0, 1],
        [0, 1, 1],
        [0, 2, 1],
        [1, 0, 0],
        [1, 1, 0],
        [1, 2, 1],
        [2, 0, 0],
        [2, 1, 1],
      ]),
    );
    expect([...skills]).toEqual([2.5 / 3, 2.5 / 3, 0.5]);
  });

  test('zero-based skill comes to rest where skill is agreement with its own labels', () => {
    const skills = [0.95, 0.9, 0.5, 0.4, 0.4].map((skill) => worker(skill, 3));
    const { votes, truth } = simulate({ objects: 300, classes: 3, perObject: 5, skills, seed: 'rest' });
    const result = zeroBasedSkill(answersOf(votes));
    for (let w = 0; w < 5; w++) {
      const own = votes.filter((vote) => vote[1] === w);
      const agreed = own.filter(([o, , l]) => result.labels[o] === l).length / own.length;
      expect(result.skills[w]!).toBeCloseTo(agreed, 2);
    }
    expect(accuracy(result.labels, truth)).toBeGreaterThan(accuracy(majorityVote(answersOf(votes)).labels, truth));
  });

  test('oneCoin finds the accuracies workers have', () => {
    const given = [0.95, 0.85, 0.7, 0.5, 0.3];
    const skills = given.map((skill) => worker(skill, 4));
    const { votes } = simulate({ objects: 2000, classes: 4, perObject: 5, skills, seed: 'coins' });
    const { accuracies } = oneCoin(answersOf(votes));
    for (const [w, share] of given.entries()) expect(Math.abs(accuracies[w]! - share)).toBeLessThan(0.03);
  });

  test('oneCoin with many classes is the dense model, though only chosen classes have numbers', () => {
    // Sixteen classes, of which two answers name at most two per object; the posterior by hand over all sixteen.
    const classes = 16;
    const { votes } = simulate({
      objects: 40,
      classes,
      perObject: 3,
      skills: Array(6).fill(worker(0.7, classes)),
      seed: 'dense',
    });
    const { labels, confidences, accuracies } = oneCoin(answersOf(votes, { classes }), { rounds: 1 });
    // One round: accuracies from the vote's shares, classes even.
    const mean =
      votes.reduce((sum, [o, , l]) => sum + votes.filter((v) => v[0] === o && v[2] === l).length / 3, 0) / votes.length;
    const first = [0, 1, 2, 3, 4, 5].map((w) => {
      const own = votes.filter((vote) => vote[1] === w);
      const right = own.reduce((sum, [o, , l]) => sum + votes.filter((v) => v[0] === o && v[2] === l).length / 3, 0);
      return (right + 4 * mean) / (own.length + 4);
    });
    for (let o = 0; o < 40; o++) {
      const p = Array.from({ length: classes }, (_, k) =>
        votes
          .filter((v) => v[0] === o)
          .reduce((q, [, w, l]) => q * (l === k ? first[w]! : (1 - first[w]!) / (classes - 1)), 1),
      );
      const total = p.reduce((a, b) => a + b);
      expect(confidences[o]!).toBeCloseTo(Math.max(...p) / total, 9);
      expect(p[labels[o]!]!).toBeCloseTo(Math.max(...p), 9);
    }
    expect(accuracies.length).toBe(6);
  });

  test('glad tells able workers and hard objects', () => {
    // The second half of the objects is hard: on them everybody guesses.
    const random = randomGenerator('glad');
    const able = [0.97, 0.95, 0.9, 0.7, 0.6, 0.5];
    const votes: Vote[] = [];
    for (let o = 0; o < 400; o++) {
      for (const [w, skill] of able.entries()) {
        const right = random.next() < (o < 200 ? skill : 0.45);
        votes.push([o, w, right ? o % 3 : (o + 1 + random.integer(2)) % 3]);
      }
    }
    const { abilities, difficulties, accuracies } = glad(answersOf(votes));
    expect(abilities[0]!).toBeGreaterThan(abilities[3]!);
    expect(abilities[3]!).toBeGreaterThan(abilities[5]!);
    expect(accuracies[0]!).toBeGreaterThan(accuracies[5]!);
    const mean = (from: number) => difficulties.slice(from, from + 200).reduce((a, b) => a + b) / 200;
    expect(mean(200)).toBeGreaterThan(1.2 * mean(0));
  });

  test('glad ends at a maximum of its own likelihood in abilities', () => {
    const skills = [0.9, 0.8, 0.6].map((skill) => worker(skill, 2));
    const { votes } = simulate({ objects: 200, classes: 2, perObject: 3, skills, seed: 'maximum' });
    const { abilities, difficulties } = glad(answersOf(votes), { rounds: 500, tolerance: 1e-10 });
    // log posterior of (abilities, log eases), classes summed out, with the paper's priors
    const value = (alpha: ArrayLike<number>) => {
      let sum = 0;
      for (let w = 0; w < 3; w++) sum -= (alpha[w]! - 1) ** 2 / 2;
      for (let o = 0; o < 200; o++) {
        let likelihood = 0;
        for (const k of [0, 1]) {
          let p = 0.5;
          for (const [object, w, l] of votes) {
            if (object !== o) continue;
            const right = 1 / (1 + Math.exp(-alpha[w]! / difficulties[o]!));
            p *= l === k ? right : 1 - right;
          }
          likelihood += p;
        }
        sum += Math.log(likelihood);
      }
      return sum;
    };
    const best = value(abilities);
    for (let w = 0; w < 3; w++) {
      for (const step of [-0.05, 0.05])
        expect(value(abilities.map((x, v) => (v === w ? x + step : x)))).toBeLessThan(best);
    }
  });

  test('mace tells who spams, and with what', () => {
    const skills = [
      worker(0.95, 4),
      worker(0.9, 4),
      worker(0.85, 4),
      () => 2,
      (_: number, draw: () => number) => Math.floor(draw() * 4),
    ];
    const { truth, votes } = simulate({ objects: 500, classes: 4, perObject: 5, skills, seed: 'mace' });
    const { labels, competences } = mace(answersOf(votes));
    for (const w of [0, 1, 2]) expect(competences[w]!).toBeGreaterThan(0.7);
    for (const w of [3, 4]) expect(competences[w]!).toBeLessThan(0.2);
    expect(accuracy(labels, truth)).toBeGreaterThan(0.97);
  });

  test('mmsr finds skills of either sign, and holds against some who conspire', () => {
    // Four of eleven always give the same wrong class together: they agree more with one another than the honest do.
    const honest = [0.8, 0.8, 0.75, 0.7, 0.7, 0.75, 0.8].map((skill) => worker(skill, 3));
    const conspire = Array(4).fill((truth: number) => (truth + 1) % 3);
    const { truth, votes } = simulate({
      objects: 600,
      classes: 3,
      perObject: 7,
      skills: [...honest, ...conspire],
      seed: 'ring',
    });
    const answers = answersOf(votes);
    const { labels, skills, accuracies } = mmsr(answers);
    for (let w = 0; w < 7; w++) expect(skills[w]!).toBeGreaterThan(0.3);
    for (let w = 7; w < 11; w++) expect(accuracies[w]!).toBeLessThan(0.25);
    expect(accuracy(labels, truth)).toBeGreaterThan(accuracy(majorityVote(answers).labels, truth) + 0.05);
  });

  test('mmsr holds no more than the pairs that share objects', () => {
    // 3,000 workers: a dense matrix would be nine million; each shares objects with a few.
    const votes = Array.from(
      { length: 9000 },
      (_, i): Vote => [Math.floor(i / 3), (i * 7 + (i % 3) * 11) % 3000, i % 5 === 0 ? 1 : 0],
    );
    const { labels } = mmsr(answersOf(votes));
    expect(labels.length).toBe(3000);
  });
});
