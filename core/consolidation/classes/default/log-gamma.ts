/** log Γ(x) for x > 0: Stirling's series, after the recurrence has carried x to where the series is exact to twelve digits. */
export function logGamma(x: number): number {
  let product = 1;
  let y = x;
  while (y < 8) {
    product *= y;
    y++;
  }
  const square = 1 / (y * y);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / y;
  return (y - 0.5) * Math.log(y) - y + HALF_LOG_TAU + series - Math.log(product);
}

const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);
