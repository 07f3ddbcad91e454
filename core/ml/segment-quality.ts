/** What is expected of a mask, as features of its quality. */
import { logit } from './pixel-quality';
import type { ClassDecision } from './segment-decision';

export interface MaskExpectation {
  /** Decisions that are drawn; the others are left out. */
  drawn: (ClassDecision | undefined)[];
  features: Float64Array;
}

/** A class whose expected IoU is below `gate` is left out: where it is not there at all, drawing it makes a right mask wrong. */
export function expectMask(decisions: readonly ClassDecision[], gate: number): MaskExpectation {
  const drawn = decisions.map((decision) => (decision.expected >= gate && decision.area > 0 ? decision : undefined));
  const kept = drawn.filter((decision) => decision !== undefined);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const strongest = Math.max(0, ...decisions.map(({ expected }) => expected));
  const doubt = decisions.reduce((sum, { expected }, k) => sum + (drawn[k] ? 0 : expected), 0);
  const expected = kept.length > 0 ? mean(kept.map((decision) => decision.expected)) : 1 - strongest;
  const least = kept.length > 0 ? Math.min(...kept.map((decision) => decision.expected)) : expected;
  const area = kept.length > 0 ? mean(kept.map((decision) => Math.log(decision.area))) / 4 : 0;
  return {
    drawn,
    features: Float64Array.of(logit(expected), logit(least) - logit(expected), doubt, area, kept.length > 0 ? 0 : 1),
  };
}

/** Mean IoU over classes drawn or true, of cells. */
export function cellQuality(
  drawn: readonly (ClassDecision | undefined)[],
  counts: readonly { drawn: number; both: number; truth: number }[],
): number {
  let sum = 0;
  let classes = 0;
  for (const [k, { drawn: own, both, truth }] of counts.entries()) {
    const shown = drawn[k] ? own : 0;
    if (shown + truth === 0) continue;
    classes++;
    if (shown > 0) sum += both / (shown + truth - both);
  }
  return classes === 0 ? 1 : sum / classes;
}

/** Overlap of each class as decided with the truth, in cells. */
export function countCells(
  cells: Float32Array,
  width: number,
  truth: Uint8Array,
  decisions: readonly ClassDecision[],
): { drawn: number; both: number; truth: number }[] {
  const counts = decisions.map(() => ({ drawn: 0, both: 0, truth: 0 }));
  for (let i = 0; i < truth.length; i++) {
    if (truth[i]! > 0) counts[truth[i]! - 1]!.truth++;
    let best = 1;
    let value = 0;
    for (let k = 0; k < decisions.length; k++) {
      const ratio = cells[i * width + k + 1]! / decisions[k]!.threshold;
      if (ratio >= best) {
        best = ratio;
        value = k + 1;
      }
    }
    if (value > 0) {
      counts[value - 1]!.drawn++;
      if (value === truth[i]) counts[value - 1]!.both++;
    }
  }
  return counts;
}
