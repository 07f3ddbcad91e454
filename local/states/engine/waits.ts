import type { Environment } from './records';

/** What an execution waits for: timers by name, and outside calls that can be called off by frame key. */
export class Waits {
  private readonly timers = new Map<string, () => void>();
  private readonly aborts = new Map<string, AbortController>();

  constructor(private readonly clock: Environment['timers']) {}

  /** One timer per name. */
  setTimer(name: string, moment: number, fire: () => void): void {
    const cancel = this.clock.at(moment, () => {
      this.timers.delete(name);
      fire();
    });
    this.timers.set(name, cancel);
  }

  clearTimer(name: string): void {
    this.timers.get(name)?.();
    this.timers.delete(name);
  }

  abortSignal(key: string): AbortSignal {
    const controller = new AbortController();
    this.aborts.set(key, controller);
    return controller.signal;
  }

  /** Ends waiting for a frame's outside work; gives the call that is to be called off, if there is one. */
  endOf(key: string): AbortController | undefined {
    for (const name of [key, `${key}:heartbeat`]) this.clearTimer(name);
    const abort = this.aborts.get(key);
    this.aborts.delete(key);
    return abort;
  }

  /** Forgets every timer and call, without calling any off. */
  clear(): void {
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
    this.aborts.clear();
  }

  /** The cloud is closing: calls are called off too. */
  close(): void {
    for (const cancel of this.timers.values()) cancel();
    for (const abort of this.aborts.values()) abort.abort();
  }
}
