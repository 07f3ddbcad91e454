import { html } from 'lit';
import { LEAST_SIZE, MOST_SIZE } from './mask-desk';
import { maskWord } from './mask-words';

/** The slider for the diameter of brush and eraser, in picture pixels. */
export function renderBrushSize(size: number, onSize: (size: number) => void) {
  const onInput = (event: Event) => {
    event.stopPropagation();
    onSize(fromSlider(Number((event.target as HTMLInputElement).value)));
  };
  const onChange = (event: Event) => event.stopPropagation();
  return html`<div class="brush-size">
    <input type="range" min="0" max="100" step="1" aria-label=${maskWord('size')} aria-valuetext="${size} ${maskWord('pixels')}" .value=${String(toSlider(size))} @input=${onInput} @change=${onChange} />
    <output>${size} px</output>
  </div>`;
}

/** The slider goes up by shares, as sizes are felt. */
const toSlider = (size: number): number =>
  Math.round((100 * Math.log(size / LEAST_SIZE)) / Math.log(MOST_SIZE / LEAST_SIZE));
const fromSlider = (at: number): number => Math.max(1, Math.round(LEAST_SIZE * (MOST_SIZE / LEAST_SIZE) ** (at / 100)));
