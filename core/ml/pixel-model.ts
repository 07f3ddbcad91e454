/**
 * Tells what each place of a picture belongs to: a forest looks at colours and textures, and a second one also at what the first said of the
 * surroundings. Both come in groups of trees, each grown without one fold of the pictures, so that every training picture can be looked at by trees that
 * have not seen it.
 */
import { sumLeaves, type Trees } from './forest-trees';
import { contextFeatures, contextPerMap } from './pixel-context';
import { pixelFeatureCount, pixelFeatures } from './pixel-features';
import type { PixelGrid } from './pixel-grid';
import type { PixelPlanes } from './pixel-planes';

export interface PixelModel {
  classes: number;
  outputs: number;
  groups: number;
  treesPerGroup: number;
  /** Classes whose probabilities are context, the commonest; more would bury the rest. */
  contextClasses: Uint32Array;
  first: Trees;
  second: Trees;
}

/** What was found in each cell: `classes` probabilities and `outputs` values a cell. */
export interface PixelAnswer {
  grid: PixelGrid;
  width: number;
  cells: Float32Array;
}

/** Makes more maps out of what the first look said; their number must not depend on the picture. */
export type ContextMaps = (answer: PixelAnswer, planes: PixelPlanes) => Float32Array[];

export const mostContextClasses = 4;

/** Reused from picture to picture, as long as its size fits. */
export class PixelScratch {
  private rows = new Float32Array(0);

  reserve(numbers: number): Float32Array {
    if (this.rows.length < numbers) this.rows = new Float32Array(numbers);
    return this.rows;
  }
}

export const contextMapCount = (contextClasses: number, more: number): number =>
  1 + (contextClasses > 1 ? contextClasses : 0) + more;

/** The first look's maps that are context: what is not background, and the commonest classes apart where there are several. */
function classMaps({ classes, contextClasses }: Pick<PixelModel, 'classes' | 'contextClasses'>, answer: PixelAnswer) {
  const { cells, width } = answer;
  const count = cells.length / width;
  const map = (value: (at: number) => number) => {
    const out = new Float32Array(count);
    for (let i = 0; i < count; i++) out[i] = value(i * width);
    return out;
  };
  const found = [map((at) => 1 - cells[at]!)];
  if (contextClasses.length > 1 && classes > 2) for (const c of contextClasses) found.push(map((at) => cells[at + c]!));
  return found;
}

/** Averages what trees of one group, or of all, say. Values become those of what is not background. */
export function askTrees(
  trees: Trees,
  model: Pick<PixelModel, 'groups' | 'treesPerGroup'>,
  group: number | undefined,
  rows: Float32Array,
  rowLength: number,
  grid: PixelGrid,
): PixelAnswer {
  const width = trees.classes + trees.outputs;
  const count = grid.columns * grid.rows;
  const cells = new Float32Array(count * width);
  const from = group === undefined ? 0 : group * model.treesPerGroup;
  const to = group === undefined ? trees.roots.length : from + model.treesPerGroup;
  sumLeaves(trees, from, to, rows, rowLength, count, cells);
  for (let i = 0; i < count; i++) {
    const at = i * width;
    let known = 0;
    for (let c = 0; c < trees.classes; c++) {
      cells[at + c]! /= to - from;
      if (c > 0) known += cells[at + c]!;
    }
    const divisor = known > 0 ? known * (to - from) : 1;
    for (let d = trees.classes; d < width; d++) cells[at + d]! /= divisor;
  }
  return { grid, width, cells };
}

/** Numbers a row takes at the second look. */
export const secondRowLength = (contextClasses: number, moreMaps: number): number =>
  pixelFeatureCount + contextMapCount(contextClasses, moreMaps) * contextPerMap;

/** Fills the rows of the second look; the first `pixelFeatureCount` numbers of each are already there. */
export function fillContext(
  model: Pick<PixelModel, 'classes' | 'contextClasses'>,
  first: PixelAnswer,
  more: readonly Float32Array[],
  rows: Float32Array,
  rowLength: number,
): void {
  const maps = [...classMaps(model, first), ...more];
  contextFeatures(maps, first.grid.columns, first.grid.rows, rows, rowLength, pixelFeatureCount);
}

/** Both looks at a picture, by one group of trees or by all. */
export function lookAt(
  model: PixelModel,
  planes: PixelPlanes,
  grid: PixelGrid,
  group: number | undefined,
  moreMaps: number,
  more: ContextMaps,
  scratch: PixelScratch,
): PixelAnswer {
  const rowLength = secondRowLength(model.contextClasses.length, moreMaps);
  const rows = scratch.reserve(grid.columns * grid.rows * rowLength);
  pixelFeatures(planes, grid, rows, rowLength);
  const first = askTrees(model.first, model, group, rows, rowLength, grid);
  fillContext(model, first, more(first, planes), rows, rowLength);
  return askTrees(model.second, model, group, rows, rowLength, grid);
}
