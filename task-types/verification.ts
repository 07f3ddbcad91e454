/** What verifications share: is the label on the line right? The labels of the job are the verdicts, the first for what is right. */
import { classConsolidator } from '../core/consolidation/classes/consolidator';
import type { ManifestLine } from '../core/manifest/line';
import { isRecord, labelOn, taskInput } from './metadata';
import { noReviewed } from './reviews';
import { type ClassLabel, readSingleLabel, singleLabel, singleLabelOutput } from './single-label';
import type { TaskType } from './task-type';

const ELEMENT = 'crowd-image-classifier';
const METADATA_TYPE = 'groundtruth/label-verification';

/** What the workers found, and what they wrote about it. */
export interface Verdict extends ClassLabel {
  feedback: string[];
}

/** @param overlay the earlier label as the element shows it; undefined where it cannot be read */
export const verification = (
  reviews: readonly string[],
  overlay: (line: ManifestLine, attribute: string) => Record<string, unknown> | undefined,
) => {
  const { labelOf, answerOf, initialValue: _, ...classes } = singleLabel(ELEMENT);
  return {
    ...classes,
    answerOf,
    consolidator: classConsolidator,
    metadataType: METADATA_TYPE,
    labelAttributeIsRef: false,
    source: 'image',
    extensions: ['.jpg', '.jpeg', '.png'],
    minimumCategories: 2,
    reviews,
    lineProblem(line, _categories, { reviewedAttribute: attribute }) {
      if (attribute === undefined) return noReviewed(reviews);
      return overlay(line, attribute) ? undefined : `the label ${attribute} cannot be read`;
    },
    preAnnotation: (line, categories, { reviewedAttribute: attribute }) => ({
      ...taskInput(line, categories),
      overlay: overlay(line, attribute!),
    }),
    labelOf: (consolidated, context) => ({
      ...labelOf(consolidated, context),
      feedback: context.answers.flatMap(({ content }) => commentIn(content) ?? []),
    }),
    output(label, attribute, categories, facts) {
      const set = singleLabelOutput(label, attribute, METADATA_TYPE, categories, facts);
      if (label.feedback.length === 0) return set;
      const key = `${attribute}-metadata`;
      const feedback = label.feedback.map((comment) => ({ comment }));
      return { ...set, [key]: { ...(set[key] as object), 'worker-feedback': feedback } };
    },
    readLabel(line, attribute, categories) {
      const label = readSingleLabel(line, attribute, categories);
      if (!label) return undefined;
      const written = labelOn(line, attribute)!.metadata['worker-feedback'];
      const feedback = (Array.isArray(written) ? written : []).flatMap((entry) =>
        isRecord(entry) && typeof entry.comment === 'string' ? entry.comment : [],
      );
      return { ...label, feedback };
    },
  } satisfies Partial<TaskType<string, string, Verdict>>;
};

/** The comment beside the verdict; blank ones say nothing. */
function commentIn(content: unknown): string | undefined {
  if (!isRecord(content)) return undefined;
  for (const value of Object.values(content)) {
    const comment = isRecord(value) ? value.workerComment : undefined;
    if (typeof comment === 'string' && comment.trim() !== '') return comment.trim();
  }
  return undefined;
}
