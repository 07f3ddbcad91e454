import type { TaskType } from '../task-type';
import { type TextLabel, texts } from '../texts';

/** A text about a text: a translation, a summary, an answer. */
export const freeText: TaskType<string, string, TextLabel> = {
  ...texts('text', 'plumbline/free-text'),
  slug: 'free-text',
  title: 'Free text',
  source: 'text',
  extensions: ['.txt'],
};
