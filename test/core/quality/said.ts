import type { QualityAnswer } from '../../../core/quality/answered';

/** Answers by worker, out of pairs: an object cannot have every worker's name as a key. */
export const said = <Answer>(...pairs: [workerId: string, answer: Answer][]): QualityAnswer<Answer>[] =>
  pairs.map(([workerId, answer]) => ({ workerId, answer }));
