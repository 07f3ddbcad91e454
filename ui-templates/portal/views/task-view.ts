import { html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Assignment } from '../api';
import { clockText } from '../duration';
import type { Portal } from '../portal';
import { download } from '../take-away';
import type { TaskSession } from '../task-session';
import { complaintText } from '../wording';

/** A worker at a job: bar, the task in its frame, actions. */
export function taskView(portal: Portal) {
  const { task, texts } = portal;
  const isBusy = task?.phase === 'working' || task?.phase === 'submitting';
  return html`<div class="task">
    <header class="bar">
      <button class="quiet back" title=${texts.stopTitle} @click=${portal.stop}>
        <span aria-hidden="true">←</span> ${texts.backToJobs}
      </button>
      ${task?.title ? html`<h1 title=${task.assignment?.description ?? nothing}>${task.title}</h1>` : nothing}
      <span class="progress" title=${texts.doneTitle}>${texts.done(portal.done.value)}</span>
      ${isBusy && task?.assignment ? timerView(portal, task) : nothing}
    </header>
    ${isBusy && task ? bannerView(portal, task) : nothing}
    ${isBusy && task?.assignment ? frameView(portal, task, task.assignment) : noticeView(portal)}
    ${isBusy ? actionsView(portal, task!) : nothing}
  </div>`;
}

/** What the worker has to know before they go on: one thing at a time, the most urgent. */
function bannerView({ texts }: Portal, { isOffline, complaint, draft }: TaskSession) {
  if (complaint) {
    return html`<div class="banner alarm complaint" role="alert">
      <div>
        <strong>${texts.wrongTitle}</strong>
        <span>${complaintText(complaint, texts)}</span>
        ${complaint.field ? html`<span class="muted">${texts.wrongField(complaint.field)}</span>` : nothing}
      </div>
    </div>`;
  }
  if (isOffline || draft?.state === 'local') {
    const text = draft?.isTooLarge && !isOffline ? texts.draftTooLarge : texts.offline;
    return html`<div class="banner" role="alert">${text}</div>`;
  }
  return nothing;
}

function timerView({ texts }: Portal, { msLeft, isSoonOver }: TaskSession) {
  const text = clockText(msLeft);
  return html`<span class="timer ${isSoonOver ? 'soon' : ''}" role="timer" aria-label=${texts.timeLeft(text)}>${text}</span>`;
}

function frameView(portal: Portal, { phase }: TaskSession, { leaseId }: Assignment) {
  const { texts, stage } = portal;
  const both = [stage.pages.shown, stage.pages.ahead].filter((page) => page !== undefined);
  return html`<main class="stage" aria-busy=${!stage.isReady || phase === 'submitting'}>
    ${repeat(
      // why: a frame that is moved or made again loads again, so the one loaded ahead stays where it is when its turn comes.
      both,
      (page) => page,
      (page) => html`<iframe
        ${ref(page === stage.pages.shown ? stage.showFrame : stage.prepareFrame)}
        ?inert=${page !== stage.pages.shown}
        data-lease=${page === stage.pages.shown ? leaseId : nothing}
        sandbox="allow-scripts allow-forms allow-modals"
        title=${texts.taskFrame(page.title)}
        src=${page.src}
        @load=${() => stage.onLoaded(page)}
      ></iframe>`,
    )}
    ${stage.isReady ? nothing : html`<p class="loading muted">${stage.isStuck ? texts.frameStuck : texts.loading}</p>`}
  </main>`;
}

function actionsView(portal: Portal, { phase, draft }: TaskSession) {
  const { texts, stage, isMenuOpen } = portal;
  const isWorking = phase === 'working';
  const states = { none: '', saved: texts.draftSaved, unsaved: texts.draftUnsaved, local: texts.draftLocal };
  return html`<footer class="actions">
    <span class="draft muted">${states[draft?.state ?? 'none']}</span>
    <button class="quiet help" aria-label=${texts.shortcuts} title=${texts.shortcuts} @click=${() => portal.setDialog('shortcuts')}>?</button>
    <button class="quiet" ?disabled=${!stage.isReady} @click=${portal.instructions}>${texts.instructions}</button>
    <button class="menu-button" aria-expanded=${isMenuOpen} aria-controls="task-menu" @click=${portal.toggleMenu}>${texts.taskActions}</button>
    <div id="task-menu" class="menu ${isMenuOpen ? 'open' : ''}" role="group" aria-label=${texts.taskActions}>
      <button title=${texts.declineTitle} ?disabled=${!isWorking} @click=${portal.decline}>${texts.decline}</button>
      <button title=${texts.releaseTitle} ?disabled=${!isWorking} @click=${portal.release}>${texts.release}</button>
      <button title=${texts.stopTitle} ?disabled=${!isWorking} @click=${portal.stop}>${texts.stop}</button>
      <button title=${texts.saveTitle} ?disabled=${!isWorking} @click=${portal.save}>${texts.save}</button>
    </div>
    <button class="primary" ?disabled=${!isWorking || !stage.isReady} @click=${() => stage.link.requestSubmit()}>
      ${phase === 'submitting' ? texts.submitting : texts.submit}
    </button>
  </footer>`;
}

/** There is no task on the screen; this says why, and what comes next. */
function noticeView(portal: Portal) {
  const { texts, task } = portal;
  const texted = {
    waiting: [texts.waitingTitle, texts.waitingLead],
    expired: [texts.expiredTitle, texts.expiredLead],
    taken: [texts.takenTitle, texts.takenLead],
    closed: [texts.closedTitle, texts.closedLead],
    'done-elsewhere': [texts.elsewhereTitle, texts.elsewhereLead],
    'job-done': [texts.jobDoneTitle, texts.jobDoneLead],
    'no-access': [texts.noAccessTitle, texts.noAccessLead],
    'no-job': [texts.noJobTitle, texts.noJobLead],
  } as const;
  const phase = task?.phase;
  if (!phase || !(phase in texted)) {
    return html`<main class="center"><p class="muted">${task?.isOffline ? texts.offline : texts.loading}</p></main>`;
  }
  const [title, lead] = texted[phase as keyof typeof texted];
  const { kept } = task;
  const canResume = phase === 'expired';
  const hasNext = canResume || phase === 'taken' || phase === 'closed' || phase === 'done-elsewhere';
  return html`<main class="center">
    <div class="notice" role="status">
      ${phase === 'waiting' ? html`<div class="pulse" aria-hidden="true"></div>` : nothing}
      ${task?.title ? html`<h2>${title}</h2>` : html`<h1>${title}</h1>`}
      <p>${lead}</p>
      ${kept ? html`<p>${canResume ? texts.workKept : texts.workNotSent}</p>` : nothing}
      <p class="notice-actions">
        ${canResume ? html`<button class="primary" @click=${() => task.resume()}>${texts.goOn}</button>` : nothing}
        ${hasNext ? html`<button class=${canResume ? '' : 'primary'} @click=${() => task.next()}>${texts.nextTask}</button>` : nothing}
        ${
          kept
            ? html`<button @click=${() => download(kept)}>${texts.download}</button>
              <button @click=${() => portal.copyWork(kept)}>${texts.copy}</button>`
            : nothing
        }
        <button @click=${portal.back}>${texts.jobs}</button>
      </p>
    </div>
  </main>`;
}
