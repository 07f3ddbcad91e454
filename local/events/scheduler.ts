import { join } from 'node:path';
import type { CloudContext } from '../contract';
import { RecordStore } from '../storage/record-store';
import type { Rule } from './rules';

const longestTimer = 2 ** 31 - 1;

interface Progress {
  expression: string;
  /** The last run, or when the schedule was first seen. */
  since: number;
}

/**
 * Runs schedules. What was due while the cloud was down runs once when it is up again, so that sweepers and the like catch up at once.
 */
export class Scheduler {
  private readonly progress: RecordStore<Progress>;
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private running = false;

  constructor(
    private readonly context: CloudContext,
    private readonly fire: (rule: Rule, at: number) => Promise<void>,
  ) {
    this.progress = new RecordStore(join(context.dataDir, 'events', 'schedules.jsonl'));
  }

  start(rules: readonly Rule[]): void {
    this.running = true;
    for (const rule of rules) this.plan(rule);
  }

  /** Called whenever a rule is made or changed. */
  plan(rule: Rule): void {
    this.forget(rule.arn);
    if (!this.running || !rule.enabled || !rule.next || !rule.schedule) return;
    const now = this.context.now();
    let state = this.progress.get(rule.arn);
    if (state?.expression !== rule.schedule) {
      state = { expression: rule.schedule, since: now };
      this.progress.put(rule.arn, state);
    }
    const due = rule.next(state.since, state.since);
    if (due === undefined) return;
    const wait = Math.min(Math.max(0, due - now), longestTimer);
    const timer = setTimeout(() => (due <= this.context.now() ? this.run(rule) : this.plan(rule)), wait);
    timer.unref();
    this.timers.set(rule.arn, timer);
  }

  forget(ruleArn: string): void {
    clearTimeout(this.timers.get(ruleArn));
    this.timers.delete(ruleArn);
  }

  close(): void {
    this.running = false;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.progress.close();
  }

  private async run(rule: Rule): Promise<void> {
    const at = this.context.now();
    try {
      await this.fire(rule, at);
    } catch (error) {
      this.context.log('events', `${rule.arn}: schedule failed: ${(error as Error).message}`);
    }
    // why: after the deliveries are durable, so that a crash in between runs the schedule again rather than never.
    this.progress.put(rule.arn, { expression: rule.schedule!, since: at });
    this.plan(rule);
  }
}
