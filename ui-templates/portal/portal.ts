/** The worker portal: what is shown, and what every action does. Views draw it. */
import { render } from 'lit';
import { Api, type Job, type Me, Refused, Unreachable } from './api';
import { Session, SignInNeeded } from './auth/session';
import { clockText } from './duration';
import { FrameLink } from './frame-link';
import type { Texts } from './i18n/en';
import { chosenLanguage, type Language, languages } from './i18n/language';
import { commandOf, isForPortal, isPlainKey } from './shortcuts';
import { TaskSession } from './task-session';
import { portalView } from './views/portal-view';

export type Screen = 'loading' | 'signed-out' | 'jobs' | 'task';
export type Dialog = 'shortcuts' | 'decline' | 'skip';

const JOBS_MS = 15_000;
const TOAST_MS = 4000;
const STUCK_MS = 15_000;
/** A worker is told when this much of the time is left. */
const WARNINGS_MS = [60_000, 15_000];
/** The clock turns amber below this. */
export const SOON_MS = 60_000;

const LANGUAGE = 'plumbline.language';
const SINGLE_KEYS = 'plumbline.single-keys';
const DONE = 'plumbline.done';

export class Portal {
  screen: Screen = 'loading';
  language: Language = chosenLanguage(localStorage.getItem(LANGUAGE), navigator.languages);
  me: Me | undefined;
  jobs: Job[] | undefined;
  task: TaskSession | undefined;
  dialog: Dialog | undefined;
  trouble: string | undefined;
  isOffline = false;
  isFrameReady = false;
  isFrameStuck = false;
  /** Something was done on the task. */
  isTouched = false;
  usesSingleKeys = localStorage.getItem(SINGLE_KEYS) !== 'off';
  done = Number(sessionStorage.getItem(DONE) ?? 0);
  toast = '';
  /** Read out, not shown. */
  announcement = '';

  private readonly session = new Session();
  private readonly api = new Api(this.session);
  private readonly frame = new FrameLink({
    onReady: () => this.onFrameReady(),
    onChange: (answer) => {
      this.isTouched = true;
      this.task?.change(answer);
    },
    onSubmit: (answer) => void this.task?.submit(answer),
    onKey: (key, code) => this.onKey(key, code),
  });
  private warned = new Set<number>();
  private jobsTimer: ReturnType<typeof setTimeout> | undefined;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;
  private stuckTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly root: HTMLElement) {}

  get texts(): Texts {
    return languages[this.language];
  }

  async start(): Promise<void> {
    window.addEventListener('hashchange', () => this.route());
    window.addEventListener('pagehide', () => this.task?.leave());
    window.addEventListener('keydown', (event) => this.onPageKey(event));
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
    this.task?.leave();
    sessionStorage.removeItem(DONE);
    this.done = 0;
    this.goTo('signed-out');
    void this.attempt(() => this.session.signOut());
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

  skip = (): void => {
    if (this.isTouched) this.setDialog('skip');
    else this.confirmSkip();
  };

  decline = (): void => this.setDialog('decline');

  confirmSkip = (): void => {
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
    this.draw();
    if (!dialog) this.frame.focus();
  };

  showFrame = (frame: Element | undefined): void => {
    this.frame.show(frame instanceof HTMLIFrameElement ? frame : undefined);
  };

  // ---- screens

  private async enter(): Promise<void> {
    if (!this.session.isSignedIn) {
      this.goTo('signed-out');
      return;
    }
    this.me = await this.api.me();
    this.route();
  }

  private route(): void {
    if (!this.me) return;
    const jobKey = /^#\/jobs\/(.+)$/.exec(location.hash)?.[1];
    this.task?.leave();
    this.task = undefined;
    this.dialog = undefined;
    clearTimeout(this.jobsTimer);
    if (jobKey) this.work(decodeURIComponent(jobKey));
    else {
      this.goTo('jobs');
      void this.attempt(() => this.listJobs());
    }
  }

  private async listJobs(): Promise<void> {
    clearTimeout(this.jobsTimer);
    try {
      this.jobs = await this.api.jobs();
      this.isOffline = false;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.isOffline = true;
    }
    this.draw();
    if (this.screen === 'jobs') this.jobsTimer = setTimeout(() => void this.attempt(() => this.listJobs()), JOBS_MS);
  }

  private work(jobKey: string): void {
    this.goTo('task');
    this.task = new TaskSession(jobKey, this.api, {
      onChange: () => this.draw(),
      onAccepted: (isNew) => this.onAccepted(isNew),
      onNewTask: () => this.onNewTask(),
      onInvalid: (message) => this.say(message),
      onError: (error) => this.onError(error),
    });
    void this.task.next();
  }

  private goTo(screen: Screen): void {
    this.screen = screen;
    this.trouble = undefined;
    this.draw();
  }

  // ---- what happens

  private onNewTask(): void {
    this.isFrameReady = false;
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
  }

  private onFrameReady(): void {
    this.isFrameReady = true;
    this.isFrameStuck = false;
    this.frame.useSingleKeys(this.usesSingleKeys);
    const saved = this.task?.savedAnswer;
    if (saved) {
      this.frame.restore(saved);
      this.isTouched = true;
      this.say(this.texts.draftRestored);
    }
    if (!this.dialog) this.frame.focus();
    this.draw();
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
    if (!document.hidden && this.screen === 'jobs') void this.attempt(() => this.listJobs());
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
    if (command === 'back') this.back();
    if (this.task?.phase !== 'working') return true;
    if (command === 'skip') this.skip();
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
      const wasInside = this.me !== undefined;
      this.me = undefined;
      this.goTo('signed-out');
      if (wasInside) this.trouble = this.texts.signedOutByServer;
    } else {
      this.goTo(this.session.isSignedIn ? 'jobs' : 'signed-out');
      const offline = error instanceof Unreachable || (error as Error).name === 'TypeError';
      this.trouble = offline ? this.texts.offline : describe(error, this.texts);
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

const describe = (error: unknown, texts: Texts): string =>
  error instanceof Refused ? error.message : `${texts.troubleTitle}: ${(error as Error).message}`;
