/**
 * The talk between a task page and the worker portal around it (docs/architecture.md §5). The page is sandboxed, so messages are all it
 * has; the portal accepts them from its own frame only, and the page from its own parent only.
 */
import type { FormAnswer } from '../crowd-form/answers';
import { isCommand, isTyping, useSingleKeys } from './keys';
import { onLink } from './outside-links';
import { PlainForm } from './plain-form';

type Form = Pick<HTMLElement, 'focus' | 'scrollIntoView'> & {
  draft(): FormAnswer;
  restore(answer: FormAnswer): void;
  pressSubmit(): void;
};

type FromPortal =
  | { type: 'plumbline:draft'; answer: FormAnswer }
  | { type: 'plumbline:request-submit' }
  | { type: 'plumbline:invalid'; field: string; message: string }
  | { type: 'plumbline:key'; key: string; code?: string }
  | { type: 'plumbline:single-keys'; isOn: boolean };

const CHANGE_DELAY_MS = 150;

/** What a page can begin by itself: a clock, a question, a sound. Data in scripts, and the elements, do not count. */
const STIRRING =
  'script:not([src*="/assets/crowd-"], [type*="json"]), [onload], [autoplay], iframe, meta[http-equiv="refresh" i]';

/** Whether a page of this template may be loaded before its worker is there: nothing in it would notice. */
const isStill = (): boolean => document.querySelector(STIRRING) === null;

export class PortalBridge {
  private reported = '';
  /** The worker did something here. */
  private isTouched = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Starts once the page's elements are usable. */
  start(): void {
    if (window.parent === window) return;
    window.addEventListener('message', (event) => this.onMessage(event));
    document.addEventListener('crowd-submit', (event) => this.onSubmit(event as CustomEvent<{ answer: FormAnswer }>));
    document.addEventListener('input', () => this.reportSoon());
    document.addEventListener('change', () => this.reportSoon());
    window.addEventListener('keydown', (event) => this.onKey(event));
    // The frame may open nothing itself; the portal asks the worker first.
    onLink((url) => this.send({ type: 'plumbline:open', url }));
    this.reported = JSON.stringify(this.form?.draft() ?? {});
    this.send({ type: 'plumbline:ready', isStill: isStill() });
  }

  private get form(): Form | undefined {
    return document.querySelector<Form & HTMLElement>('crowd-form') ?? PlainForm.find();
  }

  private send(message: Record<string, unknown>): void {
    // The page's own origin is opaque; the portal is where the page was served from.
    window.parent.postMessage(message, window.location.origin);
  }

  private onMessage({ source, data }: MessageEvent<FromPortal>): void {
    if (source !== window.parent) return;
    if (data?.type === 'plumbline:draft') this.restore(data.answer);
    if (data?.type === 'plumbline:request-submit') this.form?.pressSubmit();
    if (data?.type === 'plumbline:invalid') this.showInvalid(data.field, data.message);
    if (data?.type === 'plumbline:key') this.press(data.key, data.code);
    if (data?.type === 'plumbline:single-keys') useSingleKeys(data.isOn);
  }

  private restore(answer: FormAnswer): void {
    this.form?.restore(answer);
    this.isTouched = true;
    this.reported = JSON.stringify(this.form?.draft() ?? {});
  }

  /** An answer was refused after it was sent: the element that gave it says so, and has the focus. */
  private showInvalid(field: string, text: string): void {
    const element = document.querySelector<HTMLElement>(`[name="${CSS.escape(field)}"]`) ?? this.form;
    if (element && 'complaint' in element) element.complaint = text;
    element?.scrollIntoView({ block: 'nearest' });
    element?.focus();
  }

  /** A key pressed outside the frame works as if it had been pressed inside. */
  private press(key: string, code = ''): void {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }));
  }

  private onSubmit(event: CustomEvent<{ answer: FormAnswer }>): void {
    event.preventDefault();
    clearTimeout(this.timer);
    this.send({ type: 'plumbline:submit', answer: event.detail.answer, isTouched: this.isTouched });
  }

  /** Keys that mean nothing in the page may mean something to the portal. */
  private onKey(event: KeyboardEvent): void {
    if (!event.isTrusted || event.repeat || isTyping(event) || !isCommand(event)) return;
    // The portal has to know of unfinished work before it is told to leave it.
    this.report();
    this.send({ type: 'plumbline:key', key: event.key, code: event.code });
  }

  private reportSoon(): void {
    this.isTouched = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.report(), CHANGE_DELAY_MS);
  }

  private report(): void {
    const answer = this.form?.draft() ?? {};
    const text = JSON.stringify(answer);
    if (text === this.reported) return;
    this.reported = text;
    this.send({ type: 'plumbline:change', answer });
  }
}
