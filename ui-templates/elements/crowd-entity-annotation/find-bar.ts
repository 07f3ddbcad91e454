import { html, nothing } from 'lit';
import { icons } from './icons';
import { word } from './words';

export interface FindState {
  wanted: string;
  matchCase: boolean;
  wholeWords: boolean;
  count: number;
  /** Place of the match that is shown, from 0. */
  now: number;
  onWanted(text: string): void;
  onOption(option: 'matchCase' | 'wholeWords'): void;
  onStep(by: 1 | -1): void;
  onLabelAll(): void;
  onClose(): void;
}

/** Finding places in the text, and labelling all of them. */
export function renderFindBar(state: FindState) {
  const { wanted, count, now } = state;
  const isEmpty = count === 0;
  const onKeydown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') state.onClose();
    else if (event.ctrlKey || event.metaKey) state.onLabelAll();
    else state.onStep(event.shiftKey ? -1 : 1);
  };
  const option = (name: 'matchCase' | 'wholeWords', title: string) =>
    html`<button type="button" class="tool" aria-pressed=${state[name]} aria-label=${title} title=${title} @click=${() => state.onOption(name)}>${icons[name]}</button>`;
  return html`<div class="find" role="search">
    <input class="find-input" type="search" autocomplete="off" dir="auto" aria-label=${word('find')} placeholder=${word('findPlaceholder')} .value=${wanted}
      @input=${(event: Event) => {
        event.stopPropagation();
        state.onWanted((event.target as HTMLInputElement).value);
      }} @change=${(event: Event) => event.stopPropagation()} @keydown=${onKeydown} />
    <output class="find-count" role="status">${wanted.trim() === '' ? nothing : isEmpty ? word('nothingFound') : `${now + 1} / ${count}`}</output>
    ${option('matchCase', word('matchCase'))} ${option('wholeWords', word('onlyWords'))}
    <button type="button" class="tool" aria-label=${word('previousFound')} title=${word('previousFound')} ?disabled=${isEmpty} @click=${() => state.onStep(-1)}>${icons.up}</button>
    <button type="button" class="tool" aria-label=${word('nextFound')} title=${word('nextFound')} ?disabled=${isEmpty} @click=${() => state.onStep(1)}>${icons.down}</button>
    <button type="button" class="action" ?disabled=${isEmpty} @click=${state.onLabelAll}>${word('labelFound')}${isEmpty ? nothing : ` (${count})`}</button>
    <button type="button" class="tool" aria-label=${word('closeFind')} title=${word('closeFind')} @click=${state.onClose}>${icons.close}</button>
  </div>`;
}
