/**
 * Wawa, "worker agreement with aggregate": the vote, then a second vote in which an answer weighs what share of its worker's answers agreed with
 * the first. As known from Appen's documentation and Crowd-Kit (D. Ustalov, N. Pavlichenko, B. Tseitlin, "Learning from Crowds with Crowd-Kit",
 * Journal of Open Source Software 9(96), 2024). With given skills only the second vote is taken.
 */
import type { ClassAnswers, ClassConsensus } from './class-answers';
import { layOutVotes, likeliest, sumWeights, TIE, type VoteLayout } from './weighted-votes';

export interface WeightedVoteResult extends ClassConsensus {
  /** The weight of each worker's answers: agreement with the vote, 0…1, or what was given. */
  skills: Float64Array;
}

/** The class with the largest sum of weights; its share of all the weights is the confidence. */
export function weightedMajorityVote(
  answers: ClassAnswers,
  { skills }: { skills?: Float64Array } = {},
): WeightedVoteResult {
  const layout = layOutVotes(answers);
  const weights = skills ?? agreement(layout, weightShares(layout, new Float64Array(layout.workers).fill(1)));
  return { ...likeliest(layout, weightShares(layout, weights)), skills: weights };
}

/** Share of each chosen class in the weights of its object's answers. Weights below 0 count as none; where all are none, all answers count alike. */
export function weightShares(layout: VoteLayout, skills: Float64Array): Float64Array {
  const { objects, worker, answerStart, chosenStart, choice } = layout;
  const sums = new Float64Array(layout.chosen.length);
  const weight = Float64Array.from(worker, (w) => Math.max(0, skills[w]!));
  sumWeights(layout, weight, sums);
  for (let o = 0; o < objects; o++) {
    let total = 0;
    for (let c = chosenStart[o]!; c < chosenStart[o + 1]!; c++) total += sums[c]!;
    if (total > 0) for (let c = chosenStart[o]!; c < chosenStart[o + 1]!; c++) sums[c]! /= total;
    else {
      const answers = answerStart[o + 1]! - answerStart[o]!;
      for (let a = answerStart[o]!; a < answerStart[o + 1]!; a++) sums[choice[a]!]! += 1 / answers;
    }
  }
  return sums;
}

/** Share of each worker's answers that agree with the winners; where several classes tie, each is a winner in part, so that no number decides. */
export function agreement(
  { workers, objects, worker, choice, chosenStart, chosen, answered }: VoteLayout,
  shares: Float64Array,
): Float64Array {
  const won = new Float64Array(chosen.length);
  for (let o = 0; o < objects; o++) {
    let top = 0;
    let tied = 0;
    for (let c = chosenStart[o]!; c < chosenStart[o + 1]!; c++) top = Math.max(top, shares[c]!);
    for (let c = chosenStart[o]!; c < chosenStart[o + 1]!; c++) if (shares[c]! >= top - TIE) tied++;
    for (let c = chosenStart[o]!; c < chosenStart[o + 1]!; c++) if (shares[c]! >= top - TIE) won[c] = 1 / tied;
  }
  const skills = new Float64Array(workers);
  for (let a = 0; a < choice.length; a++) skills[worker[a]!]! += won[choice[a]!]!;
  return skills.map((right, w) => (answered[w]! > 0 ? right / answered[w]! : 0));
}
