import { canonicalMask, RunBuilder, type SemanticMask } from '../../../../core/formats/mask/semantic-mask';
import type { RandomGenerator } from '../../../../core/random/generator';

/** What was marked, drawn aside by as much as costs the quality: two equal shapes of extent `e`, apart by `d`, have an IoU of about (e - d) / (e + d). */
export function mistakenMask(truth: SemanticMask, accuracy: number, draw: RandomGenerator): SemanticMask {
  const { width, height, runs } = truth;
  // Along each of the rows, and down each of the columns, the marked stretches have this extent on average.
  let marked = 0;
  let stretches = 0;
  for (let i = 0; i < runs.length; i += 2)
    if (runs[i]! > 0) {
      marked += runs[i + 1]!;
      stretches++;
    }
  if (marked === 0) return truth;
  const distance = ((marked / stretches) * (1 - accuracy)) / (1 + accuracy);
  const angle = 2 * Math.PI * draw.next();
  // Distances differ from answer to answer; their mean is the one reckoned.
  const drawn = distance * 2 * draw.next();
  return shifted(truth, Math.round(drawn * Math.cos(angle)), Math.round(drawn * Math.sin(angle)), width, height);
}

function shifted(mask: SemanticMask, right: number, down: number, width: number, height: number): SemanticMask {
  const rows = rowsOf(mask);
  const builder = new RunBuilder();
  for (let y = 0; y < height; y++) {
    const row = rows[y - down];
    if (!row) {
      builder.push(0, width);
      continue;
    }
    if (right > 0) builder.push(0, Math.min(width, right));
    let x = right;
    for (const [value, length] of row) {
      const from = Math.min(width, Math.max(0, x));
      const to = Math.min(width, Math.max(0, x + length));
      builder.push(value, to - from);
      x += length;
    }
    if (right < 0) builder.push(0, Math.min(width, -right));
  }
  return canonicalMask({ ...mask, runs: builder.runs }, mask.classes);
}

/** Runs row by row. */
function rowsOf({ width, runs }: SemanticMask): [value: number, length: number][][] {
  const rows: [number, number][][] = [];
  let row: [number, number][] = [];
  let room = width;
  for (let i = 0; i < runs.length; i += 2) {
    let left = runs[i + 1]!;
    while (left > 0) {
      const length = Math.min(left, room);
      row.push([runs[i]!, length]);
      left -= length;
      room -= length;
      if (room === 0) {
        rows.push(row);
        row = [];
        room = width;
      }
    }
  }
  return rows;
}
