import type { TextRange } from './boundaries';

interface LaneItem extends TextRange {
  readonly id: number;
}

/**
 * In which line below the text each span is drawn, 0 next to the letters. Spans that share a character never share a lane, and a span lies
 * below all it encloses, as brackets do. A span alone is in lane 0 wherever it is, so that a change moves only what overlaps it.
 *
 * @param spans in reading order (`SpanStore.all`)
 */
export function lanesOf(spans: readonly LaneItem[]): Map<number, number> {
  const lanes = new Map<number, number>();
  for (let from = 0; from < spans.length; ) {
    let to = from + 1;
    let end = spans[from]!.end;
    for (; to < spans.length && spans[to]!.start < end; to += 1) end = Math.max(end, spans[to]!.end);
    if (to === from + 1) lanes.set(spans[from]!.id, 0);
    else placeCluster(spans.slice(from, to), lanes);
    from = to;
  }
  return lanes;
}

/** The short ones first: they end up next to the text. */
function placeCluster(cluster: LaneItem[], lanes: Map<number, number>): void {
  const placed: LaneItem[][] = [];
  const order = cluster.sort((a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start || a.id - b.id);
  for (const span of order) {
    let lane = 0;
    for (let i = 0; i < placed.length; i += 1) {
      const encloses = placed[i]!.some(({ start, end }) => start >= span.start && end <= span.end);
      if (encloses) lane = i + 1;
    }
    while (placed[lane]?.some(({ start, end }) => start < span.end && end > span.start)) lane += 1;
    placed[lane] ??= [];
    placed[lane]!.push(span);
    lanes.set(span.id, lane);
  }
}
