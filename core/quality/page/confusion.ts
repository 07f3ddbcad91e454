import type { AgreementReport } from '../agreement/report';
import type { QualityReport } from '../report';
import { type Content, html, type Markup, name, shortened, widthOf } from './html';
import { decimal, percent, whole } from './numbers';

/** Letters of a class name that are shown beside the map; the whole name is in the tooltip. */
const LETTERS = 24;

/** The crowd's confusion matrix as a heat map; each row is coloured by its shares. */
export function confusionSection({ confusion, agreement }: QualityReport): Content {
  if (!confusion?.counts.flat().some((count) => count > 0)) return undefined;
  const { classes, classesLeftOut, counts } = confusion;
  const names = [...classes, ...(classesLeftOut > 0 ? [`${whole(classesLeftOut)} other classes`] : [])];
  const size = names.length;
  const cell = Math.max(20, Math.min(58, Math.floor(620 / size)));
  const labels = names.map((label) => shortened(label, LETTERS));
  const left = Math.min(190, Math.max(15, ...labels.map(widthOf)) * 7.2 + 16);
  const top = Math.min(150, Math.max(...labels.map(widthOf)) * 5.4 + 24);
  const width = left + size * cell + 90;
  const rows = counts.map((row, k) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, a) =>
      cellOf(count, total, names[k]!, names[a]!, k === a, left + a * cell, top + k * cell, cell),
    );
  });
  return html`<section><h2 id="confusion">What is answered for what</h2>
<p>Rows are the right class, as gold or the other workers have it; columns are the answers. Colour and figures are shares of a row: blue is right, red is wrong. Expected counts, since the right class is often known by probability only.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix"><svg width="${width}" height="${top + size * cell + 8}" viewBox="0 0 ${width} ${top + size * cell + 8}" style="max-width:none" role="img" aria-label="Confusion matrix of ${size} classes"><text x="${left - 8}" y="${top - 8}" text-anchor="end">right ↓ answer →</text>${rows}${labels.map(
    (label, k) =>
      html`<text class="label strong" x="${left - 8}" y="${top + (k + 0.5) * cell + 4}" text-anchor="end">${label}<title>${names[k]!}</title></text><text class="label strong" transform="translate(${left + (k + 0.5) * cell - 2} ${top - 8}) rotate(-45)">${label}<title>${names[k]!}</title></text>`,
  )}</svg></div>${agreement.confused.length > 0 && confusedTable(agreement.confused)}</section>`;
}

function cellOf(
  count: number,
  total: number,
  right: string,
  answered: string,
  same: boolean,
  x: number,
  y: number,
  cell: number,
): Markup {
  const share = total > 0 ? count / total : 0;
  const says = `${right} answered as ${answered}: ${percent(share)} (${whole(count)} of ${whole(total)})`;
  // Small shares of wrong answers are what one looks for: the root brings them out.
  const strength = Math.round((same ? share : Math.sqrt(share)) * 0.9 * 100) / 100;
  const figure = cell >= 30 && share >= 0.005;
  return html`<g><title>${says}</title><rect class="cell" x="${x}" y="${y}" width="${cell}" height="${cell}"/>${
    strength > 0 &&
    html`<rect class="${same ? 'right' : 'wrong'}" x="${x}" y="${y}" width="${cell}" height="${cell}" fill-opacity="${strength}"/>`
  }${
    figure &&
    html`<text class="count${strength > 0.55 ? ' inverse' : ''}" x="${x + cell / 2}" y="${y + cell / 2 + 4}">${Math.round(share * 100)}</text>`
  }</g>`;
}

function confusedTable(confused: AgreementReport['confused']): Markup {
  return html`<h3>Taken for each other</h3><div class="scroll" tabindex="0" role="region" aria-label="Classes taken for each other"><table><caption>Classes that workers gave to the same object, and how often that would happen by chance (coincidences).</caption><thead><tr><th scope="col">Classes</th><th scope="col" class="number">Coincidences</th><th scope="col" class="number">By chance</th><th scope="col" class="number">× chance</th></tr></thead><tbody>${confused
    .slice(0, 12)
    .map(
      ({ a, b, coincidences, expected }) =>
        html`<tr><th scope="row">${name(a)}<br>${name(b)}</th><td class="number">${decimal(coincidences, 1)}</td><td class="number">${decimal(expected, 1)}</td><td class="number">${expected > 0 ? decimal(coincidences / expected) : '–'}</td></tr>`,
    )}</tbody></table></div>`;
}
