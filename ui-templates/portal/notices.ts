const TOAST_MS = 4000;

/** What the worker is told in passing: shown for a moment, read out, or both. */
export class Notices {
  toast = '';
  /** Read out, not shown. */
  announcement = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onChange: () => void) {}

  /** Shows a text for a moment and has it read out. */
  say(text: string): void {
    this.toast = text;
    this.announcement = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.toast = '';
      this.onChange();
    }, TOAST_MS);
    this.onChange();
  }

  /** Has a text read out; what was shown is over. */
  announce(text: string): void {
    this.toast = '';
    this.announcement = text;
  }
}
