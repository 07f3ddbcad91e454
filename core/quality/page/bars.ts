import { html, type Markup } from './html';
import { round } from './whisker';

/** A histogram; `ticks` are put under the edge between bars of that number, `marks` between 0 and 1 are drawn through it. */
export function histogram(
  counts: readonly number[],
  ticks: readonly { edge: number; text: string }[],
  says: string,
  tell: (bar: number) => string,
  axis: string,
): Markup {
  const width = 460;
  const height = 150;
  const top = Math.max(1, ...counts);
  const step = width / counts.length;
  return html`<svg width="${width + 40}" height="${height + 44}" viewBox="-20 -6 ${width + 40} ${height + 50}" role="img" aria-label="${says}">${counts.map(
    (count, bar) => {
      const h = count === 0 ? 0 : Math.max(1.5, (count / top) * height);
      return html`<rect class="bar" x="${round(bar * step + 1)}" y="${round(height - h)}" width="${round(step - 2)}" height="${round(h)}"><title>${tell(bar)}</title></rect>`;
    },
  )}<line class="axis" x1="0" x2="${width}" y1="${height}" y2="${height}"/>${ticks.map(
    ({ edge, text }) =>
      html`<line class="axis" x1="${round(edge * step)}" x2="${round(edge * step)}" y1="${height}" y2="${height + 4}"/><text x="${round(edge * step)}" y="${height + 17}" text-anchor="middle">${text}</text>`,
  )}<text x="${width / 2}" y="${height + 36}" text-anchor="middle">${axis}</text></svg>`;
}
