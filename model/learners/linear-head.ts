import { type Calibration, calibrate } from '../../core/ml/calibration';
import { classWeights } from '../../core/ml/class-weights';
import { selectPenalty } from '../../core/ml/cross-validation';
import { seededRandom } from '../../core/ml/random';
import type { Rows } from '../../core/ml/rows';
import { fitSoftmaxRegression, type LinearModel, scoreRow } from '../../core/ml/softmax-regression';
import type { ModelFile } from '../model-file';
import type { Progress, TrainingOptions } from './learner';

/** Rows at or past `originals` are altered copies; `groups[row]` is the example a row came from. */
export interface Copies {
  originals: number;
  groups: Uint32Array;
}

/** A calibrated linear classifier over the classes that occur in training; all learners end in one. */
export class LinearHead {
  private constructor(
    readonly labels: readonly string[],
    /** Class k of the model is labels[present[k]]; a label nobody has given yet has probability 0. */
    private readonly present: Uint32Array,
    private readonly model: LinearModel,
    private readonly calibration: Calibration,
  ) {}

  static train(
    rows: Rows,
    targets: Int32Array,
    settings: TrainingOptions & { penalties: readonly number[]; balance: number },
    progress: Progress,
    copies?: Copies,
  ): LinearHead {
    const present = Uint32Array.from(new Set(targets)).sort();
    const classOf = new Map([...present].map((label, k) => [label, k]));
    const classes = present.length;
    const classTargets = targets.map((target) => classOf.get(target)!);
    const weights = classWeights(classTargets, classes, settings.balance);
    const originals = copies?.originals ?? rows.count;
    const chosen = selectPenalty(
      rows,
      classTargets,
      classes,
      {
        penalties: settings.penalties,
        classWeights: weights,
        folds: 5,
        // From a few thousand examples on, one or two held-out fifths are enough to judge by.
        foldsScored: originals <= 2000 ? 5 : originals <= 5000 ? 2 : 1,
        random: seededRandom(settings.seed),
      },
      (penalty, accuracy, logLoss) =>
        progress({ penalty, 'cross-validation:accuracy': accuracy, 'cross-validation:log-loss': logLoss }),
      copies,
    );
    const model = fitSoftmaxRegression(
      {
        rows,
        members: Uint32Array.from({ length: rows.count }, (_, i) => i),
        targets: classTargets,
        classes,
        classWeights: weights,
        penalty: chosen.penalty,
      },
      {},
      (iteration, loss) => {
        if (iteration % 10 === 0) progress({ iteration, loss });
      },
    );
    progress({ penalty: chosen.penalty, temperature: 1 / chosen.calibration.slope, accuracy: chosen.accuracy });
    // As saved: 32-bit weights, so that a model predicts the same before and after it was written.
    const head = new LinearHead(settings.labels, present, model, chosen.calibration);
    return LinearHead.load(head.save('', {}));
  }

  predict(rows: Rows): Float64Array[] {
    const { classes } = this.model;
    const scores = new Float64Array(classes);
    return Array.from({ length: rows.count }, (_, row) => {
      scoreRow(this.model, rows, row, scores);
      calibrate(this.calibration, scores);
      const probabilities = new Float64Array(this.labels.length);
      for (let k = 0; k < classes; k++) probabilities[this.present[k]!] = scores[k]!;
      return probabilities;
    });
  }

  save(learner: string, parameters: Record<string, unknown>, tensors: ModelFile['tensors'] = {}): ModelFile {
    return {
      learner,
      labels: [...this.labels],
      parameters: { ...parameters, dimensions: this.model.dimensions, slope: this.calibration.slope },
      tensors: {
        ...tensors,
        present: this.present,
        weights: Float32Array.from(this.model.weights),
        bias: this.model.bias,
        calibrationBias: this.calibration.bias,
      },
    };
  }

  static load({ labels, parameters, tensors }: ModelFile): LinearHead {
    const present = tensors.present as Uint32Array;
    return new LinearHead(
      labels,
      present,
      {
        dimensions: parameters.dimensions as number,
        classes: present.length,
        weights: Float64Array.from(tensors.weights!),
        bias: tensors.bias as Float64Array,
      },
      { slope: parameters.slope as number, bias: tensors.calibrationBias as Float64Array },
    );
  }
}
