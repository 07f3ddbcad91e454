import { expect } from '@jest/globals';
import type { Objective } from '../../../core/ml/lbfgs';

/** Compares the gradient an objective writes with central differences of its value. */
export function expectGradientMatches(objective: Objective, at: Float64Array): void {
  const gradient = new Float64Array(at.length);
  objective(at, gradient);
  const ignored = new Float64Array(at.length);
  const step = 1e-5;
  for (let i = 0; i < at.length; i++) {
    const up = at.slice();
    const down = at.slice();
    up[i]! += step;
    down[i]! -= step;
    const slope = (objective(up, ignored) - objective(down, ignored)) / (2 * step);
    expect(Math.abs(gradient[i]! - slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
  }
}
