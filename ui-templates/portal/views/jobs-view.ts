import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Job } from '../api';
import { durationText } from '../duration';
import type { Portal } from '../portal';

/** The jobs of the worker's teams. */
export function jobsView(portal: Portal) {
  const { texts, jobs, isOffline } = portal;
  return html`
    ${isOffline ? html`<div class="banner" role="alert">${texts.offline}</div>` : nothing}
    <main class="jobs">
      <h1>${texts.jobs}</h1>
      ${jobs === undefined ? html`<p class="muted">${texts.loading}</p>` : listView(portal, jobs)}
    </main>
  `;
}

function listView(portal: Portal, jobs: Job[]) {
  const { texts, me } = portal;
  if (jobs.length > 0) {
    return html`<ul class="cards">
      ${repeat(
        jobs,
        ({ jobKey }) => jobKey,
        (job) => cardView(portal, job),
      )}
    </ul>`;
  }
  const isTeamless = me?.teams.length === 0;
  return html`<div class="empty">
    <h2>${isTeamless ? texts.noTeam : texts.noJobs}</h2>
    <p>${isTeamless ? texts.noTeamLead : texts.noJobsLead}</p>
  </div>`;
}

function cardView({ texts, open }: Portal, job: Job) {
  return html`<li class="card">
    <div class="card-text">
      <h2>${job.title}</h2>
      <p>${job.description}</p>
      <p class="facts">
        <span>${job.open > 0 ? texts.tasksOpen(job.open) : texts.noTasksOpen}</span>
        <span>${texts.timePerTask(durationText(job.timeLimitSeconds, texts))}</span>
        ${job.keywords.map((keyword) => html`<span class="keyword">${keyword}</span>`)}
      </p>
    </div>
    <button class="primary" aria-label=${texts.startJob(job.title)} @click=${() => open(job.jobKey)}>${texts.start}</button>
  </li>`;
}
