/** log Γ(x) for x > 0: Stirling's series, after the recurrence has carried x to where seven of its terms reach double precision. */
export function logGamma(x: number): number {
  let product = 1;
  let y = x;
  while (y < 10) {
    product *= y;
    y++;
  }
  const r = 1 / (y * y);
  const series =
    (1 / 12 + r * (-1 / 360 + r * (1 / 1260 + r * (-1 / 1680 + r * (1 / 1188 + r * (-691 / 360360 + r / 156)))))) / y;
  return (y - 0.5) * Math.log(y) - y + HALF_LOG_TAU + series - Math.log(product);
}

const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);
