import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icons } from '../icons';
import type { Mark } from './desk-host';
import type { Shape } from './shape';
import { shapeWord } from './shape-words';

/** CSS pixels: rows are all as high, so that those out of sight need not be there. */
export const ROW_HEIGHT = 40;
/** Rows kept around the ones in sight. */
const SPARE = 8;

export interface ShapeListOptions {
  readonly shapes: readonly Shape[];
  readonly selected: ReadonlySet<number>;
  readonly labels: readonly string[];
  /** Where the list is scrolled to, and how much of it is seen, in CSS pixels. */
  readonly scrollTop: number;
  readonly height: number;
  nameOf(shape: Shape): string;
  colorOf(label: string): string;
  onScroll(): void;
  onSelect(shape: Shape, isMore: boolean): void;
  /** Of the selected one. */
  onRelabel(label: string): void;
  onRemove(shape: Shape): void;
  onMark(shape: Shape, mark: Mark): void;
  onKey(event: KeyboardEvent, place: number): void;
}

/** What was drawn, as a list that can be used without seeing or pointing. Thousands of shapes, a few rows. */
export function renderShapeList(options: ShapeListOptions) {
  const { shapes, scrollTop, height, selected } = options;
  const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - SPARE);
  const last = Math.min(shapes.length, Math.ceil((scrollTop + height) / ROW_HEIGHT) + SPARE);
  const single = selected.size === 1 ? shapes.find(({ id }) => selected.has(id)) : undefined;
  const tabStop = Math.max(
    first,
    shapes.findIndex(({ id }) => selected.has(id)),
  );
  return html`<section class="shapes" aria-label=${shapeWord('shapes')}>
    <h2>${shapeWord('shapes')} <span class="count">${shapes.length}</span></h2>
    ${single && !single.isLocked ? renderChoice(single, options) : nothing}
    ${
      shapes.length === 0
        ? html`<p class="none">${shapeWord('none')}</p>`
        : html`<div class="shape-list" @scroll=${options.onScroll}>
            <ul style="height:${shapes.length * ROW_HEIGHT}px">
              ${repeat(shapes.slice(first, last), idOf, (shape, i) => renderRow(shape, first + i, first + i === tabStop, options))}
            </ul>
          </div>`
    }
  </section>`;
}

/** The row that has the focus stays the row of its shape when others come and go. */
const idOf = ({ id }: Shape): number => id;

export const rowTop = (place: number): number => place * ROW_HEIGHT;

function renderRow(shape: Shape, place: number, isTabStop: boolean, options: ShapeListOptions) {
  const isSelected = options.selected.has(shape.id);
  const name = options.nameOf(shape);
  const states = [shape.isHidden ? shapeWord('hidden') : '', shape.isLocked ? shapeWord('locked') : ''].filter(Boolean);
  return html`<li class="row shape ${isSelected ? 'selected' : ''}" style="top:${rowTop(place)}px" aria-setsize=${options.shapes.length} aria-posinset=${place + 1}>
    <span class="swatch" style="background:${options.colorOf(shape.label)}"></span>
    <button type="button" class="row-name shape-name" title=${name} data-place=${place} tabindex=${isTabStop ? 0 : -1} aria-pressed=${isSelected} @click=${(event: MouseEvent) => options.onSelect(shape, event.shiftKey)} @keydown=${(event: KeyboardEvent) => options.onKey(event, place)}>${name}${states.length ? html` <span class="states">(${states.join(', ')})</span>` : nothing}</button>
    ${renderMark(shapeWord(shape.isHidden ? 'show' : 'hide'), name, shape.isHidden ? icons.eyeOff : icons.eye, shape.isHidden === true, isSelected, () => options.onMark(shape, shape.isHidden ? 'show' : 'hide'))}
    ${renderMark(shapeWord(shape.isLocked ? 'unlock' : 'lock'), name, shape.isLocked ? icons.lock : icons.unlock, shape.isLocked === true, isSelected, () => options.onMark(shape, shape.isLocked ? 'unlock' : 'lock'))}
    ${renderMark(shapeWord('remove'), name, icons.bin, false, isSelected, () => options.onRemove(shape))}
  </li>`;
}

/** The label of the selected one, to be changed. */
function renderChoice(shape: Shape, { labels, onRelabel }: ShapeListOptions) {
  const isUnknown = !labels.includes(shape.label);
  return html`<label class="relabel">${shapeWord('relabel')} <select .value=${shape.label} @change=${(event: Event) => {
    event.stopPropagation();
    onRelabel((event.target as HTMLSelectElement).value);
  }} @input=${(event: Event) => event.stopPropagation()}>
    ${isUnknown ? html`<option value=${shape.label} selected>${shape.label} (${shapeWord('unknownLabel')})</option>` : nothing}
    ${labels.map((label) => html`<option value=${label} ?selected=${label === shape.label}>${label}</option>`)}
  </select></label>`;
}

const renderMark = (word: string, name: string, icon: unknown, isOn: boolean, isSelected: boolean, run: () => void) =>
  html`<button type="button" class="mark ${isOn ? 'on' : ''}" tabindex=${isSelected ? 0 : -1} title=${word} aria-label="${word}: ${name}" @click=${run}>${icon}</button>`;
