/**
 * What an example of each class counts: n_c to the power -`strength`, scaled so that the examples average 1. Strength 0 leaves the
 * data as they are; 1 makes every class count the same, which on sets with 1 % of a class lets a handful of examples drown the rest.
 * Half of it lets rare classes shape the features; the calibration's offsets then bring the class shares back.
 */
export function classWeights(targets: Int32Array, classes: number, strength: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const target of targets) counts[target]! += 1;
  const weights = counts.map((count) => (count ? count ** -strength : 0));
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += weights[c]! * counts[c]!;
  return weights.map((weight) => (weight * targets.length) / sum);
}
