/** The worker portal: what is shown, and what every action does. Views draw it. */
import { render } from 'lit';
import { Api } from './api';
import { randomText } from './auth/pkce';
import { Session, SignInNeeded } from './auth/session';
import { DoneCount } from './done-count';
import { DraftStore, type LocalDraft } from './draft-store';
import { clockText } from './duration';
import type { Texts } from './i18n/en';
import { type Language, languages } from './i18n/language';
import { JobList } from './job-list';
import { Notices } from './notices';
import { Preferences } from './preferences';
import { commandOf, isForPortal, isPlainKey, isSaveKey } from './shortcuts';
import { type Complaint, TaskSession } from './task-session';
import { TaskStage } from './task-stage';
import { TimeWarnings } from './time-warnings';
import { portalView } from './views/portal-view';
import { complaintText, troubleText } from './wording';

export type Screen = 'loading' | 'signed-out' | 'jobs' | 'task';
export type Dialog = 'shortcuts' | 'decline' | 'release' | 'stop' | 'other' | 'open';

export class Portal {
  screen: Screen = 'loading';
  task: TaskSession | undefined;
  dialog: Dialog | undefined;
  /** Where a link in the task leads that waits for the worker's word. */
  link: URL | undefined;
  /** The task's actions are shown, where there is no room for them beside each other. */
  isMenuOpen = false;
  trouble: string | undefined;
  readonly preferences = new Preferences();
  readonly done = new DoneCount();
  readonly notices = new Notices(() => this.draw());

  /** Names this window, so that its own drafts are told from another one's; a copy of a tab is another window. */
  private readonly window = randomText(9);
  private readonly session = new Session();
  private readonly api = new Api(this.session);
  private readonly drafts = new DraftStore();
  readonly list = new JobList(this.api, this.drafts, this.session, {
    onChange: () => this.draw(),
    onError: (error) => this.onError(error),
  });
  readonly stage = new TaskStage(() => this.preferences.language, {
    onReady: (isStill) => void this.onReady(isStill),
    onChange: (answer) => this.task?.change(answer),
    onSubmit: (answer) => void this.task?.submit(answer),
    onKey: (key, code) => this.onKey(key, code),
    onOpen: (url) => this.onOpen(url),
    onLook: () => this.draw(),
  });
  private warnings = new TimeWarnings();

  constructor(private readonly root: HTMLElement) {}

  get texts(): Texts {
    return languages[this.preferences.language];
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
    this.done.clear();
    void this.attempt(async () => {
      await this.leaveNothing();
      this.goTo('signed-out');
      await this.session.signOut();
    });
  };

  setLanguage = (language: Language): void => {
    this.preferences.language = language;
    this.draw();
  };

  setSingleKeys = (isOn: boolean): void => {
    this.preferences.usesSingleKeys = isOn;
    this.stage.link.useSingleKeys(isOn);
    this.draw();
  };

  open = (jobKey: string): void => {
    location.hash = `#/jobs/${encodeURIComponent(jobKey)}`;
  };

  back = (): void => {
    location.hash = '#/jobs';
  };

