import { clamp, type Point, type Rect, type Size } from '../../geometry';
import { type ColourModel, colourModel } from './colour-model';
import { isExtreme, type Outline, outlineOf } from './extreme-outline';
import { geodesicDistance } from './geodesic';
import { bandOf, cleaned, eachRow, type GridMask, largestCell, resized } from './grid-mask';
import { labOf, type Pixels } from './lab';
import { CERTAIN, cutPixels } from './pixel-graph';

/** What the worker has shown of one object. */
export interface Hints {
  /** Its outermost points, none or four. */
  readonly extremes: readonly Point[];
  /** Points on it. */
  readonly include: readonly Point[];
  /** Points beside it. */
  readonly exclude: readonly Point[];
  /** How far from a point on it, in picture pixels, it may extend where there are no outermost points. */
  readonly reach: number;
  /** Above 0: rather more; below: rather less. */
  readonly bias: number;
}

/** Reads a part of the picture, its longer side reduced to `most` pixels; undefined where pixels cannot be read. */
export type Sample = (
  part: { left: number; top: number; width: number; height: number },
  most: number,
) => Pixels | undefined;

/** Cells on the longer side at first: enough for colours and the rough shape, few enough to answer at once. */
const FIRST = 160;
/** Finer than this nobody sees; the mask is enlarged from it. */
const FINEST = 1536;
const ROUNDS = 3;
const SMOOTHNESS = 4;
/** A colour that is very likely one side's must not outweigh everything around it. */
const MOST_LEANING = 5;
/** Cells beside the rough edge within which the fine one is looked for. */
const BAND = 3;
const HOLE = 0.03;
const LEAST_KEPT = 0.15;

/** Rows `[y, left, right, …]` of the object, in picture pixels; undefined where nothing can be found. */
export function findObject(hints: Hints, picture: Size, sample: Sample): number[] | undefined {
  const part = partOf(hints, picture);
  const first = sample(part, FIRST);
  if (!first) return undefined;
  const rough = roughly(hints, part, first);
  if (!rough) return undefined;
  let { mask } = rough;
  const longer = Math.max(part.width, part.height);
  for (let side = FIRST * 2; side / 2 < Math.min(longer, FINEST); side *= 2) {
    const pixels = sample(part, Math.min(side, longer, FINEST));
    if (pixels) mask = refined(mask, pixels, rough.models, hints.bias);
  }
  const spans: number[] = [];
  eachRow(mask, part.width, part.height, (y, left, right) =>
    spans.push(part.top + y, part.left + left, part.left + right),
  );
  return spans.length > 0 ? spans : undefined;
}

