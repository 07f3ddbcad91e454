import { ApiError } from './errors';

/** What is wrong with an answer, for the portal to say in the worker's language. */
export type AnswerProblem =
  /** Nothing was answered there. */
  | 'missing'
  | 'empty'
  /** A label or item that the job does not have. */
  | 'unknown-label'
  /** Anything else; the message says what. */
  | 'unusable';

/**
 * The refusal of an answer that consolidation could not read, with the field it is about.
 *
 * @param field name under which the task's element answers
 */
export function invalidAnswer(answer: Record<string, unknown>, field: string, reason: string): ApiError {
  return new ApiError('InvalidAnswer', `This answer cannot be used: ${reason}.`, {
    field,
    problem: problemOf(answer[field], reason),
  });
}

function problemOf(value: unknown, reason: string): AnswerProblem {
  if (value === undefined || value === null) return 'missing';
  if (/is not one of the (categories|items)/.test(reason)) return 'unknown-label';
  return /is empty$|holds no/.test(reason) ? 'empty' : 'unusable';
}
