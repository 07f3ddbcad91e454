/** How likely colours are, as a mixture of Gaussians in L*a*b*. */
export interface ColourModel {
  /** Natural logarithm of the density. */
  logDensity(lab: Float32Array, at: number): number;
}

const PARTS = 5;
const ROUNDS = 4;
/** Noise of a camera, in units of L*a*b*, squared: no part is narrower. */
const LEAST_VARIANCE = 6;
/** More pixels than these describe colours no better. */
const MOST_SAMPLES = 4000;

/** @param members indices of pixels, in any order; undefined when there are none */
export function colourModel(lab: Float32Array, members: readonly number[]): ColourModel | undefined {
  if (members.length === 0) return undefined;
  const step = Math.max(1, Math.floor(members.length / MOST_SAMPLES));
  const samples = members.filter((_, i) => i % step === 0);
  const parts = clusters(lab, samples).map((cluster) => gaussian(lab, cluster, cluster.length / samples.length));
  return {
    logDensity(colours, at) {
      let most = Number.NEGATIVE_INFINITY;
      for (const part of parts) {
        const [x, y, z] = [
          colours[at]! - part.mean[0],
          colours[at + 1]! - part.mean[1],
          colours[at + 2]! - part.mean[2],
        ];
        const { inverse: m } = part;
        const square = x * (m[0]! * x + 2 * (m[1]! * y + m[2]! * z)) + y * (m[3]! * y + 2 * m[4]! * z) + z * m[5]! * z;
        most = Math.max(most, part.scale - 0.5 * square);
      }
      return most;
    },
  };
}

interface Gaussian {
  mean: [number, number, number];
  /** Upper triangle of the inverse covariance. */
  inverse: number[];
  scale: number;
}

function gaussian(lab: Float32Array, members: readonly number[], weight: number): Gaussian {
  const n = members.length;
  const mean: [number, number, number] = [0, 0, 0];
  for (const i of members) for (let c = 0; c < 3; c++) mean[c]! += lab[3 * i + c]! / n;
  let [xx, xy, xz, yy, yz, zz] = [LEAST_VARIANCE, 0, 0, LEAST_VARIANCE, 0, LEAST_VARIANCE];
  for (const i of members) {
    const [x, y, z] = [lab[3 * i]! - mean[0], lab[3 * i + 1]! - mean[1], lab[3 * i + 2]! - mean[2]];
    xx += (x * x) / n;
    xy += (x * y) / n;
    xz += (x * z) / n;
    yy += (y * y) / n;
    yz += (y * z) / n;
    zz += (z * z) / n;
  }
  const determinant = xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz);
  const inverse = [
    yy * zz - yz * yz,
    xz * yz - xy * zz,
    xy * yz - xz * yy,
    xx * zz - xz * xz,
    xy * xz - xx * yz,
    xx * yy - xy * xy,
  ].map((cofactor) => cofactor / determinant);
  return { mean, inverse, scale: Math.log(weight) - 0.5 * Math.log(determinant) };
}

/** k-means from centres that lie far from one another; the same pixels always give the same clusters. */
function clusters(lab: Float32Array, samples: readonly number[]): number[][] {
  const distance = (i: number, centre: readonly number[]) =>
    (lab[3 * i]! - centre[0]!) ** 2 + (lab[3 * i + 1]! - centre[1]!) ** 2 + (lab[3 * i + 2]! - centre[2]!) ** 2;
  const colour = (i: number) => [lab[3 * i]!, lab[3 * i + 1]!, lab[3 * i + 2]!];
  const centres = [meanOf(lab, samples)];
  const gaps = Float64Array.from(samples, (i) => distance(i, centres[0]!));
  while (centres.length < PARTS) {
    let farthest = 0;
    for (let s = 1; s < samples.length; s++) if (gaps[s]! > gaps[farthest]!) farthest = s;
    if (gaps[farthest]! < LEAST_VARIANCE) break;
    const centre = colour(samples[farthest]!);
    centres.push(centre);
    for (const [s, i] of samples.entries()) gaps[s] = Math.min(gaps[s]!, distance(i, centre));
  }
  let groups: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    groups = centres.map(() => []);
    for (const i of samples) {
      let best = 0;
      for (let c = 1; c < centres.length; c++) if (distance(i, centres[c]!) < distance(i, centres[best]!)) best = c;
      groups[best]!.push(i);
    }
    for (const [c, group] of groups.entries()) if (group.length > 0) centres[c] = meanOf(lab, group);
  }
  return groups.filter((group) => group.length > 0);
}

function meanOf(lab: Float32Array, members: readonly number[]): number[] {
  const mean = [0, 0, 0];
  for (const i of members) for (let c = 0; c < 3; c++) mean[c]! += lab[3 * i + c]! / members.length;
  return mean;
}
