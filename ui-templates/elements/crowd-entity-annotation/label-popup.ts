import { html, nothing } from 'lit';
import type { LabelLook } from '../../text/marks-layer';
import { message } from '../shared/messages';
import type { EntityLabel } from './entity-labels';
import { word } from './words';

/** What a label chosen in the popup is for. */
export type PopupPurpose = 'selection' | 'span' | 'found';

export interface PopupState {
  purpose: PopupPurpose;
  title: string;
  labels: readonly EntityLabel[];
  search: string;
  /** Labels that what it is about has already. */
  has: ReadonlySet<string>;
  /** Further places with the same text. */
  others: number;
  isSuggested: boolean;
  lookOf(label: string): LabelLook;
  keyOf(label: string): string | undefined;
  onLabel(label: string): void;
  onSearch(text: string): void;
  onRemove(): void;
  onConfirm(): void;
  onOthers(): void;
  onKeydown(event: KeyboardEvent): void;
}

/** From here on labels are found faster by typing than by looking. */
const SEARCHED = 10;

/** The labels next to what is selected. */
export function renderPopup(state: PopupState) {
  const shown = matching(state.labels, state.search);
  return html`<div class="popup" role="group" aria-label=${state.title} @keydown=${state.onKeydown}>
    <div class="popup-title" dir="auto">${state.title}</div>
    ${
      state.labels.length > SEARCHED
        ? html`<input class="popup-search" type="search" autocomplete="off" aria-label=${message('findLabel')} placeholder=${message('findLabel')} .value=${state.search} @input=${(
            event: Event,
          ) => {
            event.stopPropagation();
            state.onSearch((event.target as HTMLInputElement).value);
          }} @change=${(event: Event) => event.stopPropagation()} />`
        : nothing
    }
    <div class="picks">
      ${shown.map(({ label, full }) => {
        const { color } = state.lookOf(label);
        const key = state.keyOf(label);
        return html`<button type="button" class="pick" aria-pressed=${state.has.has(label)} @click=${() => state.onLabel(label)}>
          <span class="dot" style="--mark:${color}"></span><span class="pick-name" dir="auto">${full}</span>${key ? html`<kbd aria-hidden="true">${key}</kbd>` : nothing}
        </button>`;
      })}
      ${shown.length === 0 ? html`<p class="none">${message('noLabelFound')}</p>` : nothing}
    </div>
    ${state.purpose === 'found' ? nothing : renderActions(state)}
  </div>`;
}

function renderActions({ purpose, others, isSuggested, onOthers, onConfirm, onRemove }: PopupState) {
  if (purpose === 'selection' && others === 0) return nothing;
  return html`<div class="popup-actions">
    ${isSuggested ? html`<button type="button" class="action confirm" @click=${onConfirm}>${word('confirm')}</button>` : nothing}
    ${others > 0 ? html`<button type="button" class="action others" @click=${onOthers}>${word('labelAllSame')} (${others + 1})</button>` : nothing}
    ${purpose === 'span' ? html`<button type="button" class="action remove" @click=${onRemove}>${word('remove')} <kbd aria-hidden="true">⌫</kbd></button>` : nothing}
  </div>`;
}

export const matching = (labels: readonly EntityLabel[], search: string): readonly EntityLabel[] => {
  const wanted = search.trim().toLocaleLowerCase();
  return wanted
    ? labels.filter(({ label, full, short }) =>
        [label, full, short].some((name) => name.toLocaleLowerCase().includes(wanted)),
      )
    : labels;
};

/** Where one goes on in the popup: to the field that finds a label, else to the label that it has, else to the first. */
export function focusPopup(popup: HTMLElement): void {
  const stop = ['.popup-search', '.pick[aria-pressed=true]', '.pick']
    .map((selector) => popup.querySelector<HTMLElement>(selector))
    .find((element) => element !== null);
  stop?.focus();
}

/** The arrow keys go through the popup, round and round. */
export function stepInPopup(popup: HTMLElement, event: KeyboardEvent): void {
  if (event.code !== 'ArrowDown' && event.code !== 'ArrowUp') return;
  event.preventDefault();
  event.stopPropagation();
  const stops = [...popup.querySelectorAll<HTMLElement>('.popup-search, .pick, .action')];
  const now = stops.indexOf((popup.getRootNode() as ShadowRoot).activeElement as HTMLElement);
  stops[(now + (event.code === 'ArrowDown' ? 1 : -1) + stops.length) % stops.length]?.focus();
}
