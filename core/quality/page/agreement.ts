import type { Alpha } from '../agreement/alpha';
import type { AgreementReport, NamedPair } from '../agreement/report';
import { type Content, html, type Markup, name } from './html';
import { decimal, percent, whole } from './numbers';
import { round, whisker } from './whisker';

/** Krippendorff's limits (2004, p. 241): rely on what reaches the first, draw tentative conclusions only from what reaches the second. */
const LIMITS = [0.8, 0.667];
const FROM = -0.2;

const SCALES: Record<AgreementReport['scale'], string> = {
  nominal: 'classes are the same or not (nominal)',
  ordinal: 'classes differ by their ranks (ordinal)',
  interval: 'answers differ by the square of their difference (interval)',
  distance: "the kind's own distance between answers, 0 the same and 1 nothing in common",
};

export function agreementSection(agreement: AgreementReport, sampledObjects: number | undefined): Markup {
  const { alpha, classes, classesLeftOut, scale } = agreement;
  return html`<section><h2 id="agreement">Agreement</h2>
<p>Krippendorff’s alpha is 1 where workers always agree and 0 where they agree as if by chance. Measured on ${whole(alpha.objects)} objects with two answers or more; ${SCALES[scale]}.${
    sampledObjects !== undefined && ` Of all objects, ${whole(sampledObjects)} were drawn to be compared.`
  }</p>
${alpha.alpha === null ? html`<p>${nothing(alpha)}</p>` : bigAlpha(alpha)}
${classes.length > 0 && classTable(classes, classesLeftOut)}
${pairTables(agreement)}</section>`;
}

const nothing = ({ objects }: Alpha): string =>
  objects === 0
    ? 'No object has two answers yet, so there is no agreement to measure.'
    : 'All answers are the same, so agreement cannot be told from chance.';

function bigAlpha({ alpha, low, high }: Alpha): Markup {
  const width = 460;
  const says = `Alpha ${decimal(alpha!, 3)}, 95% interval ${decimal(low, 3)} to ${decimal(high, 3)}`;
  const x = (v: number) => round(((Math.max(FROM, v) - FROM) / (1 - FROM)) * width);
  return html`<svg width="${width + 30}" height="92" viewBox="-10 0 ${width + 30} 92" role="img" aria-label="${says}"><title>${says}</title>
<rect class="soft" x="${x(0)}" y="34" width="${round(Math.max(0, x(alpha!) - x(0)))}" height="22" rx="3"/>
<line class="axis" x1="0" x2="${width}" y1="56" y2="56"/>${[0, 0.2, 0.4, 0.6, 0.8, 1].map(
    (tick) =>
      html`<line class="axis" x1="${x(tick)}" x2="${x(tick)}" y1="56" y2="61"/><text x="${x(tick)}" y="75" text-anchor="middle">${tick}</text>`,
  )}
<line class="guide" x1="${x(LIMITS[0]!)}" x2="${x(LIMITS[0]!)}" y1="26" y2="56"/><text x="${x(LIMITS[0]!) + 4}" y="22">reliable</text>
<line class="guide" x1="${x(LIMITS[1]!)}" x2="${x(LIMITS[1]!)}" y1="26" y2="56"/><text x="${x(LIMITS[1]!) - 4}" y="22" text-anchor="end">tentative</text>
<path class="whisker" d="M${x(low)} 45H${x(high)}M${x(low)} 40v10M${x(high)} 40v10"/><circle class="dot" cx="${x(alpha!)}" cy="45" r="6"/></svg>
<p><strong>${decimal(alpha!, 3)}</strong>, 95% interval ${decimal(low, 3)} to ${decimal(high, 3)}. ${verdict(low, high)}</p>`;
}

function verdict(low: number, high: number): string {
  if (low >= LIMITS[0]!) return 'Krippendorff’s limit for relying on data is 0.8: surely reached.';
  if (high < LIMITS[1]!)
    return 'Surely below 0.667, under which Krippendorff advises to draw no conclusions from single answers.';
  return 'Krippendorff’s limits: rely on data from 0.8, draw tentative conclusions from 0.667.';
}

function classTable(classes: AgreementReport['classes'], leftOut: number): Markup {
  return html`<h3>By class</h3><div class="scroll" tabindex="0" role="region" aria-label="Agreement by class"><table><caption>How well each class is told from the rest. Dashed lines at 0, 0.667 and 0.8.${
    leftOut > 0 && ` ${whole(leftOut)} classes with fewer answers are not listed.`
  }</caption><thead><tr><th scope="col">Class</th><th scope="col" class="number">Answers</th><th scope="col" class="number">Alpha</th><th scope="col" class="wide">95% interval</th></tr></thead><tbody>${classes.map(
    ({ class: label, named, ...alpha }) =>
      html`<tr><th scope="row">${name(label)}</th><td class="number">${whole(named)}</td>${alphaCells(alpha, label)}</tr>`,
  )}</tbody></table></div>`;
}

function alphaCells({ alpha, low, high }: Alpha, of: string): Content {
  if (alpha === null) return html`<td class="number muted" title="no variation">–</td><td></td>`;
  const says = `${of}: alpha ${decimal(alpha)}, 95% interval ${decimal(low)} to ${decimal(high)}`;
  return html`<td class="number">${decimal(alpha)}</td><td>${whisker({ value: alpha, low, high, says }, FROM, 1, [0, ...LIMITS])}</td>`;
}

function pairTables({ pairs }: AgreementReport): Content {
  if (pairs.counted === 0) return undefined;
  return html`<h3>Pairs of workers</h3><p>${whole(pairs.counted)} ${pairs.counted === 1 ? 'pair shares' : 'pairs share'} two objects or more, among ${whole(pairs.workers)} workers compared.</p><div class="columns">${pairTable('Agree least', pairs.leastAgreed)}${pairTable('Share most objects', pairs.mostShared)}</div>`;
}

const pairTable = (title: string, pairs: readonly NamedPair[]): Markup =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="Pairs: ${title}"><table><caption>${title}</caption><thead><tr><th scope="col">Workers</th><th scope="col" class="number">Objects</th><th scope="col" class="number">Agree</th><th scope="col" class="number">Alpha</th></tr></thead><tbody>${pairs
    .slice(0, 10)
    .map(
      ({ a, b, shared, agreement, alpha }) =>
        html`<tr><th scope="row">${name(a)}<br>${name(b)}</th><td class="number">${whole(shared)}</td><td class="number">${percent(agreement)}</td><td class="number"${alpha.alpha === null ? html` title="no variation"` : html` title="95% interval ${decimal(alpha.low)} to ${decimal(alpha.high)}"`}>${alpha.alpha === null ? '–' : decimal(alpha.alpha)}</td></tr>`,
    )}</tbody></table></div>`;
