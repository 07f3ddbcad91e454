import type { RandomGenerator } from '../random/generator';
import { growForest } from './forest-growth';
import { binSamples } from './forest-samples';
import { pixelFeatureCount, pixelFeatures } from './pixel-features';
import type { PixelGrid } from './pixel-grid';
import {
  askTrees,
  type ContextMaps,
  fillContext,
  mostContextClasses,
  type PixelModel,
  PixelScratch,
  secondRowLength,
} from './pixel-model';
import type { PixelPlanes } from './pixel-planes';

/** Cells that belong clearly to nothing are not learnt from. */
export const unclear = 255;

/** What is true of each cell of a picture. */
export interface PixelTruth {
  /** 0 background, `unclear`, or a class. */
  classOf: Uint8Array;
  /** `outputs` a cell; those of background are of no account. */
  values: Float32Array;
}

export interface PixelTrainingSet {
  pictures: number;
  planes(picture: number): PixelPlanes;
  grid(picture: number): PixelGrid;
  truth(picture: number): PixelTruth;
  /** Fold of each picture; group g of the trees is grown without fold g. */
  foldOf: Uint8Array;
  /** Context of the second look besides classes. */
  more(picture: number): ContextMaps;
}

export interface PixelTrainingSettings {
  classes: number;
  outputs: number;
  groups: number;
  treesPerGroup: number;
  /** Cells learnt from in all, and of one picture: those are much alike, more of them take time and teach little. */
  cells: number;
  cellsPerPicture: number;
  /** How many maps `more` makes. */
  moreMaps: number;
  random: RandomGenerator;
}

const smallestSplit = 20;
const deepest = 24;

export function trainPixelModel(set: PixelTrainingSet, settings: PixelTrainingSettings): PixelModel {
  const { classes, outputs, groups, treesPerGroup, moreMaps, random } = settings;
  const scratch = new PixelScratch();
  const picked = pickCells(set, settings);
  const common = { classes, outputs };
  const contextClasses = commonest(picked, classes);
  const model = { ...common, groups, treesPerGroup, contextClasses };

  const grow = (rowLength: number, read: (picture: number, grid: PixelGrid, rows: Float32Array) => void) => {
    const rows = new Float32Array(picked.count * rowLength);
    let at = 0;
    for (let p = 0; p < set.pictures; p++) {
      const grid = set.grid(p);
      const all = scratch.reserve(grid.columns * grid.rows * rowLength);
      read(p, grid, all);
      for (const cell of picked.cells[p]!) {
        rows.set(all.subarray(cell * rowLength, (cell + 1) * rowLength), at * rowLength);
        at++;
      }
    }
    const { classOf, weight, values } = picked;
    const samples = binSamples(rows, rowLength, { classes, outputs, classOf, weight, values });
    return growForest(samples, picked.groups, {
      treesPerGroup,
      smallestSplit,
      deepest,
      tries: Math.ceil(1.5 * Math.sqrt(rowLength)),
      random,
    });
  };

  const first = grow(pixelFeatureCount, (p, grid, rows) => pixelFeatures(set.planes(p), grid, rows, pixelFeatureCount));
  const rowLength = secondRowLength(contextClasses.length, moreMaps);
  const second = grow(rowLength, (p, grid, rows) => {
    const planes = set.planes(p);
    pixelFeatures(planes, grid, rows, rowLength);
    const answer = askTrees(first, model, set.foldOf[p]!, rows, rowLength, grid);
    fillContext(model, answer, set.more(p)(answer, planes), rows, rowLength);
  });
  return { ...model, first, second };
}

interface PickedCells {
  count: number;
  /** Of each picture. */
  cells: Uint32Array[];
  classOf: Uint8Array;
  weight: Float32Array;
  values: Float32Array;
  /** Rows each group learns from. */
  groups: Uint32Array[];
}

/**
 * Of each picture as many cells of every class, as far as it has them; the weight makes up for it. Else what is small would be learnt from a handful of cells.
 */
function pickCells(set: PixelTrainingSet, settings: PixelTrainingSettings): PickedCells {
  const { classes, outputs, groups, random } = settings;
  const quota = Math.max(24, Math.floor(Math.min(settings.cells / set.pictures, settings.cellsPerPicture)));
  const cells: Uint32Array[] = [];
  const classOf: number[] = [];
  const weight: number[] = [];
  const values: number[] = [];
  const fold: number[] = [];
  for (let p = 0; p < set.pictures; p++) {
    const truth = set.truth(p);
    const ofClass: number[][] = Array.from({ length: classes }, () => []);
    for (let cell = 0; cell < truth.classOf.length; cell++)
      if (truth.classOf[cell] !== unclear) ofClass[truth.classOf[cell]!]!.push(cell);
    const present = ofClass.filter((own) => own.length > 0).length;
    const chosen: number[] = [];
    for (const [c, own] of ofClass.entries()) {
      const wanted = Math.min(own.length, Math.ceil(quota / present));
      for (let k = 0; k < wanted; k++) {
        const other = k + random.integer(own.length - k);
        const cell = own[other]!;
        own[other] = own[k]!;
        chosen.push(cell);
        classOf.push(c);
        weight.push(own.length / wanted);
        for (let d = 0; d < outputs; d++) values.push(truth.values[cell * outputs + d]!);
        fold.push(set.foldOf[p]!);
      }
    }
    cells.push(Uint32Array.from(chosen));
  }
  const rows = Array.from(fold, (_, i) => i);
  return {
    count: classOf.length,
    cells,
    classOf: Uint8Array.from(classOf),
    weight: Float32Array.from(weight),
    values: Float32Array.from(values),
    groups: Array.from({ length: groups }, (_, g) => {
      const own = groups > 1 ? rows.filter((i) => fold[i] !== g) : rows;
      return Uint32Array.from(own);
    }),
  };
}

function commonest({ classOf, weight }: PickedCells, classes: number): Uint32Array {
  const sums = new Float64Array(classes);
  for (let i = 0; i < classOf.length; i++) sums[classOf[i]!]! += weight[i]!;
  const order = Array.from({ length: classes - 1 }, (_, c) => c + 1).filter((c) => sums[c]! > 0);
  order.sort((a, b) => sums[b]! - sums[a]! || a - b);
  return Uint32Array.from(order.slice(0, mostContextClasses));
}
