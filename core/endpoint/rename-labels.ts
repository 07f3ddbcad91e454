import type { LabelNames } from './label-names';
import { isRecord } from './show';

/** A bare answer with the endpoint's names for labels replaced by the job's. What is no answer is left as it is: reading it tells why. */
export function renameLabels(answer: unknown, names: LabelNames): unknown {
  if (typeof answer === 'string') return names.ofName(answer);
  if (Array.isArray(answer) && answer.every((name) => typeof name === 'string'))
    return answer.flatMap((name) => names.ofName(name) ?? []);
  if (!isRecord(answer)) return answer;
  for (const [list, at] of [
    ['boxes', 4],
    ['spans', 2],
  ] as const)
    if (Array.isArray(answer[list]))
      return { ...answer, [list]: answer[list].flatMap((item) => renamed(item, at, names)) };
  if (typeof answer.label === 'string') return { ...answer, label: names.ofName(answer.label) };
  return answer;
}

function renamed(item: unknown, at: number, names: LabelNames): unknown[] {
  const name = Array.isArray(item) ? item[at] : isRecord(item) ? item.label : undefined;
  if (typeof name !== 'string') return [item];
  const label = names.ofName(name);
  if (label === undefined) return [];
  return [Array.isArray(item) ? item.with(at, label) : { ...(item as object), label }];
}
