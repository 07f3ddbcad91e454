import { type EndpointTask, ObjectProblem } from '../adapter';
import type { Candidate } from '../class-answer';
import type { LabelNames } from '../label-names';
import { isRecord, show } from '../show';

/** Classification pipelines: `[{"label","score"},…]`. */
export const classesIn = (said: unknown, { names }: EndpointTask): Candidate[] =>
  itemsIn(said).map(({ label, score }) => ({ name: label, score, label: () => pipelineLabel(label, names) }));

/** Zero-shot pipelines: `{"labels":[…],"scores":[…]}`. */
export function pairsIn(said: unknown, { names }: EndpointTask): Candidate[] {
  const { labels, scores } = isRecord(said) ? said : {};
  if (!Array.isArray(labels) || !Array.isArray(scores) || labels.length !== scores.length)
    throw new ObjectProblem(`the result is ${show(said)}, not {"labels":[…],"scores":[…]} of one length`);
  return labels.map((name, i) => ({ name, score: scores[i], label: () => names.ofName(name) }));
}

/** @throws ObjectProblem */
export function itemsIn(said: unknown): Record<string, unknown>[] {
  if (!Array.isArray(said)) throw new ObjectProblem(`the result is ${show(said)}, not a list`);
  for (const [i, item] of said.entries())
    if (!isRecord(item)) throw new ObjectProblem(`item ${i} of the result is ${show(item)}, not an object`);
  return said;
}

/** Models that were never told their labels call them LABEL_0, LABEL_1, … */
export function pipelineLabel(name: unknown, names: LabelNames): string | undefined {
  const number =
    typeof name === 'string' && !names.maps(name) && !names.all.includes(name) ? /^LABEL_(\d+)$/.exec(name) : null;
  return number ? names.ofIndex(Number(number[1])) : names.ofName(name);
}
