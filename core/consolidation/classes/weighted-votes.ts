/**
 * What the methods share that say an answer is right with some probability and else any other class, all alike: then a class's log posterior is
 * its share plus the weights of the answers that chose it, so that only chosen classes need numbers and the rest of them one number together.
 */
import {
  type ClassAnswers,
  type ClassConsensus,
  inCanonicalOrder,
  inOrder,
  runStarts,
  stableSort,
} from './class-answers';

export interface VoteLayout {
  objects: number;
  workers: number;
  classes: number;
  /** Answers in canonical order; those of object `o` are `answerStart[o] … answerStart[o+1]`. */
  object: Int32Array;
  worker: Int32Array;
  label: Int32Array;
  answerStart: Int32Array;
  /** The classes somebody chose for object `o`, rising: `chosen[chosenStart[o]] … chosen[chosenStart[o+1]]`. */
  chosenStart: Int32Array;
  chosen: Int32Array;
  /** Where in `chosen` each answer's class lies. */
  choice: Int32Array;
  /** Number of answers by worker. */
  answered: Int32Array;
}

/** Probabilities of the chosen classes of every object, and of all other classes of it together. */
export interface VotePosterior {
  posterior: Float64Array;
  rest: Float64Array;
}

/** Two weights or probabilities closer than this are a tie; the lower class wins. */
export const TIE = 1e-9;

export function layOutVotes(answers: ClassAnswers): VoteLayout {
  const { objects, workers, classes } = answers;
  const byLabel = stableSort(inCanonicalOrder(answers), answers.label, classes);
  const byChoice = stableSort(byLabel, answers.object, objects);
  const order = inCanonicalOrder(answers);
  const choiceOf = new Int32Array(order.length);
  const chosen = new Int32Array(order.length);
  const chosenStart = new Int32Array(objects + 1);
  let choices = 0;
  for (const [at, i] of byChoice.entries()) {
    const before = byChoice[at - 1]!;
    const same = at > 0 && answers.object[i] === answers.object[before] && answers.label[i] === answers.label[before];
    if (!same) {
      chosen[choices++] = answers.label[i]!;
      chosenStart[answers.object[i]! + 1]!++;
    }
    choiceOf[i] = choices - 1;
  }
  for (let o = 0; o < objects; o++) chosenStart[o + 1]! += chosenStart[o]!;
  const answered = new Int32Array(workers);
  for (const w of answers.worker) answered[w]!++;
  return {
    objects,
    workers,
    classes,
    object: order.map((i) => answers.object[i]!),
    worker: order.map((i) => answers.worker[i]!),
    label: order.map((i) => answers.label[i]!),
    answerStart: runStarts(answers.object, objects),
    chosenStart,
    chosen: chosen.slice(0, choices),
    choice: order.map((i) => choiceOf[i]!),
    answered,
  };
}

export const emptyPosterior = ({ objects, chosen }: VoteLayout): VotePosterior => ({
  posterior: new Float64Array(chosen.length),
  rest: new Float64Array(objects),
});

/** Sums of the weights of the answers by choice. */
export function sumWeights({ choice }: VoteLayout, weight: Float64Array, into: Float64Array): void {
  into.fill(0);
  for (let a = 0; a < choice.length; a++) into[choice[a]!]! += weight[a]!;
}

/**
 * Bayes: the share of each class times the exponential of its answers' weights, normalised by object. Returns by how much the probabilities of an
 * object changed in the mean: the largest change would wait for one object on the fence.
 */
export function weighPosterior(
  layout: VoteLayout,
  weight: Float64Array,
  share: Float64Array,
  { posterior, rest }: VotePosterior,
): number {
  const { objects, answerStart, chosenStart, chosen, choice } = layout;
  const score = new Float64Array(longest(chosenStart));
  let moved = 0;
  for (let o = 0; o < objects; o++) {
    const first = chosenStart[o]!;
    const choices = chosenStart[o + 1]! - first;
    if (choices === 0) continue;
    score.fill(0, 0, choices);
    for (let a = answerStart[o]!; a < answerStart[o + 1]!; a++) score[choice[a]! - first]! += weight[a]!;
    // A class nobody chose has no weight: 0 is its score.
    let top = 0;
    for (let c = 0; c < choices; c++) if (score[c]! > top) top = score[c]!;
    let others = 1;
    let total = 0;
    for (let c = 0; c < choices; c++) {
      const prior = share[chosen[first + c]!]!;
      others -= prior;
      score[c] = prior * Math.exp(score[c]! - top);
      total += score[c]!;
    }
    const left = choices < layout.classes && others > 0 ? others * Math.exp(-top) : 0;
    total += left;
    for (let c = 0; c < choices; c++) {
      const probability = score[c]! / total;
      moved += Math.abs(probability - posterior[first + c]!);
      posterior[first + c] = probability;
    }
    rest[o] = left / total;
  }
  return objects > 0 ? moved / objects : 0;
}

/** The vote as probabilities: what the iterations start from. */
export function votePosterior(layout: VoteLayout): VotePosterior {
  const start = emptyPosterior(layout);
  const { answerStart, object, choice } = layout;
  for (let a = 0; a < choice.length; a++) {
    const o = object[a]!;
    start.posterior[choice[a]!]! += 1 / (answerStart[o + 1]! - answerStart[o]!);
  }
  return start;
}

/** Numbers the (worker, class given) that occur, by worker and then class: the number of each answer, and worker and class of each number. */
export function habitsOf({ workers, classes, worker, label }: VoteLayout) {
  const order = stableSort(stableSort(inOrder(worker.length), label, classes), worker, workers);
  const habit = new Int32Array(worker.length);
  const owner = new Int32Array(worker.length);
  const given = new Int32Array(worker.length);
  let habits = 0;
  for (const [at, a] of order.entries()) {
    const before = order[at - 1]!;
    if (at === 0 || worker[a] !== worker[before] || label[a] !== label[before]) {
      owner[habits] = worker[a]!;
      given[habits++] = label[a]!;
    }
    habit[a] = habits - 1;
  }
  return { habit, owner: owner.slice(0, habits), given: given.slice(0, habits), order };
}

/** The likeliest chosen class of every object; ties go to the lowest. */
export function likeliest({ objects, chosenStart, chosen }: VoteLayout, posterior: Float64Array): ClassConsensus {
  const labels = new Int32Array(objects).fill(-1);
  const confidences = new Float64Array(objects);
  for (let o = 0; o < objects; o++) {
    if (chosenStart[o] === chosenStart[o + 1]) continue;
    let best = chosenStart[o]!;
    for (let c = best + 1; c < chosenStart[o + 1]!; c++) if (posterior[c]! > posterior[best]! + TIE) best = c;
    labels[o] = chosen[best]!;
    confidences[o] = posterior[best]!;
  }
  return { labels, confidences };
}

function longest(start: Int32Array): number {
  let most = 0;
  for (let i = 1; i < start.length; i++) most = Math.max(most, start[i]! - start[i - 1]!);
  return most;
}
