import { html, type Markup } from './html';

export interface Whisker {
  value: number | null;
  low: number;
  high: number;
  /** What it says in words. */
  says: string;
}

/** Value and interval on one line of a scale; `marks` are drawn through it. */
export function whisker(
  { value, low, high, says }: Whisker,
  from: number,
  to: number,
  marks: readonly number[],
  width = 220,
): Markup {
  const height = 18;
  const x = (v: number) => round(4 + ((Math.min(to, Math.max(from, v)) - from) / (to - from)) * (width - 8));
  const middle = height / 2;
  return html`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${says}"><title>${says}</title><line class="axis" x1="${x(from)}" x2="${x(to)}" y1="${middle}" y2="${middle}"/>${marks.map(
    (mark) => html`<line class="guide" x1="${x(mark)}" x2="${x(mark)}" y1="1" y2="${height - 1}"/>`,
  )}<line class="whisker" x1="${x(low)}" x2="${x(high)}" y1="${middle}" y2="${middle}"/>${
    value !== null && html`<circle class="dot" cx="${x(value)}" cy="${middle}" r="4"/>`
  }</svg>`;
}

export const round = (v: number): number => Math.round(v * 100) / 100;
