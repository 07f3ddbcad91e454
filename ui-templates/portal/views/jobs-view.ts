import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Job } from '../api';
import type { LocalDraft } from '../draft-store';
import { clockText, durationText, timeText } from '../duration';
import type { Portal } from '../portal';
import { download } from '../take-away';

/** The jobs of the worker's teams. */
export function jobsView(portal: Portal) {
  const { texts, trouble } = portal;
  const { jobs, unsent, isOffline } = portal.list;
  return html`
    ${isOffline ? html`<div class="banner" role="alert">${texts.offline}</div>` : nothing}
    <main class="jobs">
      <h1>${texts.jobs}</h1>
      ${jobs ? listView(portal, jobs) : trouble ? nothing : html`<p class="muted">${texts.loading}</p>`}
      ${unsent.length > 0 ? unsentView(portal, unsent) : nothing}
    </main>
  `;
}

function listView(portal: Portal, jobs: Job[]) {
  const { texts, list } = portal;
  if (jobs.length > 0) {
    return html`<ul class="cards">
      ${repeat(
        jobs,
        ({ jobKey }) => jobKey,
        (job) => cardView(portal, job),
      )}
    </ul>`;
  }
  const isTeamless = list.me?.teams.length === 0;
  return html`<div class="empty">
    <h2>${isTeamless ? texts.noTeam : texts.noJobs}</h2>
    <p>${isTeamless ? texts.noTeamLead : texts.noJobsLead}</p>
  </div>`;
}

function cardView({ texts, open, msUntil }: Portal, job: Job) {
  const left = job.heldUntil ? msUntil(job.heldUntil) : 0;
  const isHeld = left > 0;
  return html`<li class="card">
    <div class="card-text">
      <h2>${job.title}</h2>
      <p>${job.description}</p>
      <p class="facts">
        ${
          isHeld
            ? html`<span class="status stopped">${texts.stopped(clockText(left))}</span>`
            : html`<span class="status">${texts.available}</span>`
        }
        <span>${job.open > 0 ? texts.tasksOpen(job.open) : texts.noTasksOpen}</span>
        <span>${texts.timePerTask(durationText(job.timeLimitSeconds, texts))}</span>
        ${job.keywords.map((keyword) => html`<span class="keyword">${keyword}</span>`)}
      </p>
    </div>
    <button
      class="primary"
      aria-label=${isHeld ? texts.resumeJob(job.title) : texts.startJob(job.title)}
      @click=${() => open(job.jobKey)}
    >
      ${isHeld ? texts.resume : texts.start}
    </button>
  </li>`;
}

/** Work on tasks that were over before it was submitted. */
function unsentView(portal: Portal, unsent: LocalDraft[]) {
  const { texts } = portal;
  return html`<section class="unsent" aria-labelledby="unsent-title">
    <h2 id="unsent-title">${texts.unsentTitle}</h2>
    <p class="muted">${texts.unsentLead}</p>
    <ul>
      ${repeat(
        unsent,
        ({ key }) => key,
        (draft) => unsentItem(portal, draft),
      )}
    </ul>
  </section>`;
}

function unsentItem({ texts, preferences, list, copyWork }: Portal, draft: LocalDraft) {
  const title = draft.title || draft.jobKey;
  return html`<li>
    <span class="card-text">${title}<br /><span class="muted">${texts.unsentAt(timeText(draft.changedAt, preferences.language))}</span></span>
    <button aria-label=${texts.downloadWork(title)} @click=${() => download(draft)}>${texts.download}</button>
    <button aria-label=${`${texts.copy}: ${title}`} @click=${() => copyWork(draft)}>${texts.copy}</button>
    <button aria-label=${texts.discardWork(title)} @click=${() => list.discard(draft)}>${texts.discard}</button>
  </li>`;
}
