import { type Calibration, calibrate } from '../../core/ml/calibration';
import { classWeights } from '../../core/ml/class-weights';
import { selectPenalty } from '../../core/ml/cross-validation';
import type { Rows } from '../../core/ml/rows';
import { fitSoftmaxRegression, type LinearModel, scoreRow } from '../../core/ml/softmax-regression';
import { randomGenerator } from '../../core/random/generator';
import type { ModelFile } from '../model-file';
import { ClassMap } from './class-map';
import { classPrediction } from './class-targets';
import type { Prediction, Progress, TrainingOptions } from './learner';

/** A calibrated linear classifier on rows of features. */
export class LinearHead {
  private constructor(
    readonly labels: readonly string[],
    private readonly classMap: ClassMap,
    private readonly model: LinearModel,
    private readonly calibration: Calibration,
  ) {}

  static train(
    rows: Rows,
    targets: Int32Array,
    settings: TrainingOptions & { penalties: readonly number[]; balance: number },
    progress: Progress,
  ): LinearHead {
    const classMap = ClassMap.of(targets);
    const { classes } = classMap;
    const classTargets = classMap.classesOf(targets);
    const weights = classWeights(classTargets, classes, settings.balance);
    const chosen = selectPenalty(
      rows,
      classTargets,
      classes,
      {
        penalties: settings.penalties,
        classWeights: weights,
        folds: 5,
        foldsScored: foldsToScore(rows.count),
        random: randomGenerator(settings.seed),
      },
      (penalty, accuracy, logLoss) =>
        progress({ penalty, 'cross-validation:accuracy': accuracy, 'cross-validation:log-loss': logLoss }),
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
      { start: chosen.start },
      (iteration, loss) => {
        if (iteration % 5 === 0) progress({ iteration, loss });
      },
    );
    progress({ penalty: chosen.penalty, temperature: 1 / chosen.calibration.slope, accuracy: chosen.accuracy });
    // Rounded as saved, so that a model predicts the same before and after it was written.
    model.weights = Float64Array.from(Float32Array.from(model.weights));
    return new LinearHead(settings.labels, classMap, model, chosen.calibration);
  }

  predict(rows: Rows): Prediction<number>[] {
    const scores = new Float64Array(this.model.classes);
    return Array.from({ length: rows.count }, (_, row) => {
      scoreRow(this.model, rows, row, scores);
      calibrate(this.calibration, scores);
      return classPrediction(this.classMap.spread(scores, this.labels.length));
    });
  }

  save(learner: string, parameters: Record<string, unknown>, tensors: ModelFile['tensors']): ModelFile {
    return {
      learner,
      labels: [...this.labels],
      parameters: { ...parameters, slope: this.calibration.slope },
      tensors: {
        ...tensors,
        present: this.classMap.present,
        weights: Float32Array.from(this.model.weights),
        bias: this.model.bias,
        calibrationBias: this.calibration.bias,
      },
    };
  }

  static load({ labels, parameters, tensors }: ModelFile): LinearHead {
    const classMap = new ClassMap(tensors.present as Uint32Array);
    const weights = Float64Array.from(tensors.weights!);
    return new LinearHead(
      labels,
      classMap,
      {
        dimensions: weights.length / classMap.classes,
        classes: classMap.classes,
        weights,
        bias: tensors.bias as Float64Array,
      },
      { slope: parameters.slope as number, bias: tensors.calibrationBias as Float64Array },
    );
  }
}

/** Of five folds: four hundred held-out examples or so are enough to judge by. */
function foldsToScore(examples: number): number {
  if (examples <= 600) return 5;
  return examples <= 4000 ? 2 : 1;
}
