import { html, nothing } from 'lit';
import { digitFor } from '../keys';
import { message } from '../messages';
import { labelKey } from './label-keys';

/** With more labels than digits there is a field to find one. */
const DIGITS = 10;

export interface LabelPaneOptions {
  readonly labels: readonly string[];
  readonly colors: readonly string[];
  readonly selected: string | undefined;
  /** What is in the field; the field is only there with `onSearch`. */
  readonly search?: string;
  onChoose(label: string): void;
  onSearch?(text: string): void;
}

/** The labels to choose from, with their colours and keys. */
export function renderLabelPane({ labels, colors, selected, search = '', onChoose, onSearch }: LabelPaneOptions) {
  const wanted = search.trim().toLocaleLowerCase();
  const found = labels
    .map((label, index) => ({ label, index }))
    .filter(({ label }) => label.toLocaleLowerCase().includes(wanted));
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !found[0]) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(found[0].label);
    onSearch?.('');
  };
  return html`<div class="label-pane" role="group" aria-label=${message('labels')}>
    ${
      onSearch && labels.length > DIGITS
        ? html`<input class="label-search" type="search" autocomplete="off" aria-label=${message('findLabel')} placeholder=${message('findLabel')} .value=${search} @input=${(
            event: Event,
          ) => {
            event.stopPropagation();
            onSearch((event.target as HTMLInputElement).value);
          }} @change=${(event: Event) => event.stopPropagation()} @keydown=${onKey} />`
        : nothing
    }
    <div class="label-pane-content">
      ${found.map(({ label, index }) => renderLabel(label, index, colors[index]!, label === selected, onChoose))}
      ${found.length === 0 && wanted ? html`<p class="none">${message('noLabelFound')}</p>` : nothing}
    </div>
  </div>`;
}

function renderLabel(
  label: string,
  index: number,
  color: string,
  isSelected: boolean,
  onChoose: (label: string) => void,
) {
  return html`<button type="button" class="label-button ${isSelected ? 'selected' : ''}" data-index=${index} aria-pressed=${isSelected} aria-keyshortcuts=${digitFor(index) ?? nothing} @click=${() => onChoose(label)}>
    <span class="swatch" style="background:${color}"></span><span class="text">${label}</span><kbd aria-hidden="true">${labelKey(index)}</kbd>
  </button>`;
}
