/** How well each worker's masks meet the consolidated ones: the IoU to expect of the worker, 0 … 1. */
import { overlaps } from './compare-masks';
import type { FusedMask } from './mask-method';
import type { MaskStack } from './mask-stack';

/** Per worker the number of images and the sum of IoUs; additive over batches. */
export type Agreement = Map<string, { images: number; iou: number }>;

/** Images' worth of belief that a worker is as the others. */
const SAME = 4;
/** IoU of people where nothing is known. */
const USUAL = 0.8;

/** Images that one worker answered say nothing: the result is that worker's mask. */
export function sumAgreement(stacks: readonly MaskStack[], fused: readonly FusedMask[]): Agreement {
  const agreement: Agreement = new Map();
  for (const [i, { workerIds, runs, classes }] of stacks.entries())
    for (const [w, id] of workerIds.entries()) {
      const sums = agreement.get(id) ?? { images: 0, iou: 0 };
      agreement.set(id, sums);
      if (workerIds.length < 2) continue;
      const { both, either } = overlaps(runs[w]!, fused[i]!.runs, classes.length);
      let sum = 0;
      let present = 0;
      for (let k = 1; k <= classes.length; k++)
        if (either[k]! > 0) {
          sum += both[k]! / either[k]!;
          present++;
        }
      sums.images++;
      sums.iou += present > 0 ? sum / present : 1;
    }
  return agreement;
}

/** Each worker's mean with earlier batches, drawn toward the mean of all as far as little is known. */
export function skillsOf(agreement: Agreement, earlier: readonly unknown[]): Map<string, number> {
  const sums: Agreement = new Map([...agreement].map(([id, own]) => [id, { ...own }]));
  for (const batch of earlier as ({ agreement?: Record<string, unknown> } | null | undefined)[])
    for (const [id, own] of sums) {
      const table = batch?.agreement;
      const entry = typeof table === 'object' && table !== null && Object.hasOwn(table, id) ? table[id] : undefined;
      if (!Array.isArray(entry)) continue;
      const [images, iou] = entry as [unknown, unknown];
      if (typeof images !== 'number' || typeof iou !== 'number' || !(images >= 0 && iou >= 0 && iou <= images))
        continue;
      own.images += images;
      own.iou += iou;
    }
  let images = SAME;
  let iou = SAME * USUAL;
  for (const own of sums.values()) {
    images += own.images;
    iou += own.iou;
  }
  const mean = iou / images;
  return new Map(
    [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, own]) => [id, (own.iou + SAME * mean) / (own.images + SAME)]),
  );
}

/** What a method learnt, and the agreement, as one JSON value. */
export function withAgreement(learnt: unknown, agreement: Agreement): unknown {
  const entries = [...agreement]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { images, iou }]): [string, number[]] => [id, [images, Math.round(iou * 1e6) / 1e6]]);
  return { ...(learnt as object | null), agreement: Object.fromEntries(entries) };
}
