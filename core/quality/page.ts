import { agreementSection } from './page/agreement';
import { calibrationSection } from './page/calibration';
import { confusionSection } from './page/confusion';
import { type Content, html, Markup } from './page/html';
import { modelSection } from './page/model';
import { decimal, percent, whole } from './page/numbers';
import { speedSection } from './page/speed';
import { STYLE } from './page/style';
import { workersSection } from './page/workers';
import type { QualityReport } from './report';

/**
 * The report as one HTML page that needs nothing else: no scripts, no fonts, no network, and the policy in its head forbids them. Names in it are what
 * workers and requesters chose and are escaped. @throws RangeError when the report is of another version.
 */
export function qualityPage(report: QualityReport, title = `Quality of ${report.kind}`): string {
  if (report.version !== 1) throw new RangeError(`qualityPage: report version ${report.version}; expected 1`);
  return html`${DOCTYPE}<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${new Markup(STYLE)}</style></head>
<body><main><h1>${title}</h1>${summary(report)}
${agreementSection(report.agreement, report.sampledObjects)}
${confusionSection(report)}
${workersSection(report)}
${report.speed && speedSection(report.speed)}
${report.calibration && calibrationSection(report.calibration)}
${report.model && modelSection(report.model)}
<footer>Intervals are at 95%. Agreement: Krippendorff (2011), interval by jackknife over objects. Shares: Jeffreys’ interval. Calibration error: Guo et al. (2017).</footer>
</main></body></html>`.text;
}

const DOCTYPE = new Markup('<!doctype html>');

function summary({ counts, agreement, workers, gold, measure }: QualityReport): Content {
  const { alpha, low, high } = agreement.alpha;
  const tiles: [string, string, string?][] = [
    ['Objects', whole(counts.objects), missing(counts)],
    [
      'Answers',
      whole(counts.answers),
      counts.objects > 0 ? `${decimal(counts.answers / counts.objects, 1)} per object` : '',
    ],
    ['Workers', whole(counts.workers)],
    ['Alpha', alpha === null ? '–' : decimal(alpha), alpha === null ? '' : `${decimal(low)} to ${decimal(high)}`],
  ];
  if (workers.mean !== null)
    tiles.push([measure === 'accuracy' ? 'Accuracy of an answer' : 'Similarity of an answer', percent(workers.mean)]);
  if (gold?.labelAccuracy) {
    const { value, low: from, high: to } = gold.labelAccuracy;
    tiles.push(['Labels right on gold', percent(value), `${percent(from)} to ${percent(to)} of ${whole(gold.labels)}`]);
  }
  return html`<dl class="tiles">${tiles.map(
    ([term, value, note]) => html`<div><dt>${term}</dt><dd>${value}${note && html`<small>${note}</small>`}</dd></div>`,
  )}</dl>`;
}

function missing({ unanswered, answeredOnce }: QualityReport['counts']): string {
  const parts = [
    unanswered > 0 && `${whole(unanswered)} unanswered`,
    answeredOnce > 0 && `${whole(answeredOnce)} answered once`,
  ].filter((part) => part !== false);
  return parts.join(', ');
}
