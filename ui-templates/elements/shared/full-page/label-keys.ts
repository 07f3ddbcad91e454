import { digitIndex, isCommand } from '../keys';

/** Until a number that was begun is forgotten. */
const LAPSE_MS = 3000;

/** What is written beside a label: `4`, from the eleventh on its number, all digits but the last with Shift: `⇧1 4`, `⇧12 3`. */
export function labelKey(index: number): string {
  const number = index + 1;
  return number <= 10 ? String(number % 10) : `⇧${Math.floor(number / 10)} ${number % 10}`;
}

/** Reads the keys of labels. One digit alone chooses at once; digits with Shift begin a number that a digit without ends. */
export class LabelKeys {
  private digits = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onTyped told whenever what was typed of a number has changed */
  constructor(private readonly onTyped: () => void) {}

  /** What was typed of a number so far. */
  get typed(): string {
    return this.digits;
  }

  /** The place of the label that a key chooses, of so many; 'more' while its number is being typed; undefined for keys that are no label's. */
  take(event: KeyboardEvent, labels: number): number | 'more' | undefined {
    // Pressed on the way to the next digit.
    if (event.key === 'Shift') return undefined;
    const { typed } = this;
    if (!isCommand(event)) this.put('');
    else if (labels > 10 && event.shiftKey && /^Digit\d$/.test(event.code)) {
      const digit = event.code.slice(-1);
      if (event.repeat) return typed === '' ? undefined : 'more';
      if (typed === '' && digit === '0') return undefined;
      this.put(typed + digit);
      return 'more';
    } else {
      this.put('');
      const index = digitIndex(event);
      if (index !== undefined && typed !== '') return Number(`${typed}${(index + 1) % 10}`) - 1;
      return labels > 0 ? index : undefined;
    }
    return undefined;
  }

  /** Forgets a number that was begun; false when there was none. */
  forget(): boolean {
    const hadSome = this.digits !== '';
    this.put('');
    return hadSome;
  }

  private put(digits: string): void {
    clearTimeout(this.timer);
    if (digits !== '') this.timer = setTimeout(() => this.put(''), LAPSE_MS);
    if (digits === this.digits) return;
    this.digits = digits;
    this.onTyped();
  }
}
