/** What a step costs however even the picture is, in units of L*a*b*. */
const STEP = 0.6;
const SWEEPS = 3;

/** How much the picture changes on the easiest way from the nearest seed, for every cell of a grid; by sweeping forth and back. */
export function geodesicDistance(
  seeds: readonly number[],
  lab: Float32Array,
  width: number,
  height: number,
): Float32Array {
  const distance = new Float32Array(width * height).fill(1e9);
  for (const seed of seeds) distance[seed] = 0;
  const relax = (i: number, other: number, length: number) => {
    const change = Math.hypot(
      lab[3 * i]! - lab[3 * other]!,
      lab[3 * i + 1]! - lab[3 * other + 1]!,
      lab[3 * i + 2]! - lab[3 * other + 2]!,
    );
    const through = distance[other]! + length * STEP + change;
    if (through < distance[i]!) distance[i] = through;
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const i = y * width + x;
        if (x > 0) relax(i, i - 1, 1);
        if (y > 0) relax(i, i - width, 1);
        if (x > 0 && y > 0) relax(i, i - width - 1, Math.SQRT2);
        if (x < width - 1 && y > 0) relax(i, i - width + 1, Math.SQRT2);
      }
    for (let y = height - 1; y >= 0; y--)
      for (let x = width - 1; x >= 0; x--) {
        const i = y * width + x;
        if (x < width - 1) relax(i, i + 1, 1);
        if (y < height - 1) relax(i, i + width, 1);
        if (x < width - 1 && y < height - 1) relax(i, i + width + 1, Math.SQRT2);
        if (x > 0 && y < height - 1) relax(i, i + width - 1, Math.SQRT2);
      }
  }
  return distance;
}
