import { Refused, Unreachable } from './api';
import type { Texts } from './i18n/en';
import type { Complaint } from './task-session';

/** What is wrong with an answer, in the worker's language. */
export const complaintText = ({ problem, message }: Complaint, { wrong }: Texts): string => {
  const text = wrong[problem as keyof typeof wrong] ?? wrong.unusable;
  return text === wrong.unusable ? `${text} ${message}` : text;
};

/** Why nothing goes on. */
export function troubleText(error: unknown, texts: Texts, isSignedIn: boolean): string {
  // Browsers have no error of its own kind for a connection that failed.
  if (error instanceof Unreachable || (error as Error).name === 'TypeError') return texts.offline;
  const what = isSignedIn ? texts.troubleTitle : texts.signInFailed;
  const known = error instanceof Refused && texts.refused[error.code as keyof typeof texts.refused];
  return `${what} ${known || (error as Error).message}`;
}
