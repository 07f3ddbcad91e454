/** Adds up how long the page was out of sight: a worker who looks at something else is not working on the task. */
export class PauseClock {
  private paused = 0;
  private hiddenSince: number | undefined;

  constructor(private readonly now: () => number) {}

  visibility(isHidden: boolean): void {
    if (isHidden) this.hiddenSince ??= this.now();
    else if (this.hiddenSince !== undefined) {
      this.paused += this.now() - this.hiddenSince;
      this.hiddenSince = undefined;
    }
  }

  get seconds(): number {
    return Math.round((this.paused + (this.hiddenSince === undefined ? 0 : this.now() - this.hiddenSince)) / 1000);
  }
}
