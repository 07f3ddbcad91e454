/** What the tasks share whose answer is a text of the worker's own. */
import { freeTextConsolidator } from '../core/consolidation/free-text/consolidator';
import { commonMetadata, entries, labelOn, probabilityIn, rounded, taskInput } from './metadata';
import type { TaskType } from './task-type';

/** `confidence` is 0 where one worker wrote it. */
export interface TextLabel {
  text: string;
  confidence: number;
}

/** The members of a slice that do not depend on what is written about. */
export const texts = (element: string, metadataType: string) =>
  ({
    element,
    metadataType,
    labelAttributeIsRef: false,
    minimumCategories: 0,
    consolidator: freeTextConsolidator,
    preAnnotation: (line, categories) => taskInput(line, categories),
    initialValue: (answer) => answer,
    answerContent: (answer) => ({ [element]: answer }),
    answerOf: ({ text }) => text,
    labelOf: ({ label, confidence }, { workers }) => ({ text: label, confidence: workers === 1 ? 0 : confidence }),
    output: ({ text, confidence }, attribute, _categories, facts) =>
      entries(attribute, text, { confidence: rounded(confidence), ...commonMetadata(metadataType, facts) }),
    readLabel(line, attribute) {
      const found = labelOn(line, attribute);
      if (typeof found?.value !== 'string' || found.value.trim() === '') return undefined;
      return { text: found.value, confidence: probabilityIn(found.metadata.confidence) };
    },
  }) satisfies Partial<TaskType<string, string, TextLabel>>;
