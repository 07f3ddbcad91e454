import { canonicalMask, type SemanticMask } from '../../core/formats/mask/semantic-mask';
import { treesOf, treeTensors } from '../../core/ml/forest-trees';
import { gridOf } from '../../core/ml/pixel-grid';
import { lookAt, type PixelAnswer, type PixelModel, PixelScratch } from '../../core/ml/pixel-model';
import { pixelPlanes, type SmallPicture } from '../../core/ml/pixel-planes';
import { expectedQuality, fitQuality, type QualityModel } from '../../core/ml/pixel-quality';
import { trainPixelModel } from '../../core/ml/pixel-training';
import { cellClasses, decideClasses, drawMask } from '../../core/ml/segment-decision';
import { cellQuality, countCells, expectMask } from '../../core/ml/segment-quality';
import { shuffledIndices } from '../../core/ml/shuffled-indices';
import { randomGenerator } from '../../core/random/generator';
import { TrainingFailure } from '../failure';
import type { ModelFile } from '../model-file';
import type { Example, Learner, Model } from './learner';
import { maskTargets } from './mask-targets';
import { smallPicture } from './small-picture';

const slug = 'mask-segmenter';
const groups = 4;
const treesPerGroup = 6;
/** Cells learnt from in all, and looked at in a picture. */
const learntCells = 60_000;
const cellsPerPicture = 2000;
const mostCells = 16_384;
const gates = [0, 0.1, 0.2, 0.3, 0.4, 0.5];

interface Segmenter {
  pixels: PixelModel;
  gate: number;
  quality: QualityModel;
}

/**
 * Two forests on colours and textures, the second with what the first said around each place. Good for things that differ from what lies around them by colour or
 * texture (cells, roads, sky, defects on an even ground); bad where only form or meaning tells them apart. It knows where in the picture it looks, which helps where pictures are framed alike.
 */
export const maskSegmenter: Learner<SmallPicture, SemanticMask> = {
  slug,
  ...maskTargets,
  fromText() {
    throw new Error('a picture must be given by "source-ref", the line has inline text in "source"');
  },
  fromFile: smallPicture,
  async train(examples: Example<SmallPicture, SemanticMask>[], { labels, seed }, progress) {
    const fitting = examples.filter(
      ({ input, target }) => input.width === target.width && input.height === target.height,
    );
    if (fitting.length === 0) {
      const { input, target } = examples[0]!;
      throw new TrainingFailure(
        `no mask has the size of its picture: the first is ${target.width} x ${target.height}, the picture ${input.width} x ${input.height}`,
      );
    }
    if (fitting.length < examples.length) progress({ 'masks-of-another-size': examples.length - fitting.length });
    const reason = maskTargets.unlearnable(fitting.map(({ target }) => target));
    if (reason) throw new TrainingFailure(reason);
    const random = randomGenerator(seed);
    const folds = Math.min(groups, fitting.length);
    const foldOf = new Uint8Array(fitting.length);
    for (const [i, example] of shuffledIndices(fitting.length, random).entries()) foldOf[example] = i % folds;
    const gridAt = (p: number) => gridFor(fitting[p]!.input);
    const truthAt = (p: number) => {
      const { input, target } = fitting[p]!;
      return cellClasses(target, input, { grid: gridAt(p) }, labels);
    };
    const pixels = trainPixelModel(
      {
        pictures: fitting.length,
        planes: (p) => pixelPlanes(fitting[p]!.input),
        grid: gridAt,
        truth: (p) => ({ classOf: truthAt(p), values: new Float32Array(0) }),
        foldOf,
        more: () => noMaps,
      },
      {
        classes: labels.length + 1,
        outputs: 0,
        groups: folds,
        treesPerGroup,
        cells: learntCells,
        cellsPerPicture,
        moreMaps: 0,
        random,
      },
    );
    const scratch = new PixelScratch();
    const held = fitting.map(({ input }, p) => {
      const answer = look(pixels, input, folds > 1 ? foldOf[p]! : undefined, scratch);
      const decisions = decideClasses(answer, labels.length + 1);
      return { answer, decisions, counts: countCells(answer.cells, answer.width, truthAt(p), decisions) };
    });
    const qualityAt = (gate: number) =>
      held.reduce((sum, { decisions, counts }) => sum + cellQuality(expectMask(decisions, gate).drawn, counts), 0);
    const gate = gates.reduce((best, other) => (qualityAt(other) > qualityAt(best) ? other : best));
    const features: Float64Array[] = [];
    const quality: number[] = [];
    for (const [p, { answer, decisions }] of held.entries()) {
      const { input, target } = fitting[p]!;
      const expectation = expectMask(decisions, gate);
      features.push(expectation.features);
      quality.push(maskTargets.quality(drawMask(answer, input, expectation.drawn, labels), target));
    }
    const fitted = fitQuality(features, quality);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    progress({
      gate,
      'cross-validation:mean-iou': mean(quality),
      'cross-validation:expected-mean-iou': mean(features.map((row) => expectedQuality(fitted, row))),
    });
    return maskModel(labels, { pixels, gate, quality: fitted });
  },
  load: ({ labels, parameters, tensors }) => {
    const classes = labels.length + 1;
    return maskModel(labels, {
      pixels: {
        classes,
        outputs: 0,
        groups: parameters.groups as number,
        treesPerGroup: parameters.treesPerGroup as number,
        contextClasses: tensors.contextClasses as Uint32Array,
        first: treesOf('first', tensors, classes, 0),
        second: treesOf('second', tensors, classes, 0),
      },
      gate: parameters.gate as number,
      quality: { bias: parameters.bias as number, weights: tensors.qualityWeights as Float64Array },
    });
  },
};

const noMaps = () => [];

const gridFor = ({ smallWidth, smallHeight }: SmallPicture) => gridOf(smallWidth, smallHeight, mostCells);

const look = (pixels: PixelModel, input: SmallPicture, group: number | undefined, scratch: PixelScratch): PixelAnswer =>
  lookAt(pixels, pixelPlanes(input), gridFor(input), group, 0, noMaps, scratch);

function maskModel(labels: readonly string[], { pixels, gate, quality }: Segmenter): Model<SmallPicture, SemanticMask> {
  return {
    labels,
    predict(inputs) {
      const scratch = new PixelScratch();
      return inputs.map((input) => {
        const answer = look(pixels, input, undefined, scratch);
        const { drawn, features } = expectMask(decideClasses(answer, labels.length + 1), gate);
        return {
          target: canonicalMask(drawMask(answer, input, drawn, labels), labels),
          confidence: expectedQuality(quality, features),
        };
      });
    },
    save: (): ModelFile => ({
      learner: slug,
      labels: [...labels],
      parameters: { groups: pixels.groups, treesPerGroup: pixels.treesPerGroup, gate, bias: quality.bias },
      tensors: {
        contextClasses: pixels.contextClasses,
        ...treeTensors('first', pixels.first),
        ...treeTensors('second', pixels.second),
        qualityWeights: quality.weights,
      },
    }),
  };
}
