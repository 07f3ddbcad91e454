/** What all multi-label tasks share, whatever is labelled: several labels per object, any number of them, none included. */
import type { MultiLabel } from '../core/consolidation/multi-label/consolidate-label-sets';
import { multiLabelConsolidator } from '../core/consolidation/multi-label/consolidator';
import { readLabelSet } from '../core/consolidation/multi-label/read-label-set';
import type { LabelCategory } from '../core/job/label-categories';
import {
  classId,
  classMap,
  classNamed,
  commonMetadata,
  entries,
  isRecord,
  labelOn,
  namesOf,
  probabilityIn,
  rounded,
  taskInput,
} from './metadata';
import type { LearnerAdapter, TaskType } from './task-type';

/** The members of a slice that do not depend on what is labelled. */
export const labelSets = (element: string, metadataType: string, learner: string) =>
  ({
    element,
    metadataType,
    labelAttributeIsRef: false,
    minimumCategories: 2,
    consolidator: multiLabelConsolidator,
    preAnnotation: taskInput,
    initialValue: (answer) => answer,
    answerContent: (answer) => ({ [element]: { labels: answer } }),
    answerOf: ({ labels }) => [...labels].sort(),
    labelOf({ label: { labels, confidences } }, { workers }) {
      const sure = (name: string) => (workers === 1 ? 0 : (confidences[name] ?? 0));
      return { labels, confidences: Object.fromEntries(labels.map((name) => [name, sure(name)])) };
    },
    output({ labels, confidences }, attribute, categories, facts) {
      const { type, 'job-name': jobName, ...annotated } = commonMetadata(metadataType, facts);
      const ids = labels.map((name) => classId(name, categories));
      return entries(attribute, ids, {
        'job-name': jobName,
        'class-map': classMap(labels, categories),
        ...annotated,
        'confidence-map': Object.fromEntries(ids.map((id, i) => [String(id), rounded(confidences[labels[i]!] ?? 0)])),
        type,
      });
    },
    readLabel(line, attribute, categories) {
      const found = labelOn(line, attribute);
      if (!found || !Array.isArray(found.value)) return undefined;
      const { value, metadata } = found;
      const sure = isRecord(metadata['confidence-map']) ? metadata['confidence-map'] : {};
      const known = new Set(namesOf(categories));
      const read = value.map((id) => ({
        name: classNamed(id, metadata, categories),
        sure: typeof id === 'object' ? 0 : probabilityIn(sure[String(id)]),
      }));
      if (!read.every(({ name }) => name !== undefined && known.has(name))) return undefined;
      return {
        labels: [...new Set(read.map(({ name }) => name!))],
        confidences: Object.fromEntries(read.map(({ name, sure }) => [name!, sure])),
      };
    },
    learner: setLearner(learner),
  }) satisfies Partial<TaskType<string[], MultiLabel, MultiLabel>>;

/** A set is right or wrong as a whole. */
const setLearner = (learner: string): LearnerAdapter<MultiLabel> => ({
  learner,
  exact: true,
  quality(answer, { labels }, categories) {
    const read = readLabelSet(answer, { categories: namesOf(categories) });
    return read.ok && same(read.value, labels) ? 1 : 0;
  },
  unlearnable: (labels) =>
    labels.every((label) => same(label.labels, labels[0]!.labels))
      ? `all ${labels.length} objects of the training data have the same labels (${labels[0]!.labels.join(', ') || 'none'}): a model needs objects that differ`
      : undefined,
  fromPrediction({ answer, confidence }, categories) {
    const read = readLabelSet(answer, { categories: namesOf(categories) });
    if (!read.ok) throw new RangeError(`the model predicted ${JSON.stringify(answer)}: ${read.reason}`);
    const labels = inOrder(read.value, categories);
    return { labels, confidences: Object.fromEntries(labels.map((name) => [name, confidence])) };
  },
});

const inOrder = (labels: readonly string[], categories: readonly LabelCategory[]): string[] =>
  namesOf(categories).filter((name) => labels.includes(name));

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((label) => b.includes(label));
