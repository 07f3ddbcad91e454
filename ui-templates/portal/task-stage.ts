import type { Answer, Assignment } from './api';
import { FrameLink } from './frame-link';
import type { Language } from './i18n/language';
import { type TaskPage, TaskPages } from './task-pages';

export interface TaskStageEvents {
  /** The page of the task that is shown could be worked on. */
  onReady(isStill: boolean): void;
  onChange(answer: Answer): void;
  onSubmit(answer: Answer): void;
  onKey(key: string, code: string): void;
  onOpen(url: string): void;
  /** Something else is to be drawn. */
  onLook(): void;
}

const STUCK_MS = 15_000;
/** Nobody has looked at a task in this time. */
const UNSEEN_MS = 500;

/** Where the tasks of a job are shown, one after the other: the page of this one, and that of the next out of sight. */
export class TaskStage {
  readonly pages = new TaskPages();
  /** The page takes longer than it should. */
  isStuck = false;
  /** Something was done on the task. */
  isTouched = false;

  readonly link: FrameLink;
  private assignment: Assignment | undefined;
  private shownAt = 0;
  private stuckTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly language: () => Language,
    private readonly events: TaskStageEvents,
  ) {
    this.link = new FrameLink({
      onReady: (isStill) => events.onReady(isStill),
      onAheadReady: () => {
        if (this.pages.ahead) this.pages.ahead.isReady = true;
      },
      onChange: (answer) => {
        this.isTouched = true;
        events.onChange(answer);
      },
      onSubmit: (answer, isTouched) => {
        // why: the next task may be there before a double press of Submit is over, and it may hold an answer already.
        if (isTouched || performance.now() - this.shownAt >= UNSEEN_MS) events.onSubmit(answer);
      },
      onKey: (key, code) => events.onKey(key, code),
      onOpen: (url) => events.onOpen(url),
    });
  }

  get isReady(): boolean {
    return this.pages.shown?.isReady ?? false;
  }

  /** Brings a task; true when its page was there before it. */
  bring(assignment: Assignment): boolean {
    this.assignment = assignment;
    const isThere = this.pages.show(assignment, this.language());
    this.isStuck = false;
    this.isTouched = false;
    clearTimeout(this.stuckTimer);
    this.stuckTimer = setTimeout(() => {
      this.isStuck = !this.isReady;
      this.events.onLook();
    }, STUCK_MS);
    return isThere;
  }

  /** The page is ready and the worker may begin, with what they had done when they left it. */
  begin(isStill: boolean, saved: Answer | undefined): void {
    const { shown } = this.pages;
    if (!shown) return;
    shown.isReady = true;
    shown.isStill = isStill;
    this.shownAt = performance.now();
    this.isStuck = false;
    if (!saved) return;
    this.link.restore(saved);
    this.isTouched = true;
  }

  readonly showFrame = (frame: Element | undefined): void => {
    this.link.show(frame as HTMLIFrameElement | undefined);
  };

  readonly prepareFrame = (frame: Element | undefined): void => {
    this.link.prepare(frame as HTMLIFrameElement | undefined);
  };

  /** Everything of a task page has arrived. */
  readonly onLoaded = (page: TaskPage): void => {
    page.isLoaded = true;
    this.lookAhead();
  };

  lookAhead(): void {
    if (this.assignment && this.pages.lookAhead(this.assignment, this.language())) this.events.onLook();
  }
}