interface Part {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The object and enough around it to know what it is not. */
function partOf({ extremes, include, exclude, reach }: Hints, picture: Size): Part {
  const points = isExtreme(extremes) ? [...extremes, ...include, ...exclude] : [...include, ...exclude];
  const bounds: Rect = {
    left: Math.min(...points.map(({ x }) => x)),
    top: Math.min(...points.map(({ y }) => y)),
    right: Math.max(...points.map(({ x }) => x)),
    bottom: Math.max(...points.map(({ y }) => y)),
  };
  const margin = isExtreme(extremes)
    ? Math.max(6, 0.25 * Math.max(bounds.right - bounds.left, bounds.bottom - bounds.top))
    : reach;
  const left = Math.floor(clamp(bounds.left - margin, 0, picture.width - 1));
  const top = Math.floor(clamp(bounds.top - margin, 0, picture.height - 1));
  const right = Math.ceil(clamp(bounds.right + margin, left + 1, picture.width));
  const bottom = Math.ceil(clamp(bounds.bottom + margin, top + 1, picture.height));
  return { left, top, width: right - left, height: bottom - top };
}

interface Models {
  inside: ColourModel;
  outside: ColourModel;
}

function roughly(hints: Hints, part: Part, pixels: Pixels): { mask: GridMask; models: Models } | undefined {
  const { width, height } = pixels;
  const lab = labOf(pixels);
  const scale = { x: width / part.width, y: height / part.height };
  const toGrid = ({ x, y }: Point): Point => ({ x: (x - part.left) * scale.x, y: (y - part.top) * scale.y });
  const cellAt = ({ x, y }: Point): number =>
    clamp(Math.floor(y), 0, height - 1) * width + clamp(Math.floor(x), 0, width - 1);
  const cellOf = (point: Point): number => cellAt(toGrid(point));
  const include = hints.include.map(cellOf);
  const outline = isExtreme(hints.extremes) ? outlineOf(hints.extremes.map(toGrid)) : undefined;
  const prior = outline
    ? priorOfOutline(outline, width, height)
    : priorOfClicks(include, hints.exclude.map(cellOf), lab, width, height);
  for (const [points, value] of [
    [hints.include, CERTAIN],
    [hints.exclude, -CERTAIN],
  ] as const)
    for (const point of points) stamp(prior, toGrid(point), width, height, value);

  let cells: Uint8Array = Uint8Array.from(prior, (value) => (value > 0 ? 1 : 0));
  const leastArea = LEAST_KEPT * areaOf(cells);
  let models: Models | undefined;
  const nodes = Int32Array.from({ length: width * height }, (_, i) => i);
  for (let round = 0; round < ROUNDS; round++) {
    const next = modelsOf(lab, cells, prior, round === 0);
    if (!next) break;
    models = next;
    const leaning = prior.map((value, i) =>
      Math.abs(value) >= CERTAIN ? value : value + hints.bias + likeness(next, lab, i),
    );
    const cut = cutPixels({ width, height, nodes, lab, leaning, smoothness: SMOOTHNESS });
    // A cut that loses most of what was there has taken the object's colours for the background's.
    if (outline && areaOf(cut) < leastArea) break;
    const isSame = cut.every((cell, i) => cell === cells[i]);
    cells = cut;
    if (isSame) break;
  }
  if (!models || !cells.includes(1)) return undefined;
  // Between outermost points the largest part is the object, however it bends; a click means the part it is on.
  const grid = { width, height, cells };
  const seeds = outline ? [...include, ...outline.seeds.map(cellAt), largestCell(grid)] : include;
  return { mask: cleaned(grid, seeds, hints.exclude.length > 0 ? 0 : HOLE), models };
}

const areaOf = (cells: Uint8Array): number => cells.reduce((sum, cell) => sum + cell, 0);

const likeness = ({ inside, outside }: Models, lab: Float32Array, i: number): number =>
  clamp(inside.logDensity(lab, 3 * i) - outside.logDensity(lab, 3 * i), -MOST_LEANING, MOST_LEANING);

function modelsOf(lab: Float32Array, cells: Uint8Array, prior: Float32Array, isFirst: boolean): Models | undefined {
  const [within, without]: [number[], number[]] = [[], []];
  for (let i = 0; i < cells.length; i++)
    // At first only what is most likely either side teaches its colours.
    if (cells[i] && (!isFirst || prior[i]! > 0.5)) within.push(i);
    else if (!cells[i] && (!isFirst || prior[i]! < -0.5)) without.push(i);
  const inside = colourModel(lab, within);
  const outside = colourModel(lab, without);
  return inside && outside && { inside, outside };
}

/** Nothing lies outside the outermost points; between them, the more likely the nearer to the middle. */
function priorOfOutline(outline: Outline, width: number, height: number): Float32Array {
  const prior = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = { x: x + 0.5, y: y + 0.5 };
      prior[y * width + x] = outline.isBeyond(at) ? -CERTAIN : clamp(5 * (1 - outline.radius(at)), -2, 2);
    }
  return prior;
}

/** The more likely, the less the picture changes on the way from a point that is on the object. */
function priorOfClicks(include: number[], exclude: number[], lab: Float32Array, width: number, height: number) {
  const near = geodesicDistance(include, lab, width, height);
  const far = exclude.length > 0 ? geodesicDistance(exclude, lab, width, height) : undefined;
  const sorted = Float32Array.from(near).sort();
  const typical = sorted[Math.floor(sorted.length * 0.35)]! || 1;
  return near.map((distance, i) => {
    const own = clamp(2.5 * (1 - distance / typical), -3, 2.5);
    return far ? own + clamp((2 * (far[i]! - distance)) / typical, -3, 3) : own;
  });
}

/** A click means a little more than a cell. */
function stamp(prior: Float32Array, { x, y }: Point, width: number, height: number, value: number): void {
  for (let dy = -1; dy <= 1; dy++)
    for (let dx = -1; dx <= 1; dx++) {
      const [cx, cy] = [Math.floor(x) + dx, Math.floor(y) + dy];
      if (cx >= 0 && cy >= 0 && cx < width && cy < height) prior[cy * width + cx] = value;
    }
}

/** The mask on a finer grid, its edge moved to where the picture has one. */
function refined(rough: GridMask, pixels: Pixels, models: Models, bias: number): GridMask {
  const mask = resized(rough, pixels.width, pixels.height);
  const band = bandOf(mask, BAND);
  let count = 0;
  for (const cell of band) if (cell) count++;
  const nodes = new Int32Array(count);
  const data = new Uint8ClampedArray(4 * count);
  for (let i = 0, n = 0; i < band.length; i++) {
    if (!band[i]) continue;
    for (let c = 0; c < 3; c++) data[4 * n + c] = pixels.data[4 * i + c]!;
    nodes[n++] = i;
  }
  const lab = labOf({ width: nodes.length, height: 1, data });
  const leaning = Float32Array.from(nodes, (i, n) => {
    if (band[i] === 1) return mask.cells[i] ? CERTAIN : -CERTAIN;
    return bias + 0.5 * likeness(models, lab, n);
  });
  const { width, height } = mask;
  const cut = cutPixels({ width, height, nodes, lab, leaning, smoothness: SMOOTHNESS });
  for (const [n, i] of nodes.entries()) mask.cells[i] = cut[n]!;
  return mask;
}
