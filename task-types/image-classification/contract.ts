import { z } from 'zod';
import { chosenLabel, readClassAnswer } from '../../core/consolidation/classes/single-label';
import type { LabelCategory } from '../../core/job/label-categories';
import type { ParsedAnswer } from '../task-type';

/** Name of the template's element, and so the key of the answer. */
export const ELEMENT = 'crowd-image-classifier';

/** `answerContent`: `{"crowd-image-classifier":{"label":"…"}}`; other keys pass, and a template may name its element otherwise. */
export const answerSchema = z
  .looseObject({})
  .refine((content) => chosenLabel(content, ELEMENT) !== undefined, { error: `expected {"${ELEMENT}":{"label":"…"}}` });

/** The class id the worker chose. */
export const parseAnswer = (content: unknown, categories: LabelCategory[]): ParsedAnswer<number> =>
  readClassAnswer(content, ELEMENT, categories);

export const answerFor = (category: string): Record<string, unknown> => ({ [ELEMENT]: { label: category } });
