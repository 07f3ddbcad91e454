/** The worker portal: what is shown, and what every action does. Views draw it. */
import { render } from 'lit';
import { type Answer, Api, Refused, Unreachable } from './api';
import { randomText } from './auth/pkce';
import { Session, SignInNeeded } from './auth/session';
import { DraftStore, type LocalDraft } from './draft-store';
import { clockText } from './duration';
import { FrameLink } from './frame-link';
import type { Texts } from './i18n/en';
import { chosenLanguage, type Language, languages } from './i18n/language';
import { JobList } from './job-list';
import { commandOf, isForPortal, isPlainKey, isSaveKey } from './shortcuts';
import { download } from './take-away';
import { type TaskPage, TaskPages } from './task-pages';
import { type Complaint, TaskSession } from './task-session';
import { portalView } from './views/portal-view';

export type Screen = 'loading' | 'signed-out' | 'jobs' | 'task';
export type Dialog = 'shortcuts' | 'decline' | 'release' | 'stop' | 'other' | 'open';

const TOAST_MS = 4000;
const STUCK_MS = 15_000;
/** Nobody has looked at a task in this time. */
const UNSEEN_MS = 500;
/** A worker is told when this much of the time is left. */
const WARNINGS_MS = [60_000, 15_000];

const LANGUAGE = 'plumbline.language';
const SINGLE_KEYS = 'plumbline.single-keys';
const DONE = 'plumbline.done';

export class Portal {
  screen: Screen = 'loading';
  language: Language = chosenLanguage(localStorage.getItem(LANGUAGE), navigator.languages);
  task: TaskSession | undefined;
  readonly pages = new TaskPages();
  dialog: Dialog | undefined;
  /** Where a link in the task leads that waits for the worker's word. */
  link: URL | undefined;
  /** The task's actions are shown, where there is no room for them beside each other. */
  isMenuOpen = false;
  trouble: string | undefined;
  isFrameStuck = false;
  /** Something was done on the task. */
  isTouched = false;
  usesSingleKeys = localStorage.getItem(SINGLE_KEYS) !== 'off';
  done = Number(sessionStorage.getItem(DONE) ?? 0);
  toast = '';
  /** Read out, not shown. */
  announcement = '';

