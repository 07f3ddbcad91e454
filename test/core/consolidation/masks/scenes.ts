/** Generated masks: discs of known place and size, drawn by workers with habits. */
import { RunBuilder, type SemanticMask } from '../../../../core/formats/mask/semantic-mask';
import { randomGenerator } from '../../../../core/random/generator';

export interface Disc {
  x: number;
  y: number;
  radius: number;
  label: string;
}

export function drawDiscs(width: number, height: number, discs: readonly Disc[], wobble = 0, seed = ''): SemanticMask {
  const random = randomGenerator(`wobble ${seed}`);
  const waves = discs.map(() =>
    Array.from({ length: 5 }, (_, k) => ({ k: k + 2, size: random.normal(), phase: random.next() * 7 })),
  );
  const classes = [...new Set(discs.map(({ label }) => label))].sort();
  const builder = new RunBuilder();
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let value = 0;
      for (const [i, disc] of discs.entries()) {
        const away = Math.hypot(x - disc.x, y - disc.y) - disc.radius;
        if (away > 5 * wobble) continue;
        const angle = Math.atan2(y - disc.y, x - disc.x);
        const bend = waves[i]!.reduce((sum, { k, size, phase }) => sum + size * Math.sin(k * angle + phase), 0);
        if (away <= (wobble * bend) / 1.6) value = classes.indexOf(disc.label) + 1;
      }
      builder.push(value, 1);
    }
  return { width, height, classes, runs: builder.runs };
}

export interface Habit {
  bias?: number;
  wobble?: number;
}

/** Everybody's mask of the same discs. */
export const drawnBy = (
  width: number,
  height: number,
  discs: readonly Disc[],
  habits: readonly Habit[],
  seed: string,
) =>
  habits.map(({ bias = 0, wobble = 0 }, w) => ({
    workerId: `worker-${w}`,
    answer: drawDiscs(
      width,
      height,
      discs.map((disc) => ({ ...disc, radius: disc.radius + bias })),
      wobble,
      `${seed} ${w}`,
    ),
  }));
