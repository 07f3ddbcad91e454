import { type Candidate, candidatesOf } from '../../core/ml/detect-candidates';
import { cellOutputs, cellsOfBoxes, cellVotes, type LabelledEdges } from '../../core/ml/detect-cells';
import { type ChoiceRules, choiceFeatures, chooseBoxes, type Judged } from '../../core/ml/detect-choice';
import { type CloserLook, closerLook, closerOutputs, growCloserLook } from '../../core/ml/detect-closer';
import { candidateFeatureCount, candidateFeatures } from '../../core/ml/detect-features';
import { treesOf, treeTensors } from '../../core/ml/forest-trees';
import { gridOf } from '../../core/ml/pixel-grid';
import { type ContextMaps, lookAt, type PixelModel, PixelScratch } from '../../core/ml/pixel-model';
import { pixelPlanes, type SmallPicture } from '../../core/ml/pixel-planes';
import { expectedQuality, fitQuality, type QualityModel } from '../../core/ml/pixel-quality';
import { trainPixelModel } from '../../core/ml/pixel-training';
import { shuffledIndices } from '../../core/ml/shuffled-indices';
import { randomGenerator } from '../../core/random/generator';
import type { ModelFile } from '../model-file';
import { type BoxTarget, boxTargets } from './box-targets';
import type { Example, Learner, Model } from './learner';
import { smallPicture } from './small-picture';

const slug = 'box-detector';
const groups = 4;
const treesPerGroup = 4;
/** Cells learnt from in all, and looked at in a picture. */
const learntCells = 60_000;
const cellsPerPicture = 800;
const mostCells = 6000;
const moreMaps = 2;

interface Detector {
  pixels: PixelModel;
  closer: CloserLook;
  rules: ChoiceRules;
  quality: QualityModel;
}

/**
 * Every place of a picture votes, by colours and textures around it, for the box it lies in; where votes agree a closer look tells what is there and moves its
 * edges. Good for things of a few kinds that differ from what lies around them and are seldom covered by each other (cells, parts, fruit, vehicles from above); bad
 * for things told apart by form or meaning alone, for sizes that differ more than about ten times, and for things below a hundredth of the picture's side.
 */
export const boxDetector: Learner<SmallPicture, readonly BoxTarget[]> = {
  slug,
  ...boxTargets,
  fromText() {
    throw new Error('a picture must be given by "source-ref", the line has inline text in "source"');
  },
  fromFile: smallPicture,
  async train(examples: Example<SmallPicture, readonly BoxTarget[]>[], { labels, seed }, progress) {
    const random = randomGenerator(seed);
    const folds = Math.min(groups, examples.length);
    const foldOf = new Uint8Array(examples.length);
    for (const [i, example] of shuffledIndices(examples.length, random).entries()) foldOf[example] = i % folds;
    const truth = examples.map(({ input, target }) => target.map((box) => edgesOf(box, input)));
    const pixels = trainPixelModel(
      {
        pictures: examples.length,
        planes: (p) => pixelPlanes(examples[p]!.input),
        grid: (p) => gridFor(examples[p]!.input),
        truth: (p) => {
          const { input } = examples[p]!;
          return cellsOfBoxes(truth[p]!, gridFor(input), input.smallWidth, input.smallHeight);
        },
        foldOf,
        more: (p) => more(examples[p]!.input),
      },
      {
        classes: labels.length + 1,
        outputs: cellOutputs,
        groups: folds,
        treesPerGroup,
        cells: learntCells,
        cellsPerPicture,
        moreMaps,
        random,
      },
    );
    const scratch = new PixelScratch();
    const seen = examples.map(({ input }, p) => look(pixels, input, folds > 1 ? foldOf[p]! : undefined, scratch));
    const closer = growCloserLook(seen, truth, foldOf, {
      classes: labels.length + 1,
      groups: folds,
      width: candidateFeatureCount(pixels.contextClasses.length),
      random,
    });
    const judged = seen.map((own, p) => closerLook(closer, own, folds > 1 ? foldOf[p]! : undefined));
    const qualityOf = (p: number, rules: ChoiceRules) => {
      const { input, target } = examples[p]!;
      return boxTargets.quality(targetOf(chooseBoxes(judged[p]!, rules).boxes, input), target);
    };
    const rules = bestRules(examples.length, qualityOf);
    const quality = examples.map((_, p) => qualityOf(p, rules));
    const features = judged.map((own) => choiceFeatures(chooseBoxes(own, rules)));
    const fitted = fitQuality(features, quality);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    progress({
      ...rules,
      'cross-validation:quality': mean(quality),
      'cross-validation:expected-quality': mean(features.map((row) => expectedQuality(fitted, row))),
    });
    return boxModel(labels, { pixels, closer, rules, quality: fitted });
  },
  load: ({ labels, parameters, tensors }) => {
    const classes = labels.length + 1;
    const groups = parameters.groups as number;
    return boxModel(labels, {
      pixels: {
        classes,
        outputs: cellOutputs,
        groups,
        treesPerGroup: parameters.treesPerGroup as number,
        contextClasses: tensors.contextClasses as Uint32Array,
        first: treesOf('first', tensors, classes, cellOutputs),
        second: treesOf('second', tensors, classes, cellOutputs),
      },
      closer: { groups, trees: treesOf('closer', tensors, classes, closerOutputs) },
      rules: { least: parameters.least as number, overlap: parameters.overlap as number },
      quality: { bias: parameters.bias as number, weights: tensors.qualityWeights as Float64Array },
    });
  },
};

