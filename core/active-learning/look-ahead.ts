/** Whether a validation should go on: what its next looks can be expected to show, by what the sample so far says of the model. */
import { binomialCdf } from './binomial';
import type { ValidationScore } from './certify';
import { mostErrors } from './exact-test';
import type { LossLimit } from './loss-limit';
import type { Validation } from './next-step';
import { recalibration } from './recalibration';

export interface LookAhead {
  asked: Validation;
  /** Confidence of every unlabelled object of the pool, any order. */
  unlabelled: Float64Array;
  sample: readonly ValidationScore[];
  limit: LossLimit;
}

/** Labels the most promising of the later looks is expected to save; 0 when this was the last. */
export function expectedOfGoingOn({ asked, unlabelled, sample, limit }: LookAhead): number {
  const later = asked.looks.slice(asked.look);
  if (later.length === 0) return 0;
  const expected = recalibration(sample);
  const pool = Float64Array.from([...unlabelled, ...sample.map(({ confidence }) => confidence)])
    .sort()
    .reverse();
  let most = 0;
  for (const start of asked.starts) {
    const threshold = pool[Math.min(start, pool.length) - 1] ?? 0;
    const open = unlabelled.filter((confidence) => confidence >= threshold);
    if (open.length === 0) continue;
    const seen = sample.filter(({ confidence }) => confidence >= threshold);
    const found = seen.reduce((sum, { loss }) => sum + loss, 0);
    const loss = open.reduce((sum, confidence) => sum + 1 - expected(confidence), 0) / open.length;
    for (const look of later) {
      const more = Math.round(((look.sample - sample.length) * open.length) / unlabelled.length);
      if (more >= open.length) continue;
      const rest = open.length - more;
      const allowed = limit(rest);
      const errors = allowed >= 1 ? 0 : mostErrors(seen.length + more, rest, allowed, look.delta);
      const chance = allowed >= 1 ? 1 : binomialCdf(Math.floor(errors - found), Math.max(0, more), loss);
      most = Math.max(most, chance * rest);
    }
  }
  return most;
}
