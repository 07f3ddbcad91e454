export type Step = () => Promise<void> | void;

const stepsPerTurn = 50;

/** Runs the steps of one execution one after the other. */
export class StepQueue {
  private steps: Step[] = [];
  private draining = false;

  /**
   * @param failed takes what a step threw
   * @param done called after every step
   */
  constructor(
    private readonly failed: (error: unknown) => void,
    private readonly done: () => void,
  ) {}

  push(step: Step): void {
    this.steps.push(step);
    if (!this.draining) void this.drain();
  }

  /** Before all that wait. */
  pushFirst(step: Step): void {
    this.steps.unshift(step);
    if (!this.draining) void this.drain();
  }

  clear(): void {
    this.steps = [];
  }

  private async drain(): Promise<void> {
    this.draining = true;
    // why: what is enqueued in one turn of the event loop is all there before the first of it runs.
    await undefined;
    let count = 0;
    for (let step = this.steps.shift(); step; step = this.steps.shift()) {
      try {
        await step();
      } catch (error) {
        this.failed(error);
      }
      this.done();
      count += 1;
      // why: steps that wait for nothing would keep everybody else from running.
      if (count % stepsPerTurn === 0) await new Promise(setImmediate);
    }
    this.draining = false;
  }
}
