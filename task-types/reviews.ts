/** Tasks about a label that the line carries already: is it right (verification), and make it right (adjustment). */
import type { LabelCategory } from '../core/job/label-categories';
import type { ManifestLine } from '../core/manifest/line';
import { isRecord, labelOn, namesOf } from './metadata';
import type { TaskType } from './task-type';

/**
 * The attribute whose label a line's task is about: the one the job names, else the newest label of a type the task reviews. The job's own attribute is not
 * meant, which a line may carry from an earlier try.
 */
export function reviewedAttribute(
  line: ManifestLine,
  types: readonly string[],
  { own, named }: { own: string; named?: string },
): string | undefined {
  if (named !== undefined) return labelOn(line, named) ? named : undefined;
  const created = (attribute: string) => {
    const date = labelOn(line, attribute)!.metadata['creation-date'];
    return typeof date === 'string' ? date : '';
  };
  return Object.keys(line)
    .filter((attribute) => {
      const type = attribute === own ? undefined : labelOn(line, attribute)?.metadata.type;
      return typeof type === 'string' && types.includes(type);
    })
    .sort((a, b) => (created(a) < created(b) ? 1 : created(a) > created(b) ? -1 : 0))[0];
}

export const noReviewed = (types: readonly string[]): string =>
  `the line carries no label to look at: none of its labels is of the type ${types.join(' or ')}`;

/** Whether a label came out as it went in. Answers are compared, not what pages say of themselves: a box moved away and back is not adjusted. */
export type Adjusted<Label> = Label & { adjusted?: boolean };

type Adjustable<Answer, Label> = Required<
  Pick<
    TaskType<Answer, any, Label>,
    'initialValue' | 'preAnnotation' | 'consolidator' | 'labelOf' | 'output' | 'readLabel'
  >
> & { metadataType: string };

/** The members by which an adjustment differs from drawing anew. `shown` is the earlier label as the element's initial value. */
export const adjustment = <Answer, Label extends object>(
  base: Adjustable<Answer, Label>,
  shown: (line: ManifestLine, attribute: string, categories: LabelCategory[]) => unknown,
) =>
  ({
    reviews: [base.metadataType],
    lineProblem(line, categories, { reviewedAttribute: attribute }) {
      if (attribute === undefined) return noReviewed([base.metadataType]);
      return shown(line, attribute, categories) === undefined ? unreadable(line, attribute, categories) : undefined;
    },
    preAnnotation: (line, categories, context) => ({
      ...base.preAnnotation(line, categories, context),
      initialValue: shown(line, context.reviewedAttribute!, categories),
    }),
    labelOf(consolidated, context) {
      const label = base.labelOf(consolidated, context);
      const { reviewed, answers } = context;
      const adjusted =
        reviewed === undefined
          ? answers.some(({ content }) => saysModified(content))
          : answers.some(({ answer }) => base.consolidator.distance(answer, reviewed) > 0);
      return { ...label, adjusted };
    },
    output({ adjusted, ...label }, attribute, categories, facts) {
      const set = base.output(label as Label, attribute, categories, facts);
      const key = `${attribute}-metadata`;
      const status = adjusted ? 'adjusted' : 'unadjusted';
      return { ...set, [key]: { ...(set[key] as object), 'adjustment-status': status } };
    },
    readLabel(line, attribute, categories, file) {
      const label = base.readLabel(line, attribute, categories, file);
      return label && { ...label, adjusted: labelOn(line, attribute)!.metadata['adjustment-status'] === 'adjusted' };
    },
  }) satisfies Partial<TaskType<Answer, any, Adjusted<Label>>>;

/** Names the classes of the earlier label that the job does not have: the usual reason, and one that its owner can mend. */
function unreadable(line: ManifestLine, attribute: string, categories: readonly LabelCategory[]): string {
  const { metadata } = labelOn(line, attribute)!;
  const known = new Set(namesOf(categories));
  const named = Object.values(isRecord(metadata['class-map']) ? metadata['class-map'] : {});
  const painted = Object.entries(isRecord(metadata['internal-color-map']) ? metadata['internal-color-map'] : {})
    .filter(([id]) => id !== '0')
    .map(([, entry]) => (isRecord(entry) ? entry['class-name'] : undefined));
  const missing = [...named, ...painted].filter((name) => typeof name === 'string' && !known.has(name));
  return missing.length > 0
    ? `the label ${attribute} has the class ${missing.join(', ')}, which is none of this job's labels`
    : `the label ${attribute} cannot be read`;
}

/** `initialValueModified` of the only element that says it. */
const saysModified = (content: unknown): boolean =>
  isRecord(content) && Object.values(content).some((value) => isRecord(value) && value.initialValueModified === true);

/** What a page needs to show a mask that is on the line: its colours by name, and where the picture is. */
export function maskOnLine(
  line: ManifestLine,
  attribute: string,
): { labelMappings: Record<string, { color: string }>; src: string } | undefined {
  const found = labelOn(line, attribute);
  const colours = found?.metadata['internal-color-map'];
  if (typeof found?.value !== 'string' || !isRecord(colours)) return undefined;
  const labelMappings: Record<string, { color: string }> = {};
  for (const entry of Object.values(colours)) {
    if (!isRecord(entry)) return undefined;
    const { 'class-name': name, 'hex-color': color } = entry;
    if (typeof name !== 'string' || typeof color !== 'string') return undefined;
    if (name !== 'BACKGROUND') labelMappings[name] = { color };
  }
  return { labelMappings, src: found.value };
}
