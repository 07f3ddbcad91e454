/** "Which one class?": a class name in, a class name out. */
import type { AnsweredObject, ConsolidationOptions, ConsolidationOutcome, Consolidator } from '../consolidator';
import { explainClass, type NumberedVote } from './class-explanation';
import { CLASS_METHODS, consolidateClasses } from './consolidate-classes';
import { type LearntConfusions, learntOf, recallConfusions } from './learnt-confusions';

export { CLASS_METHODS, type ClassesConsolidated, consolidateClasses } from './consolidate-classes';

/** What a batch taught. The names are there because without `categories` the numbers of classes differ from batch to batch. */
interface NamedConfusions extends LearntConfusions {
  names: string[];
}

export const classConsolidator: Consolidator<string, string> = {
  methods: CLASS_METHODS,
  readAnswer: (content, { element, categories }) => {
    const label = typeof content === 'string' ? content : labelIn(content, element);
    if (label === undefined)
      return { ok: false, reason: `the answer holds no {"${element ?? 'element'}":{"label":"…"}}` };
    if (label === '') return { ok: false, reason: 'the label is empty' };
    if (categories && !categories.includes(label))
      return { ok: false, reason: `the label ${JSON.stringify(label.slice(0, 100))} is not one of the categories` };
    return { ok: true, value: label };
  },
  consolidate,
  distance: (a, b) => (a === b ? 0 : 1),
  asAnswer: (label) => label,
  measure: (pairs) => ({ accuracy: accuracy(pairs), macroF1: macroF1(pairs) }),
};

function consolidate(
  objects: readonly AnsweredObject<string>[],
  { categories, method, earlier = [] }: ConsolidationOptions,
): ConsolidationOutcome<string> {
  const names = namesOf(objects, earlier, categories);
  const numberOf = new Map(names.map((name, label) => [name, label]));
  const workerIds = [...new Set(objects.flatMap(({ answers }) => answers.map(({ workerId }) => workerId)))].sort();
  const workerOf = new Map(workerIds.map((workerId, worker) => [workerId, worker]));
  const votes = objects.map(({ answers }) => distinct(answers, workerOf, numberOf));
  const result = consolidateClasses(
    {
      objects: objects.length,
      workers: workerIds.length,
      classes: names.length,
      object: Int32Array.from(votes.flatMap((given, object) => given.map(() => object))),
      worker: Int32Array.from(votes.flatMap((given) => given.map(({ worker }) => worker))),
      label: Int32Array.from(votes.flatMap((given) => given.map(({ label }) => label))),
    },
    {
      method,
      earlier: recallConfusions(
        earlier.map((batch) => renumbered(batch, names)),
        workerIds,
        names.length,
      ),
    },
  );
  const nameOf = (label: number) => names[label]!;
  const learnt: NamedConfusions = { ...learntOf(result.workers, workerIds, names.length), names };
  return {
    objects: votes.map((given, object) =>
      given.length === 0
        ? undefined
        : {
            label: nameOf(result.labels[object]!),
            confidence: result.confidences[object]!,
            explanation: explainClass(result, object, given, nameOf, names.length),
          },
    ),
    skills: new Map(workerIds.map((workerId, worker) => [workerId, result.skills[worker]!])),
    learnt,
  };
}

/** The votes on one object; a worker who said the same twice has said it once. */
function distinct(
  answers: AnsweredObject<string>['answers'],
  workerOf: Map<string, number>,
  numberOf: Map<string, number>,
): NumberedVote[] {
  const votes = answers.map(({ workerId, answer }) => ({
    workerId,
    worker: workerOf.get(workerId)!,
    label: numberOf.get(answer)!,
  }));
  const seen = new Set<string>();
  return votes.filter(({ worker, label }) => {
    const key = `${worker} ${label}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Class names: the job's in its order, then those that occur besides, sorted. Without the job's, earlier batches' count too. */
function namesOf(
  objects: readonly AnsweredObject<string>[],
  earlier: readonly unknown[],
  categories: readonly string[] | undefined,
): string[] {
  const occurring = new Set(objects.flatMap(({ answers }) => answers.map(({ answer }) => answer)));
  if (!categories) for (const batch of earlier) for (const name of namesIn(batch) ?? []) occurring.add(name);
  const first = [...new Set(categories ?? [])];
  const known = new Set(first);
  return [...first, ...[...occurring].filter((name) => !known.has(name)).sort()];
}

/** What an earlier batch taught, in this batch's numbers of classes. */
function renumbered(batch: unknown, names: string[]): unknown {
  const theirs = namesIn(batch);
  if (!theirs || (theirs.length === names.length && theirs.every((name, i) => name === names[i]))) return batch;
  const numberOf = new Map(names.map((name, label) => [name, label]));
  const ours = (k: unknown) => numberOf.get(theirs[k as number]!) ?? -1;
  const { workers } = batch as Partial<LearntConfusions>;
  if (typeof workers !== 'object' || workers === null) return undefined;
  return {
    classes: names.length,
    workers: Object.fromEntries(
      Object.entries(workers).map(([workerId, cells]: [string, unknown]) => [
        workerId,
        Array.isArray(cells)
          ? cells.filter(Array.isArray).map(([k, l, count]) => [ours(k), ours(l), count])
          : undefined,
      ]),
    ),
  };
}

function namesIn(batch: unknown): string[] | undefined {
  const names = (batch as Partial<NamedConfusions> | null | undefined)?.names;
  return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined;
}

/** The `label` of the element of that name; templates name their element freely, so else of the only element that holds one. */
export function labelIn(content: unknown, element: string | undefined): string | undefined {
  if (!isRecord(content)) return undefined;
  const labelOf = (value: unknown) => (isRecord(value) && typeof value.label === 'string' ? value.label : undefined);
  const named = element === undefined ? undefined : labelOf(content[element]);
  if (named !== undefined) return named;
  const others = Object.values(content)
    .map(labelOf)
    .filter((label) => label !== undefined);
  return others.length === 1 ? others[0] : undefined;
}

type Pairs = readonly { label: string | undefined; gold: string }[];

const accuracy = (pairs: Pairs): number =>
  pairs.length === 0 ? 0 : pairs.filter(({ label, gold }) => label === gold).length / pairs.length;

/** Mean over the classes that occur in gold or labels of 2 tp / (2 tp + fp + fn). */
function macroF1(pairs: Pairs): number {
  const counts = new Map<string, { right: number; given: number; gold: number }>();
  const of = (name: string) => {
    const known = counts.get(name) ?? { right: 0, given: 0, gold: 0 };
    counts.set(name, known);
    return known;
  };
  for (const { label, gold } of pairs) {
    of(gold).gold++;
    if (label !== undefined) of(label).given++;
    if (label === gold) of(gold).right++;
  }
  const scores = [...counts.values()].map(({ right, given, gold }) => (2 * right) / (given + gold));
  return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
