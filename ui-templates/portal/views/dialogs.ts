import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Portal } from '../portal';
import { COMMAND_KEYS } from '../shortcuts';

/** The dialog that is open, if one is. */
export function dialogView(portal: Portal): TemplateResult | typeof nothing {
  if (portal.dialog === 'shortcuts') return frameOf(portal, portal.texts.shortcuts, shortcutsView(portal));
  if (portal.dialog === 'decline') return confirmView(portal, 'decline');
  if (portal.dialog === 'skip') return confirmView(portal, 'skip');
  return nothing;
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

function confirmView(portal: Portal, what: 'decline' | 'skip') {
  const { texts, setDialog } = portal;
  const isDecline = what === 'decline';
  return frameOf(
    portal,
    isDecline ? texts.confirmDeclineTitle : texts.confirmSkipTitle,
    html`<p>${isDecline ? texts.confirmDeclineLead : texts.confirmSkipLead}</p>
      <p class="dialog-actions">
        <button @click=${() => setDialog(undefined)}>${texts.cancel}</button>
        <button class="primary" autofocus @click=${isDecline ? portal.confirmDecline : portal.confirmSkip}>
          ${isDecline ? texts.decline : texts.skip}
        </button>
      </p>`,
  );
}

function shortcutsView(portal: Portal) {
  const { texts, setDialog, usesSingleKeys, setSingleKeys } = portal;
  const keys: [string[], string][] = [
    [['1', '–', '9', '0'], texts.keyChoose],
    [['Enter'], texts.keySubmit],
    [['i'], texts.keyInstructions],
    [[COMMAND_KEYS.skip], texts.keySkip],
    [[COMMAND_KEYS.decline], texts.keyDecline],
    [[COMMAND_KEYS.back], texts.keyBack],
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
      <input type="checkbox" .checked=${usesSingleKeys} @change=${(event: Event) => setSingleKeys((event.target as HTMLInputElement).checked)} />
      ${texts.singleKeys}
    </label>
    <p class="dialog-actions"><button class="primary" autofocus @click=${() => setDialog(undefined)}>${texts.close}</button></p>`;
}
