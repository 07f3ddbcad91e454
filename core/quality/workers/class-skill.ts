import { type Accuracy, estimateAccuracy } from './accuracy';
import { type ClassSituation, classEvidence } from './class-evidence';
import { ConfusionCells } from './confusion-cells';

export interface ClassSkills {
  accuracy: Accuracy[];
  /** Expected counts by worker, of answers that others or gold vouch for. */
  confusion: ConfusionCells;
}

/** Accuracy and confusion matrix of every worker, each judged by what the others and gold say, never by the worker's own answer. */
export function classSkills(situation: ClassSituation): ClassSkills {
  const { worker, value, workers, classes } = situation;
  const evidence = classEvidence(situation);
  const first = new Int32Array(workers + 1);
  const belief = new Float64Array(value.length);
  const chance = new Float64Array(value.length);
  const vouched = new Uint8Array(value.length);
  const { share, wrongClasses } = evidence;
  evidence.each((i, _, { candidates, candidate, belief: of }) => {
    vouched[i] = 1;
    first[worker[i]! + 1]!++;
    for (let slot = 0; slot < candidates; slot++) if (candidate[slot] === value[i]) belief[i] = of[slot]!;
    chance[i] = (1 - belief[i]!) / wrongClasses;
  });
  for (let w = 0; w < workers; w++) first[w + 1]! += first[w]!;
  const next = first.slice();
  const beliefByWorker = new Float64Array(first[workers]!);
  const chanceByWorker = new Float64Array(first[workers]!);
  for (let i = 0; i < value.length; i++) {
    if (!vouched[i]) continue;
    const at = next[worker[i]!]!++;
    beliefByWorker[at] = belief[i]!;
    chanceByWorker[at] = chance[i]!;
  }
  const accuracy = Array.from({ length: workers }, (_, w) =>
    estimateAccuracy(beliefByWorker, chanceByWorker, first[w]!, first[w + 1]!),
  );

  const confusion = new ConfusionCells(workers, classes);
  evidence.each((i, _, { candidates, candidate, belief: of, rest }) => {
    const w = worker[i]!;
    const right = accuracy[w]!.accuracy;
    const wrong = (1 - right) / wrongClasses;
    let total = rest * wrong;
    for (let slot = 0; slot < candidates; slot++) total += of[slot]! * (candidate[slot] === value[i] ? right : wrong);
    // Gold that contradicts a worker never seen to err, and the like: the belief alone.
    const flat = !(total > 0);
    if (flat) total = 1;
    for (let slot = 0; slot < candidates; slot++) {
      const likelihood = flat ? 1 : candidate[slot] === value[i] ? right : wrong;
      const expected = (of[slot]! * likelihood) / total;
      if (expected > 0) confusion.add(w, candidate[slot]!, value[i]!, expected);
    }
    if (rest > 0) confusion.addElsewhere(w, value[i]!, (rest * (flat ? 1 : wrong)) / total);
  });
  confusion.spread(share);
  return { accuracy, confusion };
}
