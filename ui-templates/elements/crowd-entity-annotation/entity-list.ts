import { html, nothing } from 'lit';
import type { LabelLook } from '../../text/marks-layer';
import type { Span } from '../../text/span-store';
import { excerpt } from './excerpt';
import { word } from './words';

export interface EntityListState {
  spans: readonly Span[];
  chosen: number | undefined;
  text: string;
  /** How far the list is scrolled, and how high it is. */
  top: number;
  height: number;
  lookOf(label: string): LabelLook;
  onPick(span: Span): void;
  onRemove(span: Span): void;
  onScroll(event: Event): void;
  onKeydown(event: KeyboardEvent): void;
}

/** CSS pixels of a row; the list shows only those in view, however many there are. */
const ROW = 40;
const AROUND = 6;
/** Rows that a page key moves by. */
const PAGE = 10;

/** Every span of the text in order: to jump to one, and for those who do not see the marks. */
export function renderEntityList(state: EntityListState) {
  const { spans, chosen, top, height } = state;
  const from = Math.max(0, Math.floor(top / ROW) - AROUND);
  const to = Math.min(spans.length, Math.ceil((top + height) / ROW) + AROUND);
  const chosenAt = spans.findIndex(({ id }) => id === chosen);
  const isShown = chosenAt >= from && chosenAt < to;
  return html`<section class="entities" aria-label=${word('spans')}>
    <h2>${word('spans')} <span class="count">${spans.length}</span></h2>
    ${
      spans.length === 0
        ? html`<p class="none">${word('noSpans')}</p>`
        : html`<div class="list" role="listbox" tabindex="0" aria-label=${word('spans')} aria-activedescendant=${isShown ? `entity-${chosen}` : nothing} @scroll=${state.onScroll} @keydown=${state.onKeydown}>
          <div class="list-space" role="presentation" style="height:${spans.length * ROW}px">
            ${spans.slice(from, to).map((span, index) => renderRow(state, span, from + index))}
          </div>
        </div>`
    }
  </section>`;
}

function renderRow({ chosen, text, lookOf, onPick, onRemove, spans }: EntityListState, span: Span, index: number) {
  const { name, color } = lookOf(span.label);
  const share = typeof span.suggested === 'number' ? ` ${Math.floor(span.suggested * 100 + 1e-9)}%` : '';
  return html`<div class="row ${span.id === chosen ? 'chosen' : ''}" id="entity-${span.id}" role="option" aria-selected=${span.id === chosen} aria-setsize=${spans.length} aria-posinset=${index + 1} style="top:${index * ROW}px" @click=${(
    event: MouseEvent,
  ) => {
    if ((event.target as HTMLElement).closest('.cross')) onRemove(span);
    else onPick(span);
  }}>
    <span class="dot ${span.suggested === undefined ? '' : 'suggested'}" style="--mark:${color}"></span>
    <span class="row-text" dir="auto">${excerpt(text, span)}</span>
    <span class="row-label" dir="auto">${name}${span.suggested === undefined ? nothing : html` <span class="row-share">?${share}</span>`}</span>
    <span class="cross" title=${word('remove')} aria-hidden="true">×</span>
  </div>`;
}

/** Scrolls so that a row is in view; gives how far the list is scrolled then. */
export function followInList(list: HTMLElement, row: number): number {
  if (row * ROW < list.scrollTop) list.scrollTop = row * ROW;
  else if ((row + 1) * ROW > list.scrollTop + list.clientHeight) list.scrollTop = (row + 1) * ROW - list.clientHeight;
  return list.scrollTop;
}

/** The row that a key goes to, from one or (-1) from none; undefined for keys that go nowhere. */
export function listStep({ code, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent, row: number, rows: number) {
  const steps: Record<string, number> = {
    ArrowDown: row + 1,
    ArrowUp: row < 0 ? rows - 1 : row - 1,
    Home: 0,
    End: rows - 1,
    PageDown: row + PAGE,
    PageUp: row - PAGE,
  };
  const to = shiftKey || ctrlKey || metaKey || altKey ? undefined : steps[code];
  return to === undefined ? undefined : Math.max(0, Math.min(to, rows - 1));
}
