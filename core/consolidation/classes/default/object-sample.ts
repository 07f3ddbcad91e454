/** A part of the objects with all their answers, to learn on when there are many: the rest then only has to be finished. */
import type { ClassAnswers } from '../class-answers';
import type { WorkerLayout } from '../worker-layout';

/** A number per object that depends on its answers and not on its place, so that the order of objects chooses nothing. */
export function answerHashes({ objects, object, worker, label }: ClassAnswers): Uint32Array {
  const hash = new Uint32Array(objects);
  for (let a = 0; a < object.length; a++) {
    let mixed = Math.imul(worker[a]! + 1, 0x9e3779b1) ^ Math.imul(label[a]! + 1, 0x85ebca77);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae3d);
    hash[object[a]!]! += mixed ^ (mixed >>> 13);
  }
  return hash;
}

/** The answers to every `every`-th object or so. Objects are numbered anew, workers and classes stay. */
export function sampleObjects(answers: ClassAnswers, hash: Uint32Array, every: number): ClassAnswers {
  const number = new Int32Array(answers.objects).fill(-1);
  let objects = 0;
  for (let o = 0; o < answers.objects; o++) if (hash[o]! % every === 0) number[o] = objects++;
  let count = 0;
  for (const o of answers.object) if (number[o]! >= 0) count++;
  const object = new Int32Array(count);
  const worker = new Int32Array(count);
  const label = new Int32Array(count);
  let at = 0;
  for (let a = 0; a < answers.object.length; a++) {
    const o = number[answers.object[a]!]!;
    if (o < 0) continue;
    object[at] = o;
    worker[at] = answers.worker[a]!;
    label[at++] = answers.label[a]!;
  }
  return { ...answers, objects, object, worker, label };
}

/** For each cell of a sample's layout the cell of the whole layout that stands for the same worker, true class and answer. */
export function cellsInWhole(part: WorkerLayout, whole: WorkerLayout): Int32Array {
  const place = new Int32Array(part.trueClass.length);
  const cellOf = new Int32Array(whole.classes);
  for (let w = 0; w < whole.workers; w++) {
    let id = whole.workerStart[w]!;
    for (let from = part.workerStart[w]!; from < part.workerStart[w + 1]!; ) {
      const l = part.answer[from]!;
      while (whole.answer[id]! < l) id++;
      for (; id < whole.workerStart[w + 1]! && whole.answer[id] === l; id++) cellOf[whole.trueClass[id]!] = id;
      for (; from < part.workerStart[w + 1]! && part.answer[from] === l; from++)
        place[from] = cellOf[part.trueClass[from]!]!;
    }
  }
  return place;
}
