import type { RoundReport } from '../../../../core/job/report';
import { html, type Markup } from '../../../../core/quality/page/html';
import { percent, whole } from '../../../../core/quality/page/numbers';
import { round } from '../../../../core/quality/page/whisker';
import { HEIGHT, WIDTH } from './axes';

/** Why people were asked, in the order the bars are stacked. */
const KINDS = [
  { key: 'random', name: 'drawn at random', className: 'random' },
  { key: 'uncertain', name: 'the model was unsure', className: 'uncertain' },
  { key: 'validation', name: 'to validate the model', className: 'validation' },
] as const;

/** Objects people were asked about in each round of one job. */
export function askedBars(reports: readonly RoundReport[]): Markup {
  const parts = reports.map((report) => {
    const known = KINDS.map(({ key }) => report[key] ?? 0);
    return { report, known, total: Math.max(report.asked ?? 0, known[0]! + known[1]! + known[2]!) };
  });
  const top = niceTop(Math.max(1, ...parts.map(({ total }) => total)));
  const step = WIDTH / Math.max(1, parts.length);
  const gap = step > 6 ? 3 : 0.5;
  const y = (count: number) => (1 - count / top) * HEIGHT;
  const every = Math.ceil(parts.length / 16);
  return html`<svg class="plot" width="${WIDTH + 90}" height="${HEIGHT + 62}" viewBox="-62 -12 ${WIDTH + 90} ${HEIGHT + 62}" role="img" aria-label="Objects people were asked about, by round">${[
    0, 0.25, 0.5, 0.75, 1,
  ].map(
    (share) =>
      html`<line class="axis" x1="0" x2="${WIDTH}" y1="${round(y(share * top))}" y2="${round(y(share * top))}"/><text x="-8" y="${round(y(share * top)) + 4}" text-anchor="end">${whole(share * top)}</text>`,
  )}${parts.map(({ report, known }, i) => {
    let below = 0;
    return html`<g><title>Round ${report.round}: ${whole(report.asked ?? 0)} asked${report.stepReason && ` – ${report.stepReason}`}</title>${known.map(
      (count, k) => {
        if (count === 0) return null;
        below += count;
        return html`<rect class="${KINDS[k]!.className}" x="${round(i * step + gap / 2)}" width="${round(Math.min(step - gap, 48))}" y="${round(y(below))}" height="${round((count / top) * HEIGHT)}"/>`;
      },
    )}</g>${i % every === 0 && html`<text x="${round(i * step + Math.min(step, 50) / 2)}" y="${HEIGHT + 18}" text-anchor="middle">${report.round}</text>`}`;
  })}<text x="${WIDTH / 2}" y="${HEIGHT + 40}" text-anchor="middle">Round</text><text transform="translate(-50 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">Objects asked</text></svg><ul class="key">${KINDS.map(
    ({ name, className }) => html`<li><span class="swatch ${className}"></span>${name}</li>`,
  )}</ul>`;
}

/** A round number of which a quarter is whole. */
function niceTop(count: number): number {
  const size = 10 ** Math.floor(Math.log10(count));
  return Math.max(4, [1, 2, 4, 6, 8, 10].map((times) => times * size).find((top) => top >= count)!);
}

export function roundTable(reports: readonly RoundReport[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Rounds of the typical job"><table><caption>Rounds of the typical job</caption><thead><tr><th scope="col" class="number">Round</th><th scope="col" class="number">Asked</th><th scope="col" class="number">Labelled by the model</th><th scope="col" class="number">Threshold</th><th scope="col" class="number">Lower bound</th><th scope="col">What was decided, and why</th></tr></thead><tbody>${reports.map(
    ({
      round: number,
      asked,
      machineLabeled,
      threshold,
      accuracyBound,
      thresholdReason,
      step,
      stepReason,
      trainingReason,
    }) =>
      html`<tr><td class="number">${number}</td><td class="number">${whole(asked ?? 0)}</td><td class="number">${machineLabeled === undefined ? '' : whole(machineLabeled)}</td><td class="number">${threshold === undefined ? '' : threshold === null ? 'none' : threshold.toFixed(4)}</td><td class="number">${threshold === undefined || threshold === null || accuracyBound === undefined ? '' : percent(accuracyBound)}</td><td class="reasons">${thresholdReason && html`${thresholdReason}. `}${step && html`<b>${step}</b>: ${stepReason}`}${trainingReason && html`. No model: ${trainingReason}`}</td></tr>`,
  )}</tbody></table></div>`;
}
