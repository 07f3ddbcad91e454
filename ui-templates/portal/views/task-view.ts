import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ref } from 'lit/directives/ref.js';
import type { Assignment } from '../api';
import { clockText } from '../duration';
import { type Portal, SOON_MS } from '../portal';
import type { TaskSession } from '../task-session';

/** A worker at a job: bar, the task in its frame, actions. */
export function taskView(portal: Portal) {
  const { task, texts } = portal;
  const isBusy = task?.phase === 'working' || task?.phase === 'submitting';
  return html`<div class="task">
    <header class="bar">
      <button class="quiet back" title=${texts.backToJobsTitle} @click=${portal.back}>
        <span aria-hidden="true">←</span> ${texts.backToJobs}
      </button>
      ${task?.title ? html`<h1 title=${task.assignment?.description ?? nothing}>${task.title}</h1>` : nothing}
      <span class="progress" title=${texts.doneTitle}>${texts.done(portal.done)}</span>
      ${isBusy && task?.assignment ? timerView(portal, task) : nothing}
    </header>
    ${task?.isOffline ? html`<div class="banner" role="alert">${texts.offline}</div>` : nothing}
    ${isBusy && task?.assignment ? frameView(portal, task, task.assignment) : noticeView(portal)}
    ${isBusy ? actionsView(portal, task!) : nothing}
  </div>`;
}

function timerView({ texts }: Portal, { msLeft }: TaskSession) {
  const text = clockText(msLeft);
  return html`<span class="timer ${msLeft <= SOON_MS ? 'soon' : ''}" role="timer" aria-label=${texts.timeLeft(text)}>${text}</span>`;
}

function frameView(portal: Portal, { phase }: TaskSession, assignment: Assignment) {
  const { texts, language } = portal;
  const parameters = new URLSearchParams({ chrome: 'portal', lang: language });
  return html`<main class="stage" aria-busy=${!portal.isFrameReady || phase === 'submitting'}>
    ${keyed(
      assignment.leaseId,
      html`<iframe
        ${ref(portal.showFrame)}
        sandbox="allow-scripts allow-forms allow-popups allow-modals"
        title=${texts.taskFrame(assignment.title)}
        src=${`${assignment.frameUrl}?${parameters}`}
      ></iframe>`,
    )}
    ${portal.isFrameReady ? nothing : html`<p class="loading muted">${portal.isFrameStuck ? texts.frameStuck : texts.loading}</p>`}
  </main>`;
}

function actionsView(portal: Portal, { phase, draft }: TaskSession) {
  const { texts, isFrameReady } = portal;
  const isWorking = phase === 'working';
  return html`<footer class="actions">
    <span class="draft muted">${draft?.state === 'saved' ? texts.draftSaved : draft?.state === 'unsaved' ? texts.draftUnsaved : ''}</span>
    <button class="quiet help" aria-label=${texts.shortcuts} title=${texts.shortcuts} @click=${() => portal.setDialog('shortcuts')}>?</button>
    <button class="quiet" ?disabled=${!isFrameReady} @click=${portal.instructions}>${texts.instructions}</button>
    <button ?disabled=${!isWorking} @click=${portal.decline}>${texts.decline}</button>
    <button ?disabled=${!isWorking} @click=${portal.skip}>${texts.skip}</button>
    <button class="primary" ?disabled=${!isWorking || !isFrameReady} @click=${portal.submit}>
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
    closed: [texts.closedTitle, texts.closedLead],
    'job-done': [texts.jobDoneTitle, texts.jobDoneLead],
  } as const;
  const phase = task?.phase;
  if (!phase || !(phase in texted)) {
    return html`<main class="center"><p class="muted">${texts.loading}</p></main>`;
  }
  const [title, lead] = texted[phase as keyof typeof texted];
  const canGoOn = phase === 'expired' || phase === 'closed';
  return html`<main class="center">
    <div class="notice" role="status">
      ${phase === 'waiting' ? html`<div class="pulse" aria-hidden="true"></div>` : nothing}
      <h2>${title}</h2>
      <p>${lead}</p>
      <p>
        ${canGoOn ? html`<button class="primary" @click=${portal.nextTask}>${texts.nextTask}</button>` : nothing}
        <button @click=${portal.back}>${texts.jobs}</button>
      </p>
    </div>
  </main>`;
}
