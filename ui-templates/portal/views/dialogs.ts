import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { timeText } from '../duration';
import type { Portal } from '../portal';
import { COMMAND_KEYS } from '../shortcuts';

/** The dialog that is open, if one is. */
export function dialogView(portal: Portal): TemplateResult | typeof nothing {
  if (portal.dialog === 'shortcuts') return frameOf(portal, portal.texts.shortcuts, shortcutsView(portal));
  if (portal.dialog === 'other') return otherView(portal);
  if (portal.dialog === 'open') return openView(portal);
  return portal.dialog ? confirmView(portal, portal.dialog) : nothing;
}

function frameOf({ setDialog }: Portal, title: string, content: TemplateResult) {
  return html`<dialog ${ref(showModal)} aria-labelledby="dialog-title" @close=${() => setDialog(undefined)}>
    <h2 id="dialog-title">${title}</h2>
    ${content}
  </dialog>`;
}

/** Only an element that is in the page can be shown as a modal; a new one is put there after its references are told. */
const showModal = (dialog: Element | undefined): void => {
  queueMicrotask(() => {
    if (dialog instanceof HTMLDialogElement && dialog.isConnected && !dialog.open) dialog.showModal();
  });
};

function confirmView(portal: Portal, what: 'decline' | 'release' | 'stop') {
  const { texts, setDialog } = portal;
  const [title, lead, action, run] = {
    decline: [texts.confirmDeclineTitle, texts.confirmDeclineLead, texts.decline, portal.confirmDecline],
    release: [texts.confirmReleaseTitle, texts.confirmReleaseLead, texts.release, portal.confirmRelease],
    stop: [texts.confirmStopTitle, texts.confirmStopLead, texts.stop, portal.confirmStop],
  }[what] as [string, string, string, () => void];
  return frameOf(
    portal,
    title,
    html`<p>${lead}</p>
      <p class="dialog-actions">
        <button @click=${() => setDialog(undefined)}>${texts.cancel}</button>
        <button class="primary" autofocus @click=${run}>${action}</button>
      </p>`,
  );
}

/** The same task was worked on elsewhere: the worker says which work counts. */
function otherView(portal: Portal) {
  const { texts, task, preferences } = portal;
  const savedAt = task?.draft?.other?.savedAt;
  return frameOf(
    portal,
    texts.otherTitle,
    html`<p>${texts.otherLead(savedAt ? timeText(Date.parse(savedAt), preferences.language) : '')}</p>
      <p class="dialog-actions">
        <button @click=${portal.takeOther}>${texts.takeOther}</button>
        <button class="primary" autofocus @click=${portal.keepMine}>${texts.keepMine}</button>
      </p>`,
  );
}

/** A link out of the task, with the whole of its address: what it says it is may be something else. */
function openView(portal: Portal) {
  const { texts, link, setDialog } = portal;
  return frameOf(
    portal,
    texts.openTitle,
    html`<p>${texts.openLead}</p>
      <p class="address">${link?.origin === 'null' ? nothing : html`<strong>${link?.origin}</strong>`}${link?.href.slice(link.origin === 'null' ? 0 : link.origin.length)}</p>
      <p class="dialog-actions">
        <button autofocus @click=${() => setDialog(undefined)}>${texts.cancel}</button>
        <button class="primary" @click=${portal.followLink}>${texts.openLink}</button>
      </p>`,
  );
}

function shortcutsView(portal: Portal) {
  const { texts, setDialog, preferences, setSingleKeys } = portal;
  const keys: [string[], string][] = [
    [['1', '–', '9', '0'], texts.keyChoose],
    [['Enter'], texts.keySubmit],
    [['i'], texts.keyInstructions],
    [['Ctrl', 'S'], texts.keySave],
    [[COMMAND_KEYS.release], texts.keyRelease],
    [[COMMAND_KEYS.decline], texts.keyDecline],
    [[COMMAND_KEYS.stop], texts.keyBack],
    [[COMMAND_KEYS.help], texts.keyHelp],
    [['Esc'], texts.keyClose],
  ];
  return html`<dl class="keys">
      ${keys.map(
        ([caps, what]) => html`<div>
          <dt>${caps.map((cap) => (cap === '–' ? ' – ' : html`<kbd>${cap}</kbd> `))}</dt>
          <dd>${what}</dd>
        </div>`,
      )}
    </dl>
    <label class="switch">
      <input type="checkbox" .checked=${preferences.usesSingleKeys} @change=${(event: Event) => setSingleKeys((event.target as HTMLInputElement).checked)} />
      ${texts.singleKeys}
    </label>
    <p class="dialog-actions"><button class="primary" autofocus @click=${() => setDialog(undefined)}>${texts.close}</button></p>`;
}
