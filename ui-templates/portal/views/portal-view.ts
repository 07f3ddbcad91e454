import { html, nothing, type TemplateResult } from 'lit';
import type { Language } from '../i18n/language';
import { languages } from '../i18n/language';
import type { Portal } from '../portal';
import { dialogView } from './dialogs';
import { jobsView } from './jobs-view';
import { taskView } from './task-view';

/** The whole page. */
export function portalView(portal: Portal): TemplateResult {
  return html`
    ${portal.screen === 'task' ? nothing : headerView(portal)}
    ${portal.trouble ? troubleView(portal) : nothing}
    ${screenView(portal)}
    ${dialogView(portal)}
    <div class="toast ${portal.notices.toast ? 'shown' : ''}" aria-hidden="true">${portal.notices.toast}</div>
    <div class="visually-hidden" role="status" aria-live="polite">${portal.notices.announcement}</div>
  `;
}

function screenView(portal: Portal) {
  if (portal.screen === 'signed-out') return signInView(portal);
  if (portal.screen === 'jobs') return jobsView(portal);
  if (portal.screen === 'task') return taskView(portal);
  return html`<main class="center"><p class="muted">${portal.texts.loading}</p></main>`;
}

function headerView(portal: Portal) {
  const { texts } = portal;
  const { me } = portal.list;
  return html`<header class="site">
    <a class="brand" href="#/jobs">${mark}<span>${texts.appName}</span></a>
    <div class="spacer"></div>
    ${me ? html`<span class="me" title=${texts.signedInAs(me.name)}>${me.name}</span>` : nothing}
    ${languageView(portal)}
    ${portal.screen === 'jobs' ? html`<button class="quiet" @click=${portal.signOut}>${texts.signOut}</button>` : nothing}
  </header>`;
}

/** A plumb bob on its line. */
const mark = html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
  <path d="M12 1v8" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
  <path d="M7 9h10l-1.5 6L12 23l-3.5-8z" fill="currentColor" />
</svg>`;

function languageView(portal: Portal) {
  const other: Language = portal.preferences.language === 'en' ? 'ja' : 'en';
  return html`<button class="quiet" lang=${other} @click=${() => portal.setLanguage(other)}>${languages[other].language}</button>`;
}

function troubleView({ trouble, texts, retry, screen }: Portal) {
  return html`<div class="banner alarm" role="alert">
    <span>${trouble}</span>
    ${screen === 'signed-out' ? nothing : html`<button @click=${retry}>${texts.tryAgain}</button>`}
  </div>`;
}

function signInView({ texts, signIn }: Portal) {
  return html`<main class="center">
    <div class="welcome">
      ${mark}
      <h1>${texts.appName}</h1>
      <p>${texts.signInLead}</p>
      <button class="primary large" @click=${signIn}>${texts.signIn}</button>
    </div>
  </main>`;
}
