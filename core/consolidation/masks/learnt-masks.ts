/** What a batch of masks taught about its workers, as JSON that later batches read and add up. */
import { addHabits, emptyHabits, type HabitSums } from './displacement-model';

/** Per worker: images, bias, biasSquares, precision, precisionSquares. */
interface LearntMasks {
  kind: 'masks';
  workers: Record<string, number[]>;
}

export function learntOf(habits: readonly HabitSums[], workerIds: readonly string[]): LearntMasks {
  const entries = workerIds.map((id, w): [string, number[]] => {
    const { images, bias, biasSquares, precision, precisionSquares } = habits[w]!;
    const values = [images, bias, biasSquares, precision, precisionSquares];
    return [id, values.map((value) => Math.round(value * 1e6) / 1e6)];
  });
  return { kind: 'masks', workers: Object.fromEntries(entries) };
}

/** The sum of what earlier batches taught about these workers; what cannot be read is left out. */
export function recallMasks(earlier: readonly unknown[], workerIds: readonly string[]): HabitSums[] {
  const sums = workerIds.map(emptyHabits);
  for (const batch of earlier as (Partial<LearntMasks> | null | undefined)[]) {
    if (batch?.kind !== 'masks' || typeof batch.workers !== 'object' || batch.workers === null) continue;
    for (const [w, id] of workerIds.entries()) {
      const values: unknown = Object.hasOwn(batch.workers, id) ? batch.workers[id] : undefined;
      if (!Array.isArray(values) || values.length !== 5 || !values.every(Number.isFinite)) continue;
      const [images, bias, biasSquares, precision, precisionSquares] = values as [
        number,
        number,
        number,
        number,
        number,
      ];
      if (images >= 0) sums[w] = addHabits(sums[w]!, { images, bias, biasSquares, precision, precisionSquares });
    }
  }
  return sums;
}