  save = (): void => {
    void this.task?.draft?.saveNow().then((isSaved) => isSaved && this.notices.say(this.texts.draftSaved));
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
    if (this.stage.isTouched) this.notices.say(this.texts.stoppedSaved);
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

  instructions = (): void => {
    this.stage.link.focus();
    this.stage.link.press('i', 'KeyI');
  };

  release = (): void => {
    if (this.stage.isTouched) this.setDialog('release');
    else this.confirmRelease();
  };

  decline = (): void => this.setDialog('decline');

  keepMine = (): void => {
    this.task?.draft?.keepMine();
    this.setDialog(undefined);
  };

  takeOther = (): void => {
    const answer = this.task?.draft?.takeOther();
    if (answer) this.stage.link.restore(answer);
    this.setDialog(undefined);
  };

  followLink = (): void => {
    window.open(this.link, '_blank', 'noopener,noreferrer');
    this.setDialog(undefined);
  };

  copyWork = (draft: LocalDraft): void => {
    navigator.clipboard.writeText(JSON.stringify(draft.answer, null, 2)).then(
      () => this.notices.say(this.texts.copied),
      () => this.notices.say(this.texts.notCopied),
    );
  };

  confirmRelease = (): void => {
    this.setDialog(undefined);
    this.notices.say(this.texts.released);
    void this.task?.release();
  };

  confirmDecline = (): void => {
    this.setDialog(undefined);
    this.notices.say(this.texts.declined);
    void this.task?.decline();
  };

  setDialog = (dialog: Dialog | undefined): void => {
    this.dialog = dialog;
    this.isMenuOpen = false;
    this.draw();
    if (!dialog) this.stage.link.focus();
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
    const isThere = this.stage.bring(this.task!.assignment!);
    this.warnings = new TimeWarnings();
    this.notices.announcement = this.texts.newTask;
    this.draw();
    if (isThere) void this.onReady(true);
  }

  private async onReady(isStill: boolean): Promise<void> {
    const { task } = this;
    const lease = task?.assignment?.leaseId;
    const saved = await task?.savedAnswer();
    if (this.task !== task || task?.assignment?.leaseId !== lease || !this.stage.pages.shown) return;
    this.stage.link.useSingleKeys(this.preferences.usesSingleKeys);
    this.stage.begin(isStill, saved);
    if (saved) this.notices.say(this.texts.draftRestored);
    if (!this.dialog) this.stage.link.focus();
    this.draw();
    this.stage.lookAhead();
  }

  private onTaskChange(): void {
    if (this.task?.phase !== 'working' && this.task?.phase !== 'submitting') this.stage.pages.clear();
    if (this.task?.draft?.other && !this.dialog) this.dialog = 'other';
    this.draw();
  }

  private onInvalid(complaint: Complaint): void {
    const text = complaintText(complaint, this.texts);
    this.stage.link.complain(complaint.field, text);
    this.notices.announcement = `${this.texts.wrongTitle}. ${text}`;
    this.draw();
  }

  private onOpen(url: string): void {
    const link = URL.canParse(url) ? new URL(url) : undefined;
    if (!link || !['http:', 'https:', 'mailto:'].includes(link.protocol) || this.dialog) return;
    this.link = link;
    this.setDialog('open');
  }

  private onAccepted(isNew: boolean): void {
    if (isNew) this.done.add();
    this.notices.announce(isNew ? this.texts.submitted : this.texts.alreadySubmitted);
  }

  private onVisibility(): void {
    this.task?.visibility(document.hidden);
    if (!document.hidden) this.list.refresh();
  }

  private tick(): void {
    const { task } = this;
    if (task?.phase !== 'working') return;
    task.tick();
    if (this.warnings.isDue(task.msLeft, (task.assignment?.timeLimitSeconds ?? 0) * 1000))
      this.notices.say(this.texts.timeWarning(clockText(task.msLeft)));
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
    } else if (this.task?.phase === 'working' && (this.preferences.usesSingleKeys || event.key === 'Enter')) {
      event.preventDefault();
      this.stage.link.press(event.key, event.code);
    }
  }

  /** Whether the key was a command. */
  private onKey(key: string, code: string): boolean {
    const command = commandOf(key, code);
    if (!command || !this.preferences.usesSingleKeys || this.dialog || this.screen !== 'task') return false;
    if (command === 'help') this.setDialog('shortcuts');
    if (command === 'stop') this.stop();
    if (this.task?.phase !== 'working') return true;
    if (command === 'release') this.release();
    if (command === 'decline') this.decline();
    return true;
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
      this.trouble = troubleText(error, this.texts, isInside);
    }
    this.draw();
  }

  draw(): void {
    document.documentElement.lang = this.preferences.language;
    const title = this.task?.title;
    document.title = title ? `${title} – ${this.texts.appName}` : this.texts.pageTitle;
    render(portalView(this), this.root);
  }
}
