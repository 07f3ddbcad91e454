/** What a job promises of its labels. */
export interface PromiseRules {
  /** Accuracy, mean IoU or mean F1 that is promised, 0…1. */
  targetAccuracy: number;
  /** Probability with which the promise holds. */
  confidence: number;
  /** What it is promised of: the labels the model gave, as Ground Truth, or all labels of the data set, people's and the model's together. */
  scope: 'machine' | 'dataset';
}
