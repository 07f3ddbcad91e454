import { limits } from '../limits';
import type { Frame } from './frame';
import type { EventRecord } from './history';
import type { ExecutionEnd, ExecutionHeader, StepRecord } from './records';

/** The history has no room for another event. */
export class HistoryFull extends Error {}

/** What the step under way has changed so far, as its journal line will say, and what is to happen in the world once it does. */
export class StepChanges {
  private record: StepRecord = {};
  private effects: (() => void)[] = [];
  private lastEvent = 0;

  /** Everything since the last time this was asked. */
  take(): { record: StepRecord; effects: (() => void)[] } {
    const { record, effects } = this;
    this.record = {};
    this.effects = [];
    return { record, effects };
  }

  effect(run: () => void): void {
    this.effects.push(run);
  }

  start(header: ExecutionHeader): void {
    this.record.start = header;
  }

  /** What happened to frames no longer counts. */
  end(end: ExecutionEnd): void {
    this.record.end = end;
    delete this.record.frames;
    delete this.record.removed;
  }

  /** @throws HistoryFull */
  event(type: string, previous: number, at: number, details?: Record<string, unknown>): number {
    if (this.lastEvent >= limits.historyEvents - 1 && !type.startsWith('Execution')) throw new HistoryFull();
    this.lastEvent += 1;
    const id = this.lastEvent;
    const kept =
      details && Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined && value !== ''));
    // why: AWS keeps an empty details object where the event type has details (ExecutionFailed, ExecutionAborted).
    const event: EventRecord = { id, previous, type, at, details: kept };
    this.record.events ??= [];
    this.record.events.push(event);
    return id;
  }

  /** Number of the event before the one that says that the history is full. */
  lastOfFullHistory(): number {
    this.lastEvent = Math.min(this.lastEvent, limits.historyEvents - 1);
    return this.lastEvent;
  }

  /** Changes a frame; members that become `undefined` are taken away. */
  patch(frame: Frame, changes: Partial<Frame>): void {
    this.record.frames ??= {};
    this.record.frames[frame.key] ??= {};
    const kept = this.record.frames[frame.key]!;
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) {
        if (!(name in frame)) continue;
        delete (frame as any)[name];
        delete (kept.set as any)?.[name];
        kept.unset = [...new Set([...(kept.unset ?? []), name])];
      } else {
        (frame as any)[name] = value;
        kept.set ??= {};
        (kept.set as any)[name] = value;
        if (kept.unset) kept.unset = kept.unset.filter((other) => other !== name);
      }
    }
  }

  remove(key: string): void {
    if (this.record.frames) delete this.record.frames[key];
    this.record.removed ??= [];
    this.record.removed.push(key);
  }

  /** Takes what a journal line says of events and frames back in. */
  restore(record: StepRecord, frames: Map<string, Frame>): void {
    for (const event of record.events ?? []) this.lastEvent = event.id;
    for (const [key, { set, unset }] of Object.entries(record.frames ?? {})) {
      const frame = frames.get(key) ?? ({ key } as Frame);
      Object.assign(frame, set);
      for (const name of unset ?? []) delete (frame as any)[name];
      frames.set(key, frame);
    }
    for (const key of record.removed ?? []) frames.delete(key);
  }
}
