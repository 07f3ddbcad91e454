const TEXT_INPUTS = new Set(['checkbox', 'radio', 'range', 'button', 'submit', 'reset', 'color', 'file', 'image']);

/** The element that really has the focus, inside whatever shadow roots. */
const targetOf = (event: KeyboardEvent): Element | undefined => {
  const [first] = event.composedPath();
  return first instanceof Element ? first : undefined;
};

/** Keys pressed while somebody writes are letters, not commands. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = targetOf(event);
  if (target instanceof HTMLInputElement) return !TEXT_INPUTS.has(target.type);
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLElement && target.isContentEditable;
}

/** Enter presses what has the focus: a button, a link, a summary. */
export function pressesSomething(event: KeyboardEvent): boolean {
  return targetOf(event)?.closest('button, a[href], summary, video, audio, [role="button"]') != null;
}

/** Workers who dictate or whose keyboards send stray keys switch single-key commands off. */
export function useSingleKeys(isOn: boolean): void {
  // On the page and not in this module: bundles that are loaded later carry a copy of it.
  document.documentElement.toggleAttribute('data-crowd-no-single-keys', !isOn);
}

const usesSingleKeys = (): boolean => !document.documentElement.hasAttribute('data-crowd-no-single-keys');

/** Not a letter of some text, not a command of the browser, not taken by the template. */
export function isCommand(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return false;
  return usesSingleKeys() || event.key.length > 1;
}

/** 1–9 and 0 as 0–9, on every keyboard layout; undefined for other keys. */
export function digitIndex(event: KeyboardEvent): number | undefined {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? /^\d$/.exec(event.key)?.[0];
  if (digit === undefined || event.shiftKey) return undefined;
  return digit === '0' ? 9 : Number(digit) - 1;
}

/** The key that chooses the item at that place, if there is one. */
export const digitFor = (index: number): string | undefined => (index < 10 ? String((index + 1) % 10) : undefined);