const gridFor = ({ smallWidth, smallHeight }: SmallPicture) => gridOf(smallWidth, smallHeight, mostCells);

const more =
  (input: SmallPicture): ContextMaps =>
  (first) => {
    const { centre, votes } = cellVotes(first, input.smallWidth, input.smallHeight);
    return [centre, votes];
  };

interface Look {
  candidates: Candidate[];
  rows: Float32Array;
}

function look(pixels: PixelModel, input: SmallPicture, group: number | undefined, scratch: PixelScratch): Look {
  const planes = pixelPlanes(input);
  const answer = lookAt(pixels, planes, gridFor(input), group, moreMaps, more(input), scratch);
  const votes = cellVotes(answer, input.smallWidth, input.smallHeight);
  const candidates = candidatesOf(votes);
  const { contextClasses } = pixels;
  return { candidates, rows: candidateFeatures(candidates, { planes, answer, votes, contextClasses }) };
}

/** The rules under which the answers would have been best. */
function bestRules(pictures: number, qualityOf: (picture: number, rules: ChoiceRules) => number): ChoiceRules {
  let best: ChoiceRules & { quality: number } = { least: 0.4, overlap: 0.5, quality: -1 };
  for (const overlap of [0.3, 0.4, 0.5, 0.6, 0.7])
    for (const least of [0.1, 0.2, 0.3, 0.4, 0.5]) {
      let quality = 0;
      for (let p = 0; p < pictures; p++) quality += qualityOf(p, { least, overlap });
      if (quality > best.quality) best = { least, overlap, quality };
    }
  return { least: best.least, overlap: best.overlap };
}

function edgesOf([left, top, width, height, label]: BoxTarget, input: SmallPicture): LabelledEdges {
  const across = input.smallWidth / input.width;
  const down = input.smallHeight / input.height;
  return {
    left: left * across,
    top: top * down,
    right: (left + width) * across,
    bottom: (top + height) * down,
    label,
  };
}

/** In whole pixels of the picture itself, as Ground Truth has them. */
function targetOf(boxes: readonly Judged[], { width, height, smallWidth, smallHeight }: SmallPicture): BoxTarget[] {
  const across = width / smallWidth;
  const down = height / smallHeight;
  const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
  return boxes.map((box) => {
    const left = within(box.left * across, width - 1);
    const top = within(box.top * down, height - 1);
    const right = Math.max(left + 1, within(box.right * across, width));
    const bottom = Math.max(top + 1, within(box.bottom * down, height));
    return [left, top, right - left, bottom - top, box.label];
  });
}

function boxModel(
  labels: readonly string[],
  { pixels, closer, rules, quality }: Detector,
): Model<SmallPicture, readonly BoxTarget[]> {
  return {
    labels,
    predict(inputs) {
      const scratch = new PixelScratch();
      return inputs.map((input) => {
        const choice = chooseBoxes(closerLook(closer, look(pixels, input, undefined, scratch), undefined), rules);
        return { target: targetOf(choice.boxes, input), confidence: expectedQuality(quality, choiceFeatures(choice)) };
      });
    },
    save: (): ModelFile => ({
      learner: slug,
      labels: [...labels],
      parameters: { groups: pixels.groups, treesPerGroup: pixels.treesPerGroup, ...rules, bias: quality.bias },
      tensors: {
        contextClasses: pixels.contextClasses,
        ...treeTensors('first', pixels.first),
        ...treeTensors('second', pixels.second),
        ...treeTensors('closer', closer.trees),
        qualityWeights: quality.weights,
      },
    }),
  };
}
