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
  const { share, wrong } = evidence;
  evidence.each((i, _, { candidates, candidate, belief: of, rest }) => {
    vouched[i] = 1;
    first[worker[i]! + 1]!++;
    chance[i] = rest * wrong.shareElsewhere(value[i]!);
    for (let slot = 0; slot < candidates; slot++) {
      if (candidate[slot] === value[i]) belief[i] = of[slot]!;
      else chance[i]! += of[slot]! * wrong.share(candidate[slot]!, value[i]!);
    }
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
    const given = value[i]!;
    const right = accuracy[w]!.accuracy;
    // In the place of the beliefs, which are this call's alone.
    let total = 0;
    for (let slot = 0; slot < candidates; slot++) {
      const k = candidate[slot]!;
      of[slot]! *= k === given ? right : (1 - right) * wrong.share(k, given);
      total += of[slot]!;
    }
    const elsewhere = rest * (1 - right) * wrong.shareElsewhere(given);
    total += elsewhere;
    for (let slot = 0; slot < candidates; slot++)
      if (of[slot]! > 0) confusion.add(w, candidate[slot]!, given, of[slot]! / total);
    if (elsewhere > 0) confusion.addElsewhere(w, given, elsewhere / total);
  });
  confusion.spread(share);
  return { accuracy, confusion };
}
