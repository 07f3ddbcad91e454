/** Value at `x`; writes the gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  x: Float64Array;
  value: number;
  iterations: number;
}

/**
 * Limited-memory BFGS for smooth convex functions: two-loop recursion and initial scaling as in Nocedal and Wright, *Numerical
 * Optimization* (2nd ed.), algorithms 7.4 and 7.5. The step comes from backtracking with quadratic interpolation on the Armijo
 * condition; a pair whose curvature is not positive is dropped, which keeps the approximation positive definite. Ends when the
 * gradient's largest entry is under `tolerance` times that at the start, or when a step gains less than `improvement` of the value.
 */
export function minimize(
  objective: Objective,
  start: Float64Array,
  options: { maxIterations: number; tolerance?: number; improvement?: number; memory?: number },
  progress?: (iteration: number, value: number) => void,
): Minimum {
  const { maxIterations, tolerance = 1e-4, improvement = 1e-7, memory = 5 } = options;
  const n = start.length;
  let x = start.slice();
  let gradient = new Float64Array(n);
  let value = objective(x, gradient);
  if (!Number.isFinite(value)) throw new Error(`the objective is ${value} at the starting point`);
  let nextX = new Float64Array(n);
  let nextGradient = new Float64Array(n);
  const direction = new Float64Array(n);
  const pairs: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  const firstNorm = largest(gradient);
  let iteration = 0;
  while (iteration < maxIterations && largest(gradient) > tolerance * firstNorm) {
    descend(direction, gradient, pairs);
    let slope = dot(direction, gradient);
    if (slope >= 0) {
      pairs.length = 0;
      for (let i = 0; i < n; i++) direction[i] = -gradient[i]!;
      slope = -dot(gradient, gradient);
    }
    let step = pairs.length ? 1 : 1 / Math.max(1e-12, Math.sqrt(-slope));
    let nextValue = Number.NaN;
    let accepted = false;
    for (let trial = 0; trial < 30; trial++) {
      for (let i = 0; i < n; i++) nextX[i] = x[i]! + step * direction[i]!;
      nextValue = objective(nextX, nextGradient);
      accepted = nextValue <= value + 1e-4 * step * slope;
      if (accepted) break;
      const vertex = (-slope * step * step) / (2 * (nextValue - value - slope * step));
      step = Number.isFinite(vertex) ? Math.min(0.5 * step, Math.max(0.1 * step, vertex)) : 0.1 * step;
    }
    // No step goes down any more: the value is as low as its rounding allows.
    if (!accepted) break;
    remember(pairs, memory, x, nextX, gradient, nextGradient);
    [x, nextX] = [nextX, x];
    [gradient, nextGradient] = [nextGradient, gradient];
    const gain = value - nextValue;
    value = nextValue;
    iteration++;
    progress?.(iteration, value);
    if (gain <= improvement * Math.max(1e-12, Math.abs(value))) break;
  }
  return { x, value, iterations: iteration };
}

function descend(
  direction: Float64Array,
  gradient: Float64Array,
  pairs: { s: Float64Array; y: Float64Array; rho: number }[],
): void {
  const n = gradient.length;
  for (let i = 0; i < n; i++) direction[i] = -gradient[i]!;
  const alphas: number[] = [];
  for (let p = pairs.length - 1; p >= 0; p--) {
    const { s, y, rho } = pairs[p]!;
    const alpha = rho * dot(s, direction);
    alphas[p] = alpha;
    for (let i = 0; i < n; i++) direction[i]! -= alpha * y[i]!;
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < n; i++) direction[i]! *= scale;
  }
  for (let p = 0; p < pairs.length; p++) {
    const { s, y, rho } = pairs[p]!;
    const difference = alphas[p]! - rho * dot(y, direction);
    for (let i = 0; i < n; i++) direction[i]! += difference * s[i]!;
  }
}

function remember(
  pairs: { s: Float64Array; y: Float64Array; rho: number }[],
  memory: number,
  x: Float64Array,
  nextX: Float64Array,
  gradient: Float64Array,
  nextGradient: Float64Array,
): void {
  const reused = pairs.length >= memory ? pairs.shift()! : undefined;
  const s = reused?.s ?? new Float64Array(x.length);
  const y = reused?.y ?? new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    s[i] = nextX[i]! - x[i]!;
    y[i] = nextGradient[i]! - gradient[i]!;
  }
  const curvature = dot(s, y);
  if (curvature > 1e-10 * dot(y, y)) pairs.push({ s, y, rho: 1 / curvature });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function largest(a: Float64Array): number {
  let max = 0;
  for (let i = 0; i < a.length; i++) {
    const size = Math.abs(a[i]!);
    if (size > max) max = size;
  }
  return max;
}
