import type { LoopPrediction } from '../../../core/active-learning/loop';
import type { RoundReport } from '../../../core/job/report';

/** How sure a model was of the objects it scored, and how right: what the page draws. */
export interface ModelTrace {
  /** The round it was judged in; of a model nobody judged, the round it scored in. */
  round: number;
  objects: number;
  /** Lowest confidence at which machine labels were taken, and the share of the scored objects at or above it. */
  threshold: number | null;
  taken: number;
  /** Quality and mean confidence of the surest objects, by their share of all. */
  curve: { share: number; quality: number; confidence: number }[];
  /** Groups of about as many objects each, by rising confidence. */
  bins: { objects: number; confidence: number; quality: number }[];
}

const POINTS = 100;
const BINS = 12;

/** Follows a loop and keeps what its newest model said. */
export class Tracer {
  #predictions: (LoopPrediction<unknown> | undefined)[] = [];
  #ids: readonly number[] = [];
  #judged: ModelTrace | undefined;
  #round = 0;

  constructor(private readonly qualityOf: (id: number, target: unknown) => number) {}

  scored(ids: readonly number[], predictions: (LoopPrediction<unknown> | undefined)[], round: number): void {
    this.#ids = ids;
    this.#predictions = predictions;
    this.#round = round;
  }

  /** A round is over. The model a validation judged is the one that had scored before it. */
  over({ round, threshold }: RoundReport): void {
    if (threshold !== undefined) this.#judged = this.#trace(round, threshold);
  }

  /** The last model judged; without one, the last that scored. */
  last(): ModelTrace | undefined {
    return this.#judged ?? (this.#ids.length > 0 ? this.#trace(this.#round, null) : undefined);
  }

  #trace(round: number, threshold: number | null): ModelTrace {
    const found = this.#ids
      .flatMap((id, i) => {
        const prediction = this.#predictions[i];
        if (!prediction || !(prediction.confidence >= 0 && prediction.confidence <= 1)) return [];
        return [{ confidence: prediction.confidence, quality: this.qualityOf(id, prediction.target) }];
      })
      .sort((a, b) => b.confidence - a.confidence);
    const taken = threshold === null ? 0 : found.filter(({ confidence }) => confidence >= threshold).length;
    const total = found.length;
    return {
      round,
      objects: total,
      threshold,
      taken: total > 0 ? taken / total : 0,
      curve: curveOf(found),
      bins: binsOf(found.toReversed()),
    };
  }
}

interface Point {
  confidence: number;
  quality: number;
}

function curveOf(surestFirst: readonly Point[]): ModelTrace['curve'] {
  const total = surestFirst.length;
  const curve: ModelTrace['curve'] = [];
  let quality = 0;
  let confidence = 0;
  surestFirst.forEach((point, i) => {
    quality += point.quality;
    confidence += point.confidence;
    const end = i + 1;
    if (Math.floor((end * POINTS) / total) > Math.floor((i * POINTS) / total))
      curve.push({ share: end / total, quality: quality / end, confidence: confidence / end });
  });
  return curve;
}

function binsOf(points: readonly Point[]): ModelTrace['bins'] {
  return Array.from({ length: BINS }, (_, b) =>
    points.slice(Math.round((b * points.length) / BINS), Math.round(((b + 1) * points.length) / BINS)),
  )
    .filter((bin) => bin.length > 0)
    .map((bin) => ({
      objects: bin.length,
      confidence: bin.reduce((sum, { confidence }) => sum + confidence, 0) / bin.length,
      quality: bin.reduce((sum, { quality }) => sum + quality, 0) / bin.length,
    }));
}
