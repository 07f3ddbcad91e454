/**
 * Whether seeing what a model thinks draws workers to it (anchoring). Objects it was shown on are not those it was hidden on, which validate it and are ones it is
 * surer of, so each group's agreement is held against the model's own confidence: what draws workers shows as more agreement than that, beyond the other group's.
 */

/** Of one object: how sure the model was, and how near its answers are to what the model thought (mean of 1 - distance). */
export interface ModelComparison {
  confidence: number;
  similarity: number;
  /** Whether the workers were shown it. */
  shown: boolean;
}

export interface ModelReport {
  shown: ModelGroup;
  hidden: ModelGroup;
  /** How much nearer to the model answers are where it was shown, beyond what its confidence lets expect, with a 95 % interval. Null where a group has too few objects. */
  anchoring: { value: number; low: number; high: number } | null;
}

export interface ModelGroup {
  objects: number;
  /** Means over objects; null where there are none. */
  similarity: number | null;
  confidence: number | null;
}

const FEWEST = 10;
const TWO_SIDED_95 = 1.96;

/** Adds up objects, so that no list of them is needed. */
export class ModelComparisons {
  private readonly shown = new Sums();
  private readonly hidden = new Sums();

  add(comparison: ModelComparison): void {
    (comparison.shown ? this.shown : this.hidden).add(comparison);
  }

  /** Undefined where no model thought anything. */
  report(): ModelReport | undefined {
    const { shown, hidden } = this;
    if (shown.objects + hidden.objects === 0) return undefined;
    return { shown: shown.group(), hidden: hidden.group(), anchoring: anchoring(shown, hidden) };
  }
}

class Sums {
  objects = 0;
  private similarity = 0;
  private confidence = 0;
  private excessSquared = 0;

  add({ similarity, confidence }: ModelComparison): void {
    this.objects++;
    this.similarity += similarity;
    this.confidence += confidence;
    this.excessSquared += (similarity - confidence) ** 2;
  }

  group(): ModelGroup {
    const mean = (sum: number) => (this.objects > 0 ? sum / this.objects : null);
    return { objects: this.objects, similarity: mean(this.similarity), confidence: mean(this.confidence) };
  }

  /** Mean of similarity less confidence. */
  get excess(): number {
    return (this.similarity - this.confidence) / this.objects;
  }

  /** Variance of that mean. */
  get variance(): number {
    return Math.max(0, this.excessSquared / this.objects - this.excess ** 2) / (this.objects - 1);
  }
}

function anchoring(shown: Sums, hidden: Sums): ModelReport['anchoring'] {
  if (shown.objects < FEWEST || hidden.objects < FEWEST) return null;
  const value = shown.excess - hidden.excess;
  const margin = TWO_SIDED_95 * Math.sqrt(shown.variance + hidden.variance);
  return { value, low: value - margin, high: value + margin };
}
