import { spanConsolidator } from '../../core/consolidation/spans/consolidator';
import { readSpanAnswer } from '../../core/consolidation/spans/read-answer';
import { compareSpans, type SpanAnswer, type SpanLabel, spanKey } from '../../core/consolidation/spans/span';
import { commonMetadata, entries, isRecord, labelOn, namesOf, probabilityIn, rounded, taskInput } from '../metadata';
import type { LearnerAdapter, TaskType } from '../task-type';

const ELEMENT = 'crowd-entity-annotation';
const METADATA_TYPE = 'groundtruth/text-span';

/** Quality is F1: a span counts when start, end and label are right, and nothing to find and nothing found is 1. */
const learner: LearnerAdapter<SpanLabel> = {
  learner: 'span-tagger',
  exact: false,
  quality(answer, { spans }, categories) {
    const read = readSpanAnswer(answer, { categories: namesOf(categories) });
    if (!read.ok) return 0;
    if (read.value.spans.length + spans.length === 0) return 1;
    const truth = new Set(spans.map(spanKey));
    const hits = read.value.spans.filter((span) => truth.has(spanKey(span))).length;
    return (2 * hits) / (read.value.spans.length + spans.length);
  },
  unlearnable: (labels) =>
    labels.some(({ spans }) => spans.length > 0)
      ? undefined
      : `training data holds no span (${labels.length} objects): a model needs objects with spans`,
  fromPrediction({ answer, confidence }, categories) {
    const read = readSpanAnswer(answer, { categories: namesOf(categories) });
    if (!read.ok) throw new RangeError(`the model predicted what cannot be read: ${read.reason}`);
    return { spans: read.value.spans.map((span) => ({ ...span, confidence })) };
  },
};

const entitiesOf = ({ spans }: SpanAnswer) =>
  spans.map(({ start, end, label }) => ({ label, startOffset: start, endOffset: end }));

/** Names in a text: spans of characters with a label each. They may overlap. */
export const namedEntityRecognition: TaskType<SpanAnswer, SpanLabel, SpanLabel> = {
  slug: 'named-entity-recognition',
  title: 'Named entity recognition',
  groundTruthSuffix: 'NamedEntityRecognition',
  humanTaskUi: 'NamedEntityRecognition',
  element: ELEMENT,
  metadataType: METADATA_TYPE,
  labelAttributeIsRef: false,
  source: 'text',
  extensions: ['.txt'],
  minimumCategories: 1,
  consolidator: spanConsolidator,
  lineProblem: ({ source }) =>
    source === undefined ? 'the line has no text in "source": offsets need one to count in' : undefined,
  preAnnotation: (line, categories, { instructions }) => ({
    ...taskInput(line, categories),
    labels: categories.map(({ label, shortDisplayName }) => ({ label, ...(shortDisplayName && { shortDisplayName }) })),
    ...(instructions && { instructions }),
  }),
  initialValue: entitiesOf,
  answerContent: (answer) => ({ [ELEMENT]: { entities: entitiesOf(answer) } }),
  answerOf: (label) => spanConsolidator.asAnswer(label),
  labelOf: ({ label }, { workers }) =>
    workers === 1 ? { ...label, spans: label.spans.map((span) => ({ ...span, confidence: 0 })) } : label,
  output({ spans }, attribute, categories, facts) {
    const {
      type,
      'job-name': jobName,
      'creation-date': created,
      'human-annotated': annotated,
    } = commonMetadata(METADATA_TYPE, facts);
    const labels = categories.map(({ label, shortDisplayName }) => ({
      label,
      ...(shortDisplayName && { shortDisplayName }),
    }));
    return entries(
      attribute,
      { annotations: { labels, entities: entitiesOf({ spans }) } },
      {
        'job-name': jobName,
        type,
        'creation-date': created,
        'human-annotated': annotated,
        entities: spans.map(({ confidence }) => ({ confidence: rounded(confidence) })),
      },
    );
  },
  readLabel(line, attribute, categories) {
    const found = labelOn(line, attribute);
    if (!found || !isRecord(found.value) || !isRecord(found.value.annotations)) return undefined;
    const { entities } = found.value.annotations;
    const sure = Array.isArray(found.metadata.entities) ? found.metadata.entities : [];
    if (!Array.isArray(entities)) return undefined;
    const spans: SpanLabel['spans'] = [];
    for (const [i, entity] of entities.entries()) {
      const read = readSpanAnswer([entity], { categories: namesOf(categories) });
      if (!read.ok) return undefined;
      spans.push({ ...read.value.spans[0]!, confidence: isRecord(sure[i]) ? probabilityIn(sure[i].confidence) : 0 });
    }
    return { spans: spans.sort(compareSpans) };
  },
  learner,
};
