/** Keys of the portal. Everything else belongs to the task page. */
export type Command = 'release' | 'decline' | 'stop' | 'help';

export const COMMAND_KEYS: Record<Command, string> = { release: 's', decline: 'x', stop: 'b', help: '?' };

/** By the letter, else by its place on the keyboard, so that other layouts and input methods work too. */
export function commandOf(key: string, code: string): Command | undefined {
  const entries = Object.entries(COMMAND_KEYS) as [Command, string][];
  const byKey = entries.find(([, of]) => of === key.toLowerCase());
  const isLatin = /^[a-z]$/i.test(key);
  return (byKey ?? (isLatin ? undefined : entries.find(([, of]) => code === `Key${of.toUpperCase()}`)))?.[0];
}

export const isForPortal = (key: string): boolean => Object.values(COMMAND_KEYS).includes(key.toLowerCase());

/** A key that neither writes text nor presses what has the focus. */
export function isPlainKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || event.repeat)
    return false;
  const target = event.target as Element;
  if (event.key.length > 1 && event.key !== 'Enter') return false;
  if (target.closest('input, textarea, select, dialog, [contenteditable]')) return false;
  const presses = event.key === 'Enter' || event.key === ' ';
  return !(presses && target.closest('button, a, summary, [tabindex]'));
}

export const isSaveKey = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 's';
