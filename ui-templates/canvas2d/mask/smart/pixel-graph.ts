import { minimumCut, SLOTS, STEPS } from './max-flow';

/** No colour outweighs it. */
export const CERTAIN = 1e6;

export interface CutRequest {
  width: number;
  height: number;
  /** Pixels to decide about, as indices into the grid. */
  nodes: Int32Array;
  /** L*a*b* of each node. */
  lab: Float32Array;
  /** Above 0: the node looks like foreground. `CERTAIN` decides. */
  leaning: Float32Array;
  /** What a cut through an even area costs, beside a leaning of 1. */
  smoothness: number;
}

/** Parts nodes into foreground (1) and background (0) along edges of the picture. */
export function cutPixels({ width, height, nodes, lab, leaning, smoothness }: CutRequest): Uint8Array {
  // One more than the node's number; 0 where there is none.
  const nodeAt = new Int32Array(width * height);
  for (let i = 0; i < nodes.length; i++) nodeAt[nodes[i]!] = i + 1;
  const neighbours = new Int32Array(nodes.length * SLOTS).fill(-1);
  const edges = new Float32Array(nodes.length * SLOTS);
  let [sum, count] = [0, 0];
  for (let i = 0; i < nodes.length; i++) {
    const x = nodes[i]! % width;
    const y = (nodes[i]! - x) / width;
    for (let k = 0; k < SLOTS; k++) {
      const [dx, dy] = STEPS[k]!;
      if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
      const other = nodeAt[nodes[i]! + dy * width + dx]! - 1;
      if (other < 0) continue;
      neighbours[i * SLOTS + k] = other;
      if (k % 2 === 1) continue;
      const gap =
        (lab[3 * i]! - lab[3 * other]!) ** 2 +
        (lab[3 * i + 1]! - lab[3 * other + 1]!) ** 2 +
        (lab[3 * i + 2]! - lab[3 * other + 2]!) ** 2;
      edges[i * SLOTS + k] = gap;
      sum += gap;
      count++;
    }
  }
  const sharpness = sum > 0 ? count / (2 * sum) : 0;
  for (let i = 0; i < nodes.length; i++)
    for (let k = 0; k < SLOTS; k += 2) {
      const other = neighbours[i * SLOTS + k]!;
      if (other < 0) continue;
      const cost = smoothness * Math.exp(-sharpness * edges[i * SLOTS + k]!) * (k < 4 ? 1 : Math.SQRT1_2);
      edges[i * SLOTS + k] = cost;
      edges[other * SLOTS + k + 1] = cost;
    }
  return minimumCut(neighbours, edges, leaning.slice());
}
