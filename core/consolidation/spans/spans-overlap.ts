import type { AnsweredObject } from '../consolidator';
import { distinctSpans, type SpanAnswer } from './span';

/** Where spans are to nest, a fair share of them do; where they are not, one in a hundred does by a slip. */
const OFTEN = 0.05;

/** Whether workers commonly mark spans that overlap others of their own, so that labels may overlap too. */
export function spansOverlap(objects: readonly AnsweredObject<SpanAnswer>[]): boolean {
  let [spans, overlapping] = [0, 0];
  for (const { answers } of objects) {
    for (const { answer } of answers) {
      let reach = 0;
      for (const { start, end } of distinctSpans(answer.spans)) {
        spans++;
        if (start < reach) overlapping++;
        reach = Math.max(reach, end);
      }
    }
  }
  return overlapping > OFTEN * spans;
}