  /** Names this window, so that its own drafts are told from another one's; a copy of a tab is another window. */
  private readonly window = randomText(9);
  private readonly session = new Session();
  private readonly api = new Api(this.session);
  private readonly drafts = new DraftStore();
  readonly list = new JobList(this.api, this.drafts, this.session, {
    onChange: () => this.draw(),
    onError: (error) => this.onError(error),
  });
  private readonly frame = new FrameLink({
    onReady: (isStill) => void this.onFrameReady(isStill),
    onAheadReady: () => {
      if (this.pages.ahead) this.pages.ahead.isReady = true;
    },
    onChange: (answer) => {
      this.isTouched = true;
      this.task?.change(answer);
    },
    onSubmit: (answer, isTouched) => this.onSubmit(answer, isTouched),
    onKey: (key, code) => this.onKey(key, code),
    onOpen: (url) => this.onOpen(url),
  });
  private warned = new Set<number>();
  private shownAt = 0;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;
  private stuckTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly root: HTMLElement) {}

  get texts(): Texts {
    return languages[this.language];
  }

  async start(): Promise<void> {
    window.addEventListener('hashchange', () => this.route());
    window.addEventListener('pagehide', () => this.task?.draft?.leave());
    window.addEventListener('beforeunload', (event) => {
      if (this.task?.draft?.isAtRisk) event.preventDefault();
    });
    window.addEventListener('keydown', (event) => this.onPageKey(event));
    document.addEventListener('click', (event) => this.closeMenu(event.target as Element));
    window.addEventListener('blur', () => this.closeMenu());
    document.addEventListener('visibilitychange', () => this.onVisibility());
    setInterval(() => this.tick(), 1000);
    this.draw();
    await this.attempt(async () => {
      await this.session.finishSignIn();
      await this.enter();
    });
  }

  // ---- what a worker can do

  signIn = (): void => void this.attempt(() => this.session.signIn());

  signOut = (): void => {
    sessionStorage.removeItem(DONE);
    this.done = 0;
    void this.attempt(async () => {
      await this.leaveNothing();
      this.goTo('signed-out');
      await this.session.signOut();
    });
  };

  setLanguage = (language: Language): void => {
    this.language = language;
    localStorage.setItem(LANGUAGE, language);
    this.draw();
  };

  setSingleKeys = (isOn: boolean): void => {
    this.usesSingleKeys = isOn;
    localStorage.setItem(SINGLE_KEYS, isOn ? 'on' : 'off');
    this.frame.useSingleKeys(isOn);
    this.draw();
  };

  open = (jobKey: string): void => {
    location.hash = `#/jobs/${encodeURIComponent(jobKey)}`;
  };

  back = (): void => {
    location.hash = '#/jobs';
  };

  save = (): void => {
    void this.task?.draft?.saveNow().then((isSaved) => isSaved && this.say(this.texts.draftSaved));
  };

  /** Back to the jobs with the work saved; the task stays the worker's until its time is over. */
  stop = (): void => {
    void this.saveAndStop();
  };

  private async saveAndStop(): Promise<void> {
    const { task } = this;
    if (task?.phase !== 'working') return this.back();
    if (task.isOffline || !(await task.draft?.saveNow())) {
      if (task.draft?.other) return this.setDialog('other');
      if (task.draft?.latest) return this.setDialog('stop');
    }
    if (this.task !== task) return;
    this.back();
    if (this.isTouched) this.say(this.texts.stoppedSaved);
  }

  confirmStop = (): void => {
    this.setDialog(undefined);
    this.back();
  };

  private closeMenu(pressed?: Element): void {
    if (!this.isMenuOpen || pressed?.closest('.menu-button')) return;
    this.isMenuOpen = false;
    this.draw();
  }

  toggleMenu = (): void => {
    this.isMenuOpen = !this.isMenuOpen;
    this.draw();
  };

  retry = (): void => {
    this.trouble = undefined;
    void this.attempt(() => this.enter());
  };

  submit = (): void => this.frame.requestSubmit();
  instructions = (): void => {
    this.frame.focus();
    this.frame.press('i', 'KeyI');
  };
  nextTask = (): void => void this.task?.next();
  goOn = (): void => void this.task?.resume();

  release = (): void => {
    if (this.isTouched) this.setDialog('release');
    else this.confirmRelease();
  };

  decline = (): void => this.setDialog('decline');

  keepMine = (): void => {
    this.task?.draft?.keepMine();
    this.setDialog(undefined);
  };

  takeOther = (): void => {
    const answer = this.task?.draft?.takeOther();
    if (answer) this.frame.restore(answer);
    this.setDialog(undefined);
  };

  followLink = (): void => {
    window.open(this.link, '_blank', 'noopener,noreferrer');
    this.setDialog(undefined);
  };

  downloadWork = (draft: LocalDraft): void => download(draft);

  copyWork = (draft: LocalDraft): void => {
    navigator.clipboard.writeText(JSON.stringify(draft.answer, null, 2)).then(
      () => this.say(this.texts.copied),
      () => this.say(this.texts.notCopied),
    );
  };

  discardWork = (draft: LocalDraft): void => void this.list.discard(draft);

  confirmRelease = (): void => {
    this.setDialog(undefined);
    this.say(this.texts.released);
    void this.task?.release();
  };

  confirmDecline = (): void => {
    this.setDialog(undefined);
    this.say(this.texts.declined);
    void this.task?.decline();
  };

  setDialog = (dialog: Dialog | undefined): void => {
    this.dialog = dialog;
    this.isMenuOpen = false;
    this.draw();
    if (!dialog) this.frame.focus();
  };

  get isFrameReady(): boolean {
    return this.pages.shown?.isReady ?? false;
  }

  showFrame = (frame: Element | undefined): void => {
    this.frame.show(frame as HTMLIFrameElement | undefined);
  };

  prepareFrame = (frame: Element | undefined): void => {
    this.frame.prepare(frame as HTMLIFrameElement | undefined);
  };

  /** Everything of a task page has arrived. */
  onLoaded = (page: TaskPage): void => {
    page.isLoaded = true;
    this.lookAhead();
  };

  // ---- screens

  private async enter(): Promise<void> {
    if (!this.session.isSignedIn) {
      this.goTo('signed-out');
      return;
    }
    this.api.wake();
    this.route();
  }

  /** Before another person may sit down here: no unfinished work that the server has stays on this computer. */
  private async leaveNothing(): Promise<void> {
    await this.task?.draft?.saveNow();
    this.task?.leave();
    this.task = undefined;
    const drafts = await this.drafts.listOf(this.session.subject, this.api.now()).catch(() => []);
    await Promise.all(drafts.filter(({ isSynced }) => isSynced).map(({ key }) => this.drafts.drop(key)));
  }

  msUntil = (time: string): number => Date.parse(time) - this.api.now();

  private route(): void {
    if (!this.session.isSignedIn) return;
    const jobKey = /^#\/jobs\/(.+)$/.exec(location.hash)?.[1];
    this.task?.leave();
    this.task = undefined;
    this.dialog = undefined;
    this.isMenuOpen = false;
    if (jobKey) this.work(decodeURIComponent(jobKey));
    else {
      this.goTo('jobs');
      this.list.show();
    }
  }

  private work(jobKey: string): void {
    this.goTo('task');
    const worker = { workerId: this.session.subject, device: this.window };
    this.task = new TaskSession(jobKey, worker, this.api, this.drafts, {
      onChange: () => this.onTaskChange(),
      onAccepted: (isNew) => this.onAccepted(isNew),
      onNewTask: () => this.onNewTask(),
      onInvalid: (complaint) => this.onInvalid(complaint),
      onError: (error) => this.onError(error),
    });
    void this.task.start();
  }

  private goTo(screen: Screen): void {
    this.screen = screen;
    this.trouble = undefined;
    this.list.hide();
    this.draw();
  }

  // ---- what happens

  private onNewTask(): void {
    const isThere = this.pages.show(this.task!.assignment!, this.language);
    this.isFrameStuck = false;
    this.isTouched = false;
    this.warned = new Set();
    clearTimeout(this.stuckTimer);
    this.stuckTimer = setTimeout(() => {
      this.isFrameStuck = !this.isFrameReady;
      this.draw();
    }, STUCK_MS);
    this.announcement = this.texts.newTask;
    this.draw();
    if (isThere) void this.onFrameReady(true);
  }

  private lookAhead(): void {
    const { assignment } = this.task ?? {};
    if (assignment && this.pages.lookAhead(assignment, this.language)) this.draw();
  }

  private async onFrameReady(isStill: boolean): Promise<void> {
    const { task } = this;
    const { shown } = this.pages;
    const lease = task?.assignment?.leaseId;
    const saved = await task?.savedAnswer();
    if (this.task !== task || task?.assignment?.leaseId !== lease || !shown) return;
    shown.isReady = true;
    shown.isStill = isStill;
    this.shownAt = performance.now();
    this.isFrameStuck = false;
    this.frame.useSingleKeys(this.usesSingleKeys);
    if (saved) {
      this.frame.restore(saved);
      this.isTouched = true;
      this.say(this.texts.draftRestored);
    }
    if (!this.dialog) this.frame.focus();
    this.draw();
    this.lookAhead();
  }

  private onTaskChange(): void {
    if (this.task?.phase !== 'working' && this.task?.phase !== 'submitting') this.pages.clear();
    if (this.task?.draft?.other && !this.dialog) this.dialog = 'other';
    this.draw();
  }

  private onSubmit(answer: Answer, isTouched: boolean): void {
    // why: the next task may be there before a double press of Submit is over, and it may hold an answer already.
    if (!isTouched && performance.now() - this.shownAt < UNSEEN_MS) return;
    void this.task?.submit(answer);
  }

  private onInvalid(complaint: Complaint): void {
    const text = complaintText(complaint, this.texts);
    this.frame.complain(complaint.field, text);
    this.announcement = `${this.texts.wrongTitle}. ${text}`;
    this.draw();
  }

  private onOpen(url: string): void {
    const link = URL.canParse(url) ? new URL(url) : undefined;
    if (!link || !['http:', 'https:', 'mailto:'].includes(link.protocol) || this.dialog) return;
    this.link = link;
    this.setDialog('open');
  }

  private onAccepted(isNew: boolean): void {
    if (isNew) {
      this.done += 1;
      sessionStorage.setItem(DONE, String(this.done));
    }
    this.toast = '';
    this.announcement = isNew ? this.texts.submitted : this.texts.alreadySubmitted;
  }

  private onVisibility(): void {
    this.task?.visibility(document.hidden);
    if (!document.hidden) this.list.refresh();
  }

  private tick(): void {
    const { task } = this;
    if (task?.phase !== 'working') return;
    task.tick();
    for (const left of WARNINGS_MS) {
      if (this.warned.has(left) || task.msLeft > left || task.msLeft <= 0) continue;
      this.warned.add(left);
      if ((task.assignment?.timeLimitSeconds ?? 0) * 1000 > left)
        this.say(this.texts.timeWarning(clockText(task.msLeft)));
    }
    this.draw();
  }

  /** Keys pressed outside the frame. */
  private onPageKey(event: KeyboardEvent): void {
    if (isSaveKey(event) && this.screen === 'task') {
      event.preventDefault();
      this.save();
      return;
    }
    if (event.key === 'Escape') this.closeMenu();
    if (!isPlainKey(event) || this.dialog || this.screen !== 'task') return;
    if (isForPortal(event.key)) {
      if (this.onKey(event.key, event.code)) event.preventDefault();
    } else if (this.task?.phase === 'working' && (this.usesSingleKeys || event.key === 'Enter')) {
      event.preventDefault();
      this.frame.press(event.key, event.code);
    }
  }

  /** Whether the key was a command. */
  private onKey(key: string, code: string): boolean {
    const command = commandOf(key, code);
    if (!command || !this.usesSingleKeys || this.dialog || this.screen !== 'task') return false;
    if (command === 'help') this.setDialog('shortcuts');
    if (command === 'stop') this.stop();
    if (this.task?.phase !== 'working') return true;
    if (command === 'release') this.release();
    if (command === 'decline') this.decline();
    return true;
  }

  private say(text: string): void {
    this.toast = text;
    this.announcement = text;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => {
      this.toast = '';
      this.draw();
    }, TOAST_MS);
    this.draw();
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.onError(error);
    }
  }

  private onError(error: unknown): void {
    this.task?.leave();
    this.task = undefined;
    if (error instanceof SignInNeeded) {
      const wasInside = this.screen === 'jobs' || this.screen === 'task';
      this.list.forget();
      this.goTo('signed-out');
      if (wasInside) this.trouble = this.texts.signedOutByServer;
    } else {
      const isInside = this.session.isSignedIn;
      this.goTo(isInside ? 'jobs' : 'signed-out');
      const offline = error instanceof Unreachable || (error as Error).name === 'TypeError';
      const what = isInside ? this.texts.troubleTitle : this.texts.signInFailed;
      this.trouble = offline ? this.texts.offline : `${what} ${reason(error, this.texts)}`;
    }
    this.draw();
  }

  draw(): void {
    document.documentElement.lang = this.language;
    const title = this.task?.title;
    document.title = title ? `${title} – ${this.texts.appName}` : this.texts.pageTitle;
    render(portalView(this), this.root);
  }
}

export const complaintText = ({ problem, message }: Complaint, { wrong }: Texts): string => {
  const text = wrong[problem as keyof typeof wrong] ?? wrong.unusable;
  return text === wrong.unusable ? `${text} ${message}` : text;
};

const reason = (error: unknown, { refused }: Texts): string =>
  (error instanceof Refused && refused[error.code as keyof typeof refused]) || (error as Error).message;
