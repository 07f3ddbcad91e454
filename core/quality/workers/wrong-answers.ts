import type { ClassSituation } from './class-evidence';

/** How the crowd's wrong answers fall, given that they are wrong. */
export interface WrongAnswers {
  /** Probability that a wrong answer to an object of class `k` is `answer`, and its logarithm. */
  share(k: number, answer: number): number;
  log(k: number, answer: number): number;
  /** The same, whatever the class. */
  shareElsewhere(answer: number): number;
  logElsewhere(answer: number): number;
}

/** Wrong answers' worth of belief that errors fall alike whatever the class. */
const WITHIN_CLASS = 4;
/** Classes up to which shares are kept in a table. */
const TABLE = 1000;

/**
 * Counted against gold and the consolidated labels, each class's counts held near those of all. People err towards what looks alike: were their errors
 * thought to fall evenly on a hundred classes, a second vote would prove anything; and were every class thought to draw them, nothing would.
 */
export function wrongAnswers({ start, value, classes, label, gold }: ClassSituation): WrongAnswers {
  const counts = new Map<number, number>();
  const ofClass = new Float64Array(classes);
  const chosen = new Float64Array(classes).fill(1);
  let all = classes;
  for (let o = 0; o + 1 < start.length; o++) {
    const k = gold[o]! >= 0 ? gold[o]! : label[o]!;
    if (k < 0) continue;
    for (let i = start[o]!; i < start[o + 1]!; i++) {
      const answer = value[i]!;
      if (answer === k) continue;
      counts.set(k * classes + answer, (counts.get(k * classes + answer) ?? 0) + 1);
      ofClass[k]!++;
      chosen[answer]!++;
      all++;
    }
  }
  const share = (k: number, answer: number): number => {
    const alike = chosen[answer]! / (all - chosen[k]!);
    return ((counts.get(k * classes + answer) ?? 0) + WITHIN_CLASS * alike) / (ofClass[k]! + WITHIN_CLASS);
  };
  const elsewhere = chosen.map((count) => count / all);
  const logElsewhere = elsewhere.map(Math.log);
  const common = {
    shareElsewhere: (answer: number): number => elsewhere[answer]!,
    logElsewhere: (answer: number): number => logElsewhere[answer]!,
  };
  if (classes > TABLE) return { share, log: (k, answer) => Math.log(share(k, answer)), ...common };
  const table = new Float64Array(classes * classes);
  for (let k = 0; k < classes; k++)
    for (let answer = 0; answer < classes; answer++) if (k !== answer) table[k * classes + answer] = share(k, answer);
  const logs = table.map(Math.log);
  return {
    share: (k, answer) => table[k * classes + answer]!,
    log: (k, answer) => logs[k * classes + answer]!,
    ...common,
  };
}
