import type { Reliability, ReliabilityBin } from '../reliability';
import { html, type Markup } from './html';
import { decimal, percent, whole } from './numbers';
import { round } from './whisker';

const SIZE = 320;

export function calibrationSection(calibration: Reliability): Markup {
  const { count, accuracy, confidence, error, errorEqualMass, brier, logLoss, equalMass } = calibration;
  return html`<section><h2 id="calibration">Does confidence mean something?</h2>
<p>Labels against gold. Where confidence can be taken at its word, points lie on the diagonal: of the labels given with 80%, four in five are right. Each point holds about the same number of labels.</p>
<div class="columns">${diagram(equalMass)}<div><dl class="tiles">${[
    ['Labels with gold', whole(count)],
    ['Right', percent(accuracy)],
    ['Mean confidence', percent(confidence)],
    ['Calibration error', percent(error)],
    ['the same, equal mass', percent(errorEqualMass)],
    ['Brier score', decimal(brier, 3)],
    ['Log loss', decimal(logLoss, 3)],
  ].map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl></div></div></section>`;
}

function diagram(bins: readonly ReliabilityBin[]): Markup {
  const x = (v: number) => round(v * SIZE);
  const y = (v: number) => round((1 - v) * SIZE);
  const points = bins.filter((bin) => bin.count > 0);
  return html`<svg width="${SIZE + 80}" height="${SIZE + 64}" viewBox="-54 -10 ${SIZE + 80} ${SIZE + 64}" role="img" aria-label="Share of right labels by confidence"><path class="axis" fill="none" d="M0 0V${SIZE}H${SIZE}"/><line class="guide" x1="0" y1="${SIZE}" x2="${SIZE}" y2="0"/>${[
    0, 0.25, 0.5, 0.75, 1,
  ].map(
    (tick) =>
      html`<text x="${x(tick)}" y="${SIZE + 18}" text-anchor="middle">${Math.round(tick * 100)}%</text><text x="-8" y="${y(tick) + 4}" text-anchor="end">${Math.round(tick * 100)}%</text>`,
  )}${points.map(({ confidence, accuracy, interval, count }) => {
    const says = `Confidence ${percent(confidence!)}: ${percent(accuracy!)} right of ${whole(count)}, 95% interval ${percent(interval.low)} to ${percent(interval.high)}`;
    return html`<g><title>${says}</title><path class="whisker" d="M${x(confidence!)} ${y(interval.low)}V${y(interval.high)}"/><circle class="dot" cx="${x(confidence!)}" cy="${y(accuracy!)}" r="5"/></g>`;
  })}<text x="${SIZE / 2}" y="${SIZE + 40}" text-anchor="middle">Confidence</text><text transform="translate(-44 ${SIZE / 2}) rotate(-90)" text-anchor="middle">Right</text></svg>`;
}
