import type { TickConsensus } from './consolidate-label-sets';
import { expectedTicks } from './expected-ticks';
import type { TickLayout } from './tick-layout';

/** Each label by itself: it belongs to the object when more than half of the workers ticked it. The probability is the share of the workers. */
export function perLabelMajority(layout: TickLayout): TickConsensus {
  const { objects, answerStart, candidateStart, candidate, meetingStart, ticked } = layout;
  const probability = new Float64Array(candidate.length);
  const evidence = new Float64Array(ticked.length);
  for (let o = 0; o < objects; o++) {
    const answers = answerStart[o + 1]! - answerStart[o]!;
    let meeting = meetingStart[o]!;
    for (let c = candidateStart[o]!; c < candidateStart[o + 1]!; c++) {
      for (let a = 0; a < answers; a++, meeting++) {
        probability[c]! += ticked[meeting]! / answers;
        evidence[meeting] = ticked[meeting] ? 1 : -1;
      }
    }
  }
  const nothingMissed = new Float64Array(objects).fill(1);
  return { probability, evidence, nothingMissed, counts: expectedTicks(layout, probability) };
}
