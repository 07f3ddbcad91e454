import type { Answer } from './api';

export interface FrameEvents {
  /** @param isStill the page does nothing by itself, so the next one of its kind may be loaded before it is needed */
  onReady(isStill: boolean): void;
  /** The page that waits out of sight could be worked on. */
  onAheadReady(): void;
  onChange(answer: Answer): void;
  /** @param isTouched false: the page says that nothing was done on it before */
  onSubmit(answer: Answer, isTouched: boolean): void;
  onKey(key: string, code: string): void;
  /** A link in the page was followed; it may not open anything itself. */
  onOpen(url: string): void;
}

/** The talk with the task page in its frame (docs/architecture.md §5). Only messages of the frame shown now are heard. */
export class FrameLink {
  private frame: HTMLIFrameElement | undefined;
  private ahead: HTMLIFrameElement | undefined;

  constructor(private readonly events: FrameEvents) {
    window.addEventListener('message', (event) => this.onMessage(event));
  }

  /** The frame that is shown; undefined when there is none. */
  show(frame: HTMLIFrameElement | undefined): void {
    this.frame = frame;
  }

  /** The frame that waits out of sight: all it may say is that it is ready. */
  prepare(frame: HTMLIFrameElement | undefined): void {
    this.ahead = frame;
  }

  restore(answer: Answer): void {
    this.send({ type: 'plumbline:draft', answer });
  }

  requestSubmit(): void {
    this.send({ type: 'plumbline:request-submit' });
  }

  press(key: string, code: string): void {
    this.send({ type: 'plumbline:key', key, code });
  }

  /** Whether single keys are commands there. */
  useSingleKeys(isOn: boolean): void {
    this.send({ type: 'plumbline:single-keys', isOn });
  }

  /** Says in the page what is wrong with the answer, at the element that gave it. */
  complain(field: string, message: string): void {
    this.send({ type: 'plumbline:invalid', field, message });
  }

  focus(): void {
    this.frame?.focus();
  }

  private send(message: Record<string, unknown>): void {
    // A sandboxed page has no origin that could be named; the frame holds nothing but the page we put there.
    this.frame?.contentWindow?.postMessage(message, '*');
  }

  private onMessage({ source, data }: MessageEvent): void {
    if (!isRecord(data) || !source) return;
    if (source === this.ahead?.contentWindow && data.type === 'plumbline:ready') this.events.onAheadReady();
    if (source !== this.frame?.contentWindow) return;
    const { type, answer, key, code, url, isTouched } = data;
    if (type === 'plumbline:ready') this.events.onReady(data.isStill === true);
    if (type === 'plumbline:change' && isRecord(answer)) this.events.onChange(answer);
    if (type === 'plumbline:submit' && isRecord(answer)) this.events.onSubmit(answer, isTouched !== false);
    if (type === 'plumbline:key' && typeof key === 'string') this.events.onKey(key, String(code ?? ''));
    if (type === 'plumbline:open' && typeof url === 'string') this.events.onOpen(url);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
