/**
 * Pixels on which the workers say the same are alike to a method that looks at pixels one by one, and few workers make few such patterns. So a mask is
 * cut into segments of one pattern straight from the runs: the cost is that of the runs, not of the pixels.
 */
export interface VotePatterns {
  /** Per pattern, each worker's class. */
  labels: Uint16Array[];
  /** Pixels with the pattern. */
  pixels: number[];
  /** `[pattern, length, …]`, row-major. */
  segments: number[];
}

export function votePatterns(runs: readonly (readonly number[])[], classes: number): VotePatterns {
  const workers = runs.length;
  const index = new Map<number | string, number>();
  const labels: Uint16Array[] = [];
  const pixels: number[] = [];
  const segments: number[] = [];
  const position = new Int32Array(workers);
  const left = Float64Array.from(runs, (run) => run[1] ?? 0);
  const current = Uint16Array.from(runs, (run) => run[0] ?? 0);
  const small = (classes + 1) ** workers <= Number.MAX_SAFE_INTEGER;
  const total = (runs[0] ?? []).reduce((sum, length, i) => (i % 2 ? sum + length : sum), 0);
  for (let at = 0; at < total; ) {
    let length = left[0]!;
    for (let w = 1; w < workers; w++) if (left[w]! < length) length = left[w]!;
    let key: number | string = 0;
    if (small) for (let w = 0; w < workers; w++) key = (key as number) * (classes + 1) + current[w]!;
    else key = current.join();
    let pattern = index.get(key);
    if (pattern === undefined) {
      pattern = labels.length;
      index.set(key, pattern);
      labels.push(current.slice());
      pixels.push(0);
    }
    pixels[pattern]! += length;
    if (segments.length > 0 && segments[segments.length - 2] === pattern) segments[segments.length - 1]! += length;
    else segments.push(pattern, length);
    at += length;
    for (let w = 0; w < workers; w++) {
      left[w]! -= length;
      if (left[w] === 0 && at < total) {
        position[w]! += 2;
        current[w] = runs[w]![position[w]!]!;
        left[w] = runs[w]![position[w]! + 1]!;
      }
    }
  }
  return { labels, pixels, segments };
}
