import type { LocalDraft } from './draft-store';

/** Saves the work on a task as a file on the worker's computer. */
export function download({ answer, jobKey, changedAt }: LocalDraft): void {
  const file = new Blob([JSON.stringify(answer, null, 2)], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `${jobKey}-${new Date(changedAt).toISOString().slice(0, 19).replace(/:/g, '')}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
