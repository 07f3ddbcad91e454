import { type LearntSpans, round, type SpanTally, skillOf, sumTallies } from './learnt-spans';
import { compareText, type MarkedText } from './marked-text';
import { findSpan, type LikelySpan } from './span';

/** Expected number of each worker's spans that are right, of those given and of those there were to find. `likely` is sorted. */
export function tallySpans(
  texts: readonly MarkedText[],
  likely: readonly (readonly LikelySpan[])[],
  wanted: readonly number[],
): Map<string, SpanTally> {
  const tallies = new Map<string, SpanTally>();
  texts.forEach(({ markings }, t) => {
    for (const { workerId, spans } of markings) {
      const sum = tallies.get(workerId) ?? { right: 0, given: 0, wanted: 0 };
      for (const span of spans) sum.right += findSpan(likely[t]!, span)?.probability ?? 0;
      sum.given += spans.length;
      sum.wanted += wanted[t]!;
      tallies.set(workerId, sum);
    }
  });
  for (const [workerId, { right, given, wanted: all }] of tallies)
    tallies.set(workerId, { right: round(right), given, wanted: round(all) });
  return tallies;
}

/** Skills by worker id, over this batch and earlier ones. */
export function skillsOf(
  earlier: readonly LearntSpans[],
  tallies: ReadonlyMap<string, SpanTally>,
): Map<string, number> {
  const sums = sumTallies([...earlier, { kind: 'spans', workers: [...tallies] }]);
  return new Map([...sums.keys()].sort(compareText).map((id) => [id, skillOf(sums.get(id)!)]));
}

export const totalProbability = (spans: readonly { probability: number }[]): number =>
  spans.reduce((sum, { probability }) => sum + probability, 0);
