/** How strongly one worker's marks speak for one reading of a place against another, in nats, under the fitted sequence model. */
import { ACTS, APART, BEGIN, CLOSES, END, GO_ON, OPENS, STAY, TURNS, WITHIN } from './behaviour';
import type { Neighbours } from './explain-spans';
import { isIn, type Lattice, type Region } from './lattice';
import { actAt } from './region-inference';
import type { FittedSequence } from './sequence-model';
import type { Span } from './span';

export function voteWeight(
  { logs, events }: Pick<FittedSequence, 'logs' | 'events'>,
  { texts, labels }: Lattice,
  t: number,
  k: number,
  decided: Span | null,
  alternative: Span | null,
  { endsAt, beginsAt }: Neighbours,
): number {
  const { workers, regions } = texts[t]!;
  const from = Math.min(decided?.start ?? Infinity, alternative?.start ?? Infinity);
  const to = Math.max(decided?.end ?? 0, alternative?.end ?? 0);
  const r = regionAt(regions, from);
  if (r < 0) return 0;
  const region = regions[r]!;
  const { at, code } = region;
  const { span, cell } = events[t]![r]!;
  const n = workers.length;
  const L = region.labels.length;
  const { acts, found, named } = logs.behaviour;
  const w = workers[k]! * ACTS;

  /** Log-likelihood of the worker's marks from the first to the last boundary of either reading. */
  const read = (reading: Span | null): number => {
    const label = reading ? labels.indexOf(reading.label) : -1;
    const l = region.labels.indexOf(label);
    // A label that cannot be true here has no cells.
    if (reading && l < 0) return Number.NEGATIVE_INFINITY;
    const inside = (position: number) => reading !== null && position >= reading.start && position < reading.end;
    let sum = 0;
    for (let x = lowerBound(at, from); x < at.length && at[x]! <= to; x++) {
      const position = at[x]!;
      const before = (x > 0 && inside(at[x - 1]!)) || (position === from && endsAt(from));
      const own = position < to && inside(position);
      const after = own || (position === to && beginsAt(to));
      const begins = after && (!own || position === reading!.start);
      const event = before ? (after ? (begins ? TURNS : WITHIN) : CLOSES) : after ? OPENS : APART;
      const act = actAt(region, n, k, x);
      const cells = act === STAY || act === END ? -1 : span[x * n + k]! * (L + 1);
      const name = cells < 0 ? 0 : named[cell[cells + (own ? 1 + l : 0)]!]!;
      if (event === OPENS && act < GO_ON)
        sum += own ? found[(workers[k]! * labels.length + label) * 2 + act]! : acts[w + OPENS + act]!;
      else sum += acts[w + event + act]!;
      if (act === GO_ON) {
        if (event === OPENS && own) sum += name - named[cell[cells]!]!;
      } else sum += act === BEGIN || cells >= 0 ? name : 0;
      const inner = x < at.length - 1 && position < to ? at[x + 1]! - position - 1 : 0;
      if (inner > 0) sum += inner * acts[w + (own ? WITHIN : APART) + (isIn(code[x * n + k]!) ? GO_ON : STAY)]!;
    }
    return sum;
  };

  const weight = read(decided) - read(alternative);
  return Number.isFinite(weight) ? weight : 0;
}

/** The region that holds a position, by halving; -1 where nobody marked it. */
function regionAt(regions: readonly Region[], position: number): number {
  let [low, high] = [0, regions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const { at } = regions[middle]!;
    if (at[at.length - 1]! <= position) low = middle + 1;
    else high = middle;
  }
  return low < regions.length && regions[low]!.at[0]! <= position ? low : -1;
}

function lowerBound(list: Float64Array, value: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
