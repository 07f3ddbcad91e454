import type { ClassAnswers, ClassConsensus } from './class-answers';
import { inCanonicalOrder } from './class-answers';

/** The class most workers chose; ties go to the lowest class. The confidence is the share of the answers that chose it. */
export function majorityVote(answers: ClassAnswers): ClassConsensus {
  const labels = new Int32Array(answers.objects).fill(-1);
  const confidences = new Float64Array(answers.objects);
  const order = inCanonicalOrder(answers);
  const votes = new Int32Array(answers.classes);
  for (let first = 0; first < order.length; ) {
    const object = answers.object[order[first]!]!;
    let last = first;
    while (last < order.length && answers.object[order[last]!] === object) votes[answers.label[order[last++]!]!]!++;
    let best = -1;
    for (let i = first; i < last; i++) {
      const label = answers.label[order[i]!]!;
      if (best < 0 || votes[label]! > votes[best]! || (votes[label] === votes[best] && label < best)) best = label;
    }
    labels[object] = best;
    confidences[object] = votes[best]! / (last - first);
    for (let i = first; i < last; i++) votes[answers.label[order[i]!]!] = 0;
    first = last;
  }
  return { labels, confidences };
}
