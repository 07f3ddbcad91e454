/** Which candidates are answered, and how good that answer is expected to be. */
import { type EdgeBox, edgeIou } from './detect-box';
import { logit } from './pixel-quality';

/** A candidate after the closer look. */
export interface Judged extends EdgeBox {
  /** From 0. */
  label: number;
  /** Probability that it is something. */
  real: number;
  /** Expected IoU with what it is, times the probability that it is that; nothing to expect where it is nothing. */
  score: number;
}

export interface ChoiceRules {
  /** Candidates of a lower score are not answered. */
  least: number;
  /** Nor are those that overlap a better one more than this. */
  overlap: number;
}

export interface Choice {
  boxes: Judged[];
  /** Candidates that overlap none of those chosen and are not strong enough. */
  left: Judged[];
}

/** Best first. */
export function chooseBoxes(judged: readonly Judged[], { least, overlap }: ChoiceRules): Choice {
  const order = [...judged].sort((a, b) => b.score - a.score);
  const boxes: Judged[] = [];
  const left: Judged[] = [];
  for (const candidate of order) {
    const covered = (others: readonly Judged[]) => others.some((other) => edgeIou(other, candidate) > overlap);
    if (covered(boxes)) continue;
    if (candidate.score >= least) boxes.push(candidate);
    else if (!covered(left)) left.push(candidate);
  }
  return { boxes, left };
}

/** Features of the quality to expect of an answer. */
export function choiceFeatures({ boxes, left }: Choice): Float64Array {
  const sum = boxes.reduce((total, { score }) => total + score, 0);
  const missed = left.reduce((total, { real }) => total + real, 0);
  const real = boxes.reduce((total, box) => total + box.real, 0);
  const things = Math.max(boxes.length, real + missed);
  const expected =
    boxes.length > 0 ? sum / things : left.reduce((product, candidate) => product * (1 - candidate.real), 1);
  const least = boxes.length > 0 ? boxes.at(-1)!.score : expected;
  return Float64Array.of(
    logit(expected),
    missed / (boxes.length + 1),
    logit(least) - logit(expected),
    Math.log1p(boxes.length) / 3,
    boxes.length === 0 ? 1 : 0,
  );
}
