/** What a batch of masks taught about its workers, as JSON that later batches read and add up. */
import { addHabits, emptyHabits, type HabitSums } from './displacement-model';

export interface MaskSums {
  habits: HabitSums;
  omitted: number;
  invented: number;
  images: number;
}

/** Per worker: images, omitted, invented, then the habits' images, bias, biasSquares, precision, precisionSquares. */
interface LearntMasks {
  kind: 'masks';
  workers: Record<string, number[]>;
}

export const emptySums = (): MaskSums => ({ habits: emptyHabits(), omitted: 0, invented: 0, images: 0 });

export const addMaskSums = (a: MaskSums, b: MaskSums): MaskSums => ({
  habits: addHabits(a.habits, b.habits),
  omitted: a.omitted + b.omitted,
  invented: a.invented + b.invented,
  images: a.images + b.images,
});

export function learntOf(sums: readonly MaskSums[], workerIds: readonly string[]): LearntMasks {
  const entries = workerIds.map((id, w): [string, number[]] => {
    const { habits, omitted, invented, images } = sums[w]!;
    const { bias, biasSquares, precision, precisionSquares } = habits;
    const values = [images, omitted, invented, habits.images, bias, biasSquares, precision, precisionSquares];
    return [id, values.map((value) => Math.round(value * 1e6) / 1e6)];
  });
  return { kind: 'masks', workers: Object.fromEntries(entries) };
}

/** The sum of what earlier batches taught about these workers; what cannot be read is left out. */
export function recallMasks(earlier: readonly unknown[], workerIds: readonly string[]): MaskSums[] {
  const sums = workerIds.map(emptySums);
  for (const batch of earlier as (Partial<LearntMasks> | null | undefined)[]) {
    if (batch?.kind !== 'masks' || typeof batch.workers !== 'object' || batch.workers === null) continue;
    for (const [w, id] of workerIds.entries()) {
      const values: unknown = Object.hasOwn(batch.workers, id) ? batch.workers[id] : undefined;
      if (!Array.isArray(values) || values.length !== 8 || !values.every(Number.isFinite)) continue;
      const [images, omitted, invented, count, bias, biasSquares, precision, precisionSquares] = values as number[];
      if (images! < 0 || count! < 0 || omitted! < 0 || invented! < 0) continue;
      const habits = {
        images: count!,
        bias: bias!,
        biasSquares: biasSquares!,
        precision: precision!,
        precisionSquares: precisionSquares!,
      };
      sums[w] = addMaskSums(sums[w]!, { habits, omitted: omitted!, invented: invented!, images: images! });
    }
  }
  return sums;
}
