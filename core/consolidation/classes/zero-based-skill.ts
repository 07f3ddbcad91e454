/**
 * Zero-based skill (Crowd-Kit's ZeroBasedSkill: D. Ustalov, N. Pavlichenko, B. Tseitlin, "Learning from Crowds with Crowd-Kit", Journal of Open
 * Source Software 9(96), 2024): a worker's skill moves towards the share of answers that agree with the vote weighted by skills, until it rests.
 */
import type { ClassAnswers } from './class-answers';
import { agreement, type WeightedVoteResult, weightShares } from './weighted-majority-vote';
import { layOutVotes, likeliest } from './weighted-votes';

const ROUNDS = 100;
/** The step towards the new skill shrinks, so that skills which go round in circles come to rest. */
const SLOWER = 0.95;
const SLOWER_EVERY = 20;
const AT_REST = 1e-9;

export function zeroBasedSkill(
  answers: ClassAnswers,
  { rounds = ROUNDS }: { rounds?: number } = {},
): WeightedVoteResult {
  const layout = layOutVotes(answers);
  const skills = new Float64Array(layout.workers).fill(1 / Math.max(2, layout.classes));
  let step = 1;
  for (let round = 1; round <= rounds; round++) {
    if (round % SLOWER_EVERY === 0) step *= SLOWER;
    const agreed = agreement(layout, weightShares(layout, skills));
    let moved = 0;
    for (let w = 0; w < layout.workers; w++) {
      const change = step * (agreed[w]! - skills[w]!);
      skills[w]! += change;
      moved = Math.max(moved, Math.abs(change));
    }
    if (moved < AT_REST) break;
  }
  return { ...likeliest(layout, weightShares(layout, skills)), skills };
}
