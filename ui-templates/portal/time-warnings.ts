/** A worker is told when this much of the time is left. */
const WARNINGS_MS = [60_000, 15_000];

/** Which warnings of the time that is left are due; each comes once. */
export class TimeWarnings {
  private readonly given = new Set<number>();

  /** @param limitMs all the time there was: a warning that would come at the very start is none */
  isDue(msLeft: number, limitMs: number): boolean {
    if (msLeft <= 0) return false;
    const passed = WARNINGS_MS.filter((left) => msLeft <= left && !this.given.has(left));
    for (const left of passed) this.given.add(left);
    return passed.some((left) => limitMs > left);
  }
}
