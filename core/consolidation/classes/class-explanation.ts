import type { Explanation, Vote } from '../explanation';
import type { ClassesConsolidated } from './consolidate-classes';

const ALTERNATIVES = 5;
/** Skills nearer to 0 or 1 than this would make a vote's weight infinite. */
const MARGIN = 1e-3;

/** A vote as numbers; `workerId` and names are for the reader. */
export interface NumberedVote {
  workerId: string;
  worker: number;
  label: number;
}

/** Why an object got its class. `votes` are the object's, in any order. */
export function explainClass(
  result: ClassesConsolidated,
  object: number,
  votes: readonly NumberedVote[],
  nameOf: (label: number) => string,
  classes: number,
): Explanation {
  const decided = result.labels[object]!;
  const confidence = result.confidences[object]!;
  const alternatives = alternativesOf(result, object, votes).slice(0, ALTERNATIVES);
  const rival = alternatives[0]?.label;
  const speaks = result.logLikelihood ?? byAccuracy(result.skills, classes);
  const weight = ({ worker, label }: NumberedVote) =>
    speaks(worker, label, decided) - speaks(worker, label, rival ?? otherThan(decided, label));
  return {
    version: 1,
    method: result.method,
    parts: [
      {
        decided: nameOf(decided),
        confidence,
        votes: votes
          .map((vote): Vote => ({ workerId: vote.workerId, answer: nameOf(vote.label), weight: weight(vote) }))
          .sort((a, b) => compare(a.workerId, b.workerId) || compare(a.answer as string, b.answer as string)),
        alternatives: alternatives.map(({ label, probability }) => ({
          choice: nameOf(label),
          confidence: probability,
        })),
      },
    ],
  };
}

/** The classes that lost, likeliest first. Methods without a posterior share what is left by votes. */
function alternativesOf(
  result: ClassesConsolidated,
  object: number,
  votes: readonly NumberedVote[],
): { label: number; probability: number }[] {
  const decided = result.labels[object]!;
  const known = result.posterior?.(object) ?? sharedByVotes(votes, decided, 1 - result.confidences[object]!);
  return known
    .filter(({ label }) => label !== decided)
    .sort((a, b) => b.probability - a.probability || a.label - b.label);
}

function sharedByVotes(votes: readonly NumberedVote[], decided: number, left: number) {
  const counts = new Map<number, number>();
  let lost = 0;
  for (const { label } of votes) {
    if (label === decided) continue;
    counts.set(label, (counts.get(label) ?? 0) + 1);
    lost++;
  }
  return [...counts].map(([label, count]) => ({ label, probability: (left * count) / lost }));
}

/** For methods without likelihoods: a worker right with their skill, and wrong evenly. */
const byAccuracy =
  (skills: Float64Array, classes: number) =>
  (worker: number, answer: number, trueClass: number): number => {
    const skill = Math.min(1 - MARGIN, Math.max(MARGIN, skills[worker]!));
    return Math.log(answer === trueClass ? skill : (1 - skill) / Math.max(1, classes - 1));
  };

/** Where nothing else was chosen the best alternative is any other class, one the worker did not name. */
const otherThan = (decided: number, label: number): number => [0, 1, 2].find((k) => k !== decided && k !== label)!;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
