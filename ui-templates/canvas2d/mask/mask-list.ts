import { html, nothing } from 'lit';
import { icons } from '../icons';
import type { MaskEntry } from './mask-entries';
import { maskIcons } from './mask-icons';
import { maskWord } from './mask-words';

export interface MaskListOptions {
  readonly entries: readonly MaskEntry[];
  readonly current: number | undefined;
  readonly labels: readonly string[];
  readonly hasInstances: boolean;
  nameOf(entry: MaskEntry): string;
  /** Of the picture, 0 to 1. */
  shareOf(entry: MaskEntry): number;
  onPick(entry: MaskEntry): void;
  onMark(entry: MaskEntry, marks: { isHidden?: boolean; isLocked?: boolean }): void;
  onRelabel(entry: MaskEntry, label: string): void;
  onClear(entry: MaskEntry): void;
  onAdd(): void;
}

/** What was painted: labels, or one row an instance. */
export function renderMaskList(options: MaskListOptions) {
  const { entries, current, hasInstances } = options;
  const chosen = entries.find(({ value }) => value === current);
  const isUnknown = entries.some(({ label }) => label === undefined);
  return html`<section class="masks" aria-label=${maskWord('list')}>
    <h2>${maskWord('list')} <span class="count">${entries.length}</span></h2>
    ${hasInstances ? html`<button type="button" class="add-instance" @click=${() => options.onAdd()}>${maskIcons.add} ${maskWord('addInstance')}</button>` : nothing}
    ${isUnknown ? html`<p class="mask-note warning">${maskWord('unknownHelp')}</p>` : nothing}
    ${chosen && (hasInstances || chosen.label === undefined) ? renderChoice(chosen, options) : nothing}
    ${entries.length === 0 ? html`<p class="none">${maskWord('none')}</p>` : html`<ul class="mask-list">${entries.map((entry) => renderRow(entry, options))}</ul>`}
  </section>`;
}

function renderRow(entry: MaskEntry, options: MaskListOptions) {
  const isChosen = entry.value === options.current;
  const name = options.nameOf(entry);
  const share = options.shareOf(entry);
  const states = [entry.isHidden ? maskWord('hidden') : '', entry.isLocked ? maskWord('locked') : ''].filter(Boolean);
  const detail = [share > 0 ? percent(share) : maskWord('empty'), ...states].join(', ');
  return html`<li class="row mask ${isChosen ? 'selected' : ''}" data-value=${entry.value}>
    <span class="swatch ${entry.label === undefined ? 'unknown' : ''}" style="background-color:${entry.color}"></span>
    <button type="button" class="row-name mask-name" aria-pressed=${isChosen} @click=${() => options.onPick(entry)}>${name} <span class="states">${detail}</span></button>
    ${renderMark(maskWord(entry.isHidden ? 'show' : 'hide'), name, entry.isHidden ? icons.eyeOff : icons.eye, entry.isHidden, () => options.onMark(entry, { isHidden: !entry.isHidden }))}
    ${renderMark(maskWord(entry.isLocked ? 'unlock' : 'lock'), name, entry.isLocked ? icons.lock : icons.unlock, entry.isLocked, () => options.onMark(entry, { isLocked: !entry.isLocked }))}
    ${renderMark(maskWord('remove'), name, icons.bin, false, () => options.onClear(entry))}
  </li>`;
}

/** The label of the chosen one, to be changed. */
function renderChoice(entry: MaskEntry, { labels, onRelabel, hasInstances }: MaskListOptions) {
  const isListed = entry.label !== undefined && labels.includes(entry.label);
  const text = entry.label === undefined ? maskWord('unknown') : `${entry.label} (${maskWord('notInList')})`;
  return html`<label class="relabel">${maskWord(hasInstances ? 'relabel' : 'giveTo')} <select @change=${(
    event: Event,
  ) => {
    event.stopPropagation();
    const { value } = event.target as HTMLSelectElement;
    if (value) onRelabel(entry, value);
  }} @input=${(event: Event) => event.stopPropagation()}>
    ${isListed ? nothing : html`<option value="" selected>${text}</option>`}
    ${labels.map((label) => html`<option value=${label} .selected=${label === entry.label}>${label}</option>`)}
  </select></label>`;
}

const renderMark = (word: string, name: string, icon: unknown, isOn: boolean, run: () => void) =>
  html`<button type="button" class="mark ${isOn ? 'on' : ''}" title=${word} aria-label="${word}: ${name}" @click=${run}>${icon}</button>`;

export const percent = (share: number): string =>
  share >= 0.0995 ? `${Math.round(100 * share)}%` : share >= 0.001 ? `${(100 * share).toFixed(1)}%` : '<0.1%';
