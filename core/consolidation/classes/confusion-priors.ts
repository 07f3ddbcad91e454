/**
 * What is believed about workers and classes before the answers speak, as Dawid-Skene's M-step adds it to the counts: every row of a worker's
 * confusion matrix gets `weight` answers more, of which a share `accuracy` is right and the rest falls evenly on the wrong classes.
 */
export interface ConfusionPriors {
  /** Believed accuracy of a worker with `answers` answers, `own` of them right, when all workers' mean is `mean`. */
  accuracy(own: number, mean: number, answers: number): number;
  /** Answers' worth of belief in each row. */
  weight(answers: number): number;
  /** How many times the answers' own class shares count beside the estimated ones, given the answers per object. */
  shareWeight(answersPerObject: number): number;
}

/**
 * The default. Belief of constant weight, so that a worker with many answers is judged by them class by class; a worker's accuracy counts
 * fully after some twenty answers. Below three answers per object the model cannot be identified, and estimated class shares feed on themselves until
 * one class takes everything; they are held near the shares of the answers, firmly at two per object and hardly at six.
 */
export const STEADY_PRIORS: ConfusionPriors = {
  accuracy: (own, mean, answers) => (own * answers + 20 * mean) / (answers + 20),
  weight: () => 4,
  shareWeight: (answersPerObject) => 4 * (2 / answersPerObject) ** 3,
};

/**
 * As published for Ground Truth: a worker's accuracy with weight n (the number of the worker's answers) and the mean of all with weight n/2, in
 * each row. Belief grows with the answers, so confusion between particular classes shows weakly.
 */
export const PUBLISHED_PRIORS: ConfusionPriors = {
  accuracy: (own, mean) => (own + mean / 2) / 1.5,
  weight: (answers) => 1.5 * answers,
  shareWeight: () => 0,
};
