/** What the manifest entries of all task types share. */
import type { LabelCategory } from '../core/job/label-categories';
import type { ManifestLine } from '../core/manifest/line';
import type { LabelFacts } from './task-type';

export type Metadata = Record<string, unknown>;

/** The members of `<attr>-metadata` that do not depend on the label. */
export const commonMetadata = (type: string, { jobName, humanAnnotated, creationDate }: LabelFacts) => ({
  type,
  'human-annotated': humanAnnotated ? 'yes' : 'no',
  'creation-date': creationDate,
  'job-name': `labeling-job/${jobName}`,
});

export const entries = (attribute: string, value: unknown, metadata: Metadata): Record<string, unknown> => ({
  [attribute]: value,
  [`${attribute}-metadata`]: metadata,
});

/** The value and metadata of a label; undefined where there is none, or the object failed. */
export function labelOn(line: ManifestLine, attribute: string): { value: unknown; metadata: Metadata } | undefined {
  const value = line[attribute];
  const raw = line[`${attribute}-metadata`];
  const metadata = isRecord(raw) ? raw : {};
  return value === undefined || value === null || 'failure-reason' in metadata ? undefined : { value, metadata };
}

/** Position of a category. @throws RangeError when there is no category of that name */
export function classId(label: string, categories: readonly LabelCategory[]): number {
  const id = categories.findIndex((category) => category.label === label);
  if (id < 0)
    throw new RangeError(`${JSON.stringify(label)} is not one of the categories ${namesOf(categories).join(', ')}`);
  return id;
}

/** `class-map`: the names of the class ids that occur, by id. */
export const classMap = (labels: Iterable<string>, categories: readonly LabelCategory[]): Record<string, string> =>
  Object.fromEntries(
    [...new Set(labels)]
      .map((label) => [classId(label, categories), label] as const)
      .sort(([a], [b]) => a - b)
      .map(([id, label]) => [String(id), label]),
  );

/**
 * The name behind a class id on a line. The line's own `class-map` decides where it says one, since another job's file may have had the classes in another
 * order; a name in place of a number is taken as such.
 */
export function classNamed(id: unknown, metadata: Metadata, categories: readonly LabelCategory[]): string | undefined {
  if (typeof id !== 'number' && typeof id !== 'string') return undefined;
  const map = isRecord(metadata['class-map']) ? metadata['class-map'] : {};
  const named = map[String(id)];
  if (typeof named === 'string') return named;
  if (typeof id === 'number' || (typeof id === 'string' && /^\d+$/.test(id))) return categories[Number(id)]?.label;
  return typeof id === 'string' ? id : undefined;
}

export const namesOf = (categories: readonly LabelCategory[]): string[] => categories.map(({ label }) => label);

/** A probability as manifests have it. */
export const rounded = (probability: number): number => Number(probability.toFixed(2));

export const probabilityIn = (value: unknown): number =>
  typeof value === 'number' && value >= 0 && value <= 1 ? value : 0;

/** What Ground Truth's built-in pre-annotation functions hand to a template: `taskObject` is the text, or the URI. */
export const taskInput = (line: ManifestLine, categories: readonly LabelCategory[]): Record<string, unknown> => ({
  taskObject: line.source ?? line['source-ref'],
  labels: namesOf(categories),
  manifestLine: line,
});

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The class names that a line's `class-map` has, in order of their ids. */
export const namesOnLine = (metadata: Metadata | undefined): string[] =>
  Object.entries(isRecord(metadata?.['class-map']) ? metadata['class-map'] : {})
    .sort(([a], [b]) => Number(a) - Number(b))
    .flatMap(([, name]) => (typeof name === 'string' ? [name] : []));
