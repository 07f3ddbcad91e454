import { html, type Markup } from '../../../../core/quality/page/html';
import { round } from '../../../../core/quality/page/whisker';

/** A square-ish plot with percentages on both axes, drawn in user units so that it shrinks with the page. */
export interface Plot {
  x: { from: number; to: number; title: string };
  y: { from: number; to: number; title: string };
  says: string;
}

export const WIDTH = 420;
export const HEIGHT = 300;

export interface Scales {
  x(value: number): number;
  y(value: number): number;
}

/** Axes with what `draw` puts between them. */
export function plot({ x, y, says }: Plot, draw: (scales: Scales) => Markup): Markup {
  const along = (value: number, { from, to }: { from: number; to: number }) =>
    (Math.min(to, Math.max(from, value)) - from) / (to - from);
  const scales: Scales = {
    x: (value) => round(along(value, x) * WIDTH),
    y: (value) => round((1 - along(value, y)) * HEIGHT),
  };
  return html`<svg class="plot" width="${WIDTH + 90}" height="${HEIGHT + 62}" viewBox="-62 -12 ${WIDTH + 90} ${HEIGHT + 62}" role="img" aria-label="${says}">${ticks(
    y.from,
    y.to,
  ).map(
    (tick) =>
      html`<line class="axis" x1="0" x2="${WIDTH}" y1="${scales.y(tick)}" y2="${scales.y(tick)}"/><text x="-8" y="${scales.y(tick) + 4}" text-anchor="end">${label(tick, y.to - y.from)}</text>`,
  )}${ticks(x.from, x.to).map(
    (tick) =>
      html`<line class="axis" x1="${scales.x(tick)}" x2="${scales.x(tick)}" y1="${HEIGHT}" y2="${HEIGHT + 4}"/><text x="${scales.x(tick)}" y="${HEIGHT + 18}" text-anchor="middle">${label(tick, x.to - x.from)}</text>`,
  )}${draw(scales)}<text x="${WIDTH / 2}" y="${HEIGHT + 40}" text-anchor="middle">${x.title}</text><text transform="translate(-50 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">${y.title}</text></svg>`;
}

/** Four to eight round values in a range of shares. */
function ticks(from: number, to: number): number[] {
  const step = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2].find((size) => (to - from) / size <= 7) ?? 0.25;
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}

const label = (value: number, range: number): string => `${(value * 100).toFixed(range <= 0.035 ? 1 : 0)}%`;

/** The line of the target across a plot. */
export const targetLine = (target: number, { y }: Scales): Markup =>
  html`<line class="target" x1="0" x2="${WIDTH}" y1="${y(target)}" y2="${y(target)}"><title>Target</title></line><text class="strong" x="4" y="${y(target) + (y(target) > HEIGHT - 20 ? -5 : 15)}">target</text>`;

export const pathOf = (points: readonly { x: number; y: number }[]): string =>
  points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('');

/** A floor for an axis of qualities that shows what lies above and the target well. */
export function floorOf(values: readonly number[]): number {
  const least = Math.min(1, ...values);
  return Math.max(0, Math.floor((least - 0.01) * 20) / 20);
}

export const capital = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;
