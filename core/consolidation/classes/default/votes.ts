import type { ClassAnswers } from '../class-answers';
import type { WorkerLayout } from '../worker-layout';
import { answerHashes } from './object-sample';

/** What plain counting tells. */
export interface Votes {
  /** Share of the object's answers that chose the candidate. */
  share: Float64Array;
  /** Answers by object and by worker. */
  ofObject: Int32Array;
  answers: Float64Array;
  /** Share of each class among all answers. */
  classShare: Float64Array;
  /** How many objects have an answer. */
  objects: number;
  /** A number per object by which to sample. */
  hash: Uint32Array;
}

export function countVotes(layout: WorkerLayout, given: ClassAnswers): Votes {
  const { objects, workers, classes, candidateStart, candidate, answerStart, object, label } = layout;
  const share = new Float64Array(candidate.length);
  const ofObject = new Int32Array(objects);
  const classShare = new Float64Array(classes);
  for (let a = 0; a < label.length; a++) {
    const o = object[a]!;
    ofObject[o]!++;
    classShare[label[a]!]! += 1 / label.length;
    share[placeOf(candidate, candidateStart[o]!, candidateStart[o + 1]!, label[a]!)]!++;
  }
  let answered = 0;
  for (let o = 0; o < objects; o++) {
    if (ofObject[o]! > 0) answered++;
    for (let i = candidateStart[o]!; i < candidateStart[o + 1]!; i++) share[i]! /= ofObject[o]!;
  }
  const answers = new Float64Array(workers);
  for (let w = 0; w < workers; w++) answers[w] = answerStart[w + 1]! - answerStart[w]!;
  return { share, ofObject, answers, classShare, objects: answered, hash: answerHashes(given) };
}

/** Where in the rising `candidate[first…end)` the class `k` lies. */
export function placeOf(candidate: Int32Array, first: number, end: number, k: number): number {
  if (candidate[first]! === k) return first;
  let low = first;
  let high = end - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (candidate[middle]! < k) low = middle + 1;
    else high = middle;
  }
  return low;
}
