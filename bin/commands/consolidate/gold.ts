import type { Consolidator } from '../../../core/consolidation/consolidator';
import { CommandFailure } from '../failure';
import { AnswerCollector } from './answer-collector';
import { readAnswers } from './read-answers';

export interface Gold {
  /** Right answers by object. */
  answers: Map<string, unknown>;
  setAside: number;
  firstSetAside: { place: string; reason: string }[];
}

/** Reads right answers in any of the formats answers come in; nobody need be named. Of two for one object the last counts. */
// biome-ignore lint/suspicious/noExplicitAny: each kind has answers and labels of its own.
export async function readGold(path: string, consolidator: Consolidator<any, any>): Promise<Gold> {
  const collector = new AnswerCollector(consolidator, undefined, false);
  await readAnswers(path, collector, { needsWorker: false });
  const { table, setAsideCount: setAside, firstSetAside } = collector;
  const sorted = table.sorted();
  const answers = new Map<string, unknown>();
  for (const [i, object] of sorted.object.entries())
    answers.set(table.objects.list[object]!, table.values[sorted.value[i]!]);
  if (answers.size === 0) {
    const first = firstSetAside[0];
    throw new CommandFailure(`${path}: holds no right answer${first ? ` (${first.place}: ${first.reason})` : ''}`);
  }
  return { answers, setAside, firstSetAside };
}
