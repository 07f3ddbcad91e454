/** One thing in an image, as run lengths within its bounding box: row-major, the first run counts pixels that are not of it (it may be 0). */
export interface InstanceMask {
  label: string;
  left: number;
  top: number;
  width: number;
  height: number;
  counts: number[];
}

export interface InstanceMasks<Instance extends InstanceMask = InstanceMask> {
  width: number;
  height: number;
  instances: Instance[];
}

/** `[y, x0, x1, …]`: pixels `x0 … x1-1` of row `y`, top to bottom, left to right. */
export type Spans = number[];

/** Cuts full-frame runs into the spans of each value above 0. */
export function spansByValue(runs: readonly number[], width: number, values: number): Spans[] {
  const spans: Spans[] = Array.from({ length: values + 1 }, () => []);
  let at = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const value = runs[i]!;
    const end = at + runs[i + 1]!;
    if (value > 0)
      for (let begin = at; begin < end; ) {
        const y = Math.floor(begin / width);
        const stop = Math.min(end, (y + 1) * width);
        spans[value]!.push(y, begin - y * width, stop - y * width);
        begin = stop;
      }
    at = end;
  }
  return spans;
}

/** Undefined where there is no pixel. */
export function instanceFromSpans(spans: Spans, label: string): InstanceMask | undefined {
  if (spans.length === 0) return undefined;
  let left = Number.POSITIVE_INFINITY;
  let right = 0;
  for (let i = 0; i < spans.length; i += 3) {
    left = Math.min(left, spans[i + 1]!);
    right = Math.max(right, spans[i + 2]!);
  }
  const top = spans[0]!;
  const width = right - left;
  const height = spans[spans.length - 3]! - top + 1;
  const counts: number[] = [0];
  let at = 0;
  for (let i = 0; i < spans.length; i += 3) {
    const begin = (spans[i]! - top) * width + spans[i + 1]! - left;
    const length = spans[i + 2]! - spans[i + 1]!;
    if (begin === at && at > 0) counts[counts.length - 1]! += length;
    else if (begin === 0) counts.push(length);
    else {
      if (at === 0) counts[0] = begin;
      else counts.push(begin - at);
      counts.push(length);
    }
    at = begin + length;
  }
  if (at < width * height) counts.push(width * height - at);
  return { label, left, top, width, height, counts };
}

export function spansOf({ left, top, width, counts }: InstanceMask): Spans {
  const spans: Spans = [];
  let at = 0;
  for (const [i, length] of counts.entries()) {
    if (i % 2 === 1)
      for (let begin = at; begin < at + length; ) {
        const y = Math.floor(begin / width);
        const stop = Math.min(at + length, (y + 1) * width);
        spans.push(top + y, left + begin - y * width, left + stop - y * width);
        begin = stop;
      }
    at += length;
  }
  return spans;
}

export function areaOf({ counts }: InstanceMask): number {
  let area = 0;
  for (let i = 1; i < counts.length; i += 2) area += counts[i]!;
  return area;
}

/**
 * Paints instances on one frame: value `k` is the `k`-th instance (from 1). Where instances overlap, the later one is seen.
 * @throws RangeError when an instance does not lie within the frame
 */
export function paintInstances({ width, height, instances }: InstanceMasks): number[] {
  const rows: { x0: number; x1: number; value: number }[][] = Array.from({ length: height }, () => []);
  for (const [i, instance] of instances.entries()) {
    const spans = spansOf(instance);
    for (let s = 0; s < spans.length; s += 3) {
      const row = rows[spans[s]!];
      if (!row || spans[s + 1]! < 0 || spans[s + 2]! > width)
        throw new RangeError(`instance ${i} does not lie within ${width} x ${height} pixels`);
      row.push({ x0: spans[s + 1]!, x1: spans[s + 2]!, value: i + 1 });
    }
  }
  const runs: number[] = [];
  const push = (value: number, length: number) => {
    if (length <= 0) return;
    if (runs.length > 0 && runs[runs.length - 2] === value) runs[runs.length - 1]! += length;
    else runs.push(value, length);
  };
  const line = new Uint16Array(width);
  for (const row of rows) {
    if (row.length === 0) {
      push(0, width);
      continue;
    }
    line.fill(0);
    for (const { x0, x1, value } of row) line.fill(value, x0, x1);
    let begin = 0;
    for (let x = 1; x <= width; x++)
      if (x === width || line[x] !== line[begin]) {
        push(line[begin]!, x - begin);
        begin = x;
      }
  }
  return runs;
}
