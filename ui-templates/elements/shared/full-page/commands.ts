import { isCommand } from '../keys';

/** Something a worker can do by a key. */
export interface Command {
  readonly id: string;
  /** In the worker's language. Without one the command is not listed: it is a variant of the one before. */
  readonly title: string;
  /** Keys with what is held, in this order: `Ctrl+Alt+Shift+KeyZ`. Letters are those of the keyboard's layout, others stand where they do on an American one. ⌘ counts as Ctrl. */
  readonly keys: readonly string[];
  run(): void;
  /** A key held down runs it once. */
  readonly isOnce?: boolean;
  /** While it is not, the key is left to others. */
  enabled?(): boolean;
}

/** The key that was pressed, as commands name it: by the letter it writes, where it writes one of ours. */
export function keyOf({ ctrlKey, metaKey, altKey, shiftKey, code, key }: KeyboardEvent): string {
  const name = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : code;
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${shiftKey ? 'Shift+' : ''}${name}`;
}

/** The command a key stands for now. */
export function commandFor(commands: readonly Command[], event: KeyboardEvent): Command | undefined {
  if (event.isComposing || event.defaultPrevented) return undefined;
  const isHeld = event.ctrlKey || event.metaKey || event.altKey;
  if (!isHeld && !isCommand(event)) return undefined;
  const key = keyOf(event);
  return commands.find(({ keys, enabled }) => keys.includes(key) && enabled?.() !== false);
}

const NAMES: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Equal: '+',
  Minus: '−',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Escape: 'Esc',
  Backspace: '⌫',
  NumpadAdd: 'Num +',
  NumpadSubtract: 'Num −',
};

/** What is written on the keys: `Ctrl+Z`. */
export const keyText = (key: string): string =>
  key
    .split('+')
    .map((part) => NAMES[part] ?? part.replace(/^(Key|Digit)(?=.$)/, ''))
    .join('+')
    .replace('Shift+/', '?');

/** Keys that stand for several commands, or for a command and a label; for tests. */
export function ambiguousKeys(commands: readonly Command[]): string[] {
  const owners = new Map<string, string[]>();
  for (const { id, keys } of commands) for (const key of keys) owners.set(key, [...(owners.get(key) ?? []), id]);
  for (const [key, ids] of owners) if (/^(Shift\+)?(Digit|Numpad)\d$/.test(key)) ids.push('label');
  return [...owners].filter(([, ids]) => ids.length > 1).map(([key, ids]) => `${key}: ${ids.join(', ')}`);
}
