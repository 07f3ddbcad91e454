/**
 * The cheapest one-to-one assignment of rows to columns.
 *
 * Shortest augmenting paths with potentials: R. Jonker, A. Volgenant, "A Shortest Augmenting Path Algorithm for Dense and Sparse Linear
 * Assignment Problems", Computing 38, 1987, in the rectangular form of D. F. Crouse, "On Implementing 2D Rectangular Assignment
 * Algorithms", IEEE TAES 52(4), 2016. O(n² m) in the worst case; 500 × 500 takes some milliseconds.
 *
 * @param cost one array per row, all of the same length; finite, or Infinity where row and column must not meet
 * @returns the column of each row, -1 for a row that stays alone. As many rows as possible are assigned, at the least total cost; among
 *   equal totals the result depends on the order of rows and columns alone.
 */
export function assign(cost: readonly ArrayLike<number>[]): Int32Array {
  const rows = cost.length;
  const columns = rows === 0 ? 0 : cost[0]!.length;
  const result = new Int32Array(rows).fill(-1);
  if (columns === 0) return result;
  // Each row gets a column of its own that means "alone", dear enough to be the last resort: so any problem has a solution.
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const row of cost)
    for (let j = 0; j < columns; j++) {
      const value = row[j]!;
      if (Number.isNaN(value) || value === Number.NEGATIVE_INFINITY) throw new RangeError(`assign: the cost ${value}`);
      if (value === Number.POSITIVE_INFINITY) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (low > high) return result;
  const alone = high + (high - low + 1) * (rows + 1);

  const width = columns + rows;
  const rowOf = new Int32Array(width).fill(-1);
  const u = new Float64Array(rows);
  const v = new Float64Array(width);
  const distance = new Float64Array(width);
  const previous = new Int32Array(width);
  const done = new Uint8Array(width);
  for (let start = 0; start < rows; start++) {
    distance.fill(Number.POSITIVE_INFINITY);
    done.fill(0);
    const visited: number[] = [];
    let row = start;
    let reached = 0;
    let sink = -1;
    while (sink < 0) {
      let next = -1;
      const line = cost[row]!;
      for (let j = 0; j < width; j++) {
        if (done[j]) continue;
        const price = j < columns ? line[j]! : j === columns + row ? alone : Number.POSITIVE_INFINITY;
        const through = reached + price - u[row]! - v[j]!;
        if (through < distance[j]!) {
          distance[j] = through;
          previous[j] = row;
        }
        if (next < 0 || distance[j]! < distance[next]!) next = j;
      }
      reached = distance[next]!;
      done[next] = 1;
      visited.push(next);
      if (rowOf[next]! < 0) sink = next;
      else row = rowOf[next]!;
    }
    u[start]! += reached;
    for (const j of visited) {
      if (j === sink) continue;
      u[rowOf[j]!]! += reached - distance[j]!;
      v[j]! -= reached - distance[j]!;
    }
    for (let j = sink; ; ) {
      const owner = previous[j]!;
      rowOf[j] = owner;
      const before = result[owner]!;
      result[owner] = j;
      if (owner === start) break;
      j = before;
    }
  }
  for (let i = 0; i < rows; i++) if (result[i]! >= columns) result[i] = -1;
  return result;
}
