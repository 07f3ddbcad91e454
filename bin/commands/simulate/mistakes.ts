import type { RandomGenerator } from '../../../core/random/generator';
import type { Pool } from './pool';

/** What a worker of that accuracy says of an object: the truth, or something like it. */
export type Mistake = (id: number, accuracy: number, draw: RandomGenerator) => unknown;

export function mistakesOf(pool: Pool): Mistake {
  const { kind, labels, answers } = pool;
  switch (kind.slug) {
    case 'text-classification':
    case 'image-classification':
      return (id, accuracy, draw) => {
        const truth = answers[id] as string;
        return draw.next() < accuracy ? truth : otherLabel(truth, labels, draw);
      };
    default:
      throw new Error(`no simulated workers for ${kind.slug}`);
  }
}

/** Any other label, all equally likely; the same where there is no other. */
export function otherLabel(label: string, labels: readonly string[], draw: RandomGenerator): string {
  if (labels.length < 2) return label;
  const other = labels[draw.integer(labels.length - 1)]!;
  return other === label ? labels.at(-1)! : other;
}
