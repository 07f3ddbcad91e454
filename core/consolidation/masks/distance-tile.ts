/**
 * Signed distances to workers' contours in one tile of an image: positive inside, in pixels, exact up to `REACH` and cut off there.
 *
 * The two passes of exact distance transforms (A. Rosenfeld, J. Pfaltz 1968; P. Felzenszwalb, D. Huttenlocher, "Distance transforms of sampled
 * functions", Theory of Computing 8, 2012): vertical distances for the whole tile, then along the row, but only for the pixels asked for,
 * which are few, and only as far as the nearest contour.
 */
import type { RunRows } from './run-rows';

/** A contour farther away than this says only "far". Bounds the halo a tile needs. */
export const REACH = 64;
export const TILE = 256;

export class DistanceTile {
  private x0 = 0;
  private y0 = 0;
  private columns = 0;
  private rows = 0;
  private readonly labels: Uint16Array[];
  /** By class. */
  private vertical: (Uint8Array[] | undefined)[] = [];
  /** By class and worker: all of the tile is inside (1), or outside (-1), or it has a contour (0). */
  private uniform: Int8Array[] = [];
  private spare: Uint8Array[] = [];
  private readonly area: number;

  constructor(
    private readonly workers: readonly RunRows[],
    private readonly width: number,
    private readonly height: number,
  ) {
    this.area = Math.min(TILE + 2 * REACH, width) * Math.min(TILE + 2 * REACH, height);
    this.labels = workers.map(() => new Uint16Array(this.area));
  }

  /** Decodes the tile whose corner is at (`left`, `top`), with its halo. */
  moveTo(left: number, top: number): void {
    this.x0 = Math.max(0, left - REACH);
    this.y0 = Math.max(0, top - REACH);
    this.columns = Math.min(this.width, left + TILE + REACH) - this.x0;
    this.rows = Math.min(this.height, top + TILE + REACH) - this.y0;
    for (const [w, runs] of this.workers.entries())
      for (let y = 0; y < this.rows; y++)
        runs.read(this.y0 + y, this.x0, this.x0 + this.columns, this.labels[w]!, y * this.columns);
    for (const planes of this.vertical) if (planes) this.spare.push(...planes);
    this.vertical = [];
  }

  labelAt(worker: number, x: number, y: number): number {
    return this.labels[worker]![(y - this.y0) * this.columns + x - this.x0]!;
  }

  /** The signed distance of pixel (x, y) from the contour that each worker gave the class. */
  distances(label: number, x: number, y: number, out: Float64Array): void {
    for (let w = 0; w < this.labels.length; w++) out[w] = this.distanceOf(w, label, x, y);
  }

  /** That of one worker. What is farther than `limit` counts as out of reach: the nearer the limit, the less to search. */
  distanceOf(worker: number, label: number, x: number, y: number, limit = REACH): number {
    const planes = this.vertical[label] ?? this.scan(label);
    const side = this.uniform[label]![worker]!;
    if (side !== 0) return side * REACH;
    const row = (y - this.y0) * this.columns;
    return this.distance(label, row, x - this.x0, this.labels[worker]!, planes[worker]!, limit);
  }

  private distance(
    label: number,
    row: number,
    column: number,
    labels: Uint16Array,
    plane: Uint8Array,
    limit: number,
  ): number {
    const inside = labels[row + column] === label;
    let square = plane[row + column]! ** 2;
    const most = Math.min(square, limit * limit);
    for (let dx = 1; dx * dx < square && dx * dx < most; dx++) {
      const near = dx * dx;
      if (column >= dx) {
        const at = row + column - dx;
        let found = near;
        if ((labels[at] === label) === inside) found += plane[at]! * plane[at]!;
        if (found < square) square = found;
      }
      if (column + dx < this.columns) {
        const at = row + column + dx;
        let found = near;
        if ((labels[at] === label) === inside) found += plane[at]! * plane[at]!;
        if (found < square) square = found;
      }
    }
    const best = Math.sqrt(square);
    if (best >= limit) return inside ? REACH : -REACH;
    // Pixels beside the contour are half a pixel away from it.
    return inside ? best - 0.5 : 0.5 - best;
  }

  /** Vertical distance of every pixel to the nearest one on the other side of the class's contour. */
  private scan(label: number): Uint8Array[] {
    const { columns, rows } = this;
    const uniform = new Int8Array(this.labels.length);
    const planes = this.labels.map((labels, w) => {
      const plane = this.spare.pop() ?? new Uint8Array(this.area);
      plane.fill(REACH, 0, columns);
      const first = labels[0] === label;
      let mixed = false;
      for (let at = 0; at < columns && !mixed; at++) mixed = (labels[at] === label) !== first;
      for (let at = columns; at < columns * rows; at++)
        if ((labels[at] === label) === (labels[at - columns] === label)) {
          const above = plane[at - columns]!;
          plane[at] = above < REACH ? above + 1 : REACH;
        } else {
          plane[at] = 1;
          mixed = true;
        }
      if (!mixed) uniform[w] = first ? 1 : -1;
      else
        for (let at = columns * (rows - 1) - 1; at >= 0; at--) {
          const same = (labels[at] === label) === (labels[at + columns] === label);
          const below = same ? plane[at + columns]! + 1 : 1;
          if (below < plane[at]!) plane[at] = below;
        }
      return plane;
    });
    this.vertical[label] = planes;
    this.uniform[label] = uniform;
    return planes;
  }
}
