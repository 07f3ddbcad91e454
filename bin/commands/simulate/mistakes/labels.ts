import type { RandomGenerator } from '../../../../core/random/generator';

/** Any other label, all equally likely; the same where there is no other. */
export function otherLabel(label: string, labels: readonly string[], draw: RandomGenerator): string {
  if (labels.length < 2) return label;
  const other = labels[draw.integer(labels.length - 1)]!;
  return other === label ? labels.at(-1)! : other;
}
