import { type Content, html, Markup } from '../../../core/quality/page/html';
import { percent, whole } from '../../../core/quality/page/numbers';
import { STYLE } from '../../../core/quality/page/style';
import { endings, MEASURE, type SimulationOutcome } from './outcome';
import { capital } from './page/axes';
import { type CurveInput, calibrationPlot, qualityCurves } from './page/curves';
import { askedBars, roundTable } from './page/rounds';
import { coverageBars, promiseDots, seedTable } from './page/seeds';
import type { Range } from './result';
import type { ModelTrace } from './trace';

/** Besides the quality report's style. */
const MORE = `
svg .target { stroke: var(--wrong); stroke-width: 1.5; stroke-dasharray: 6 3; }
svg .faint { fill: none; stroke: var(--accent); stroke-width: 1; opacity: .28; }
svg .front { fill: none; stroke: var(--accent); stroke-width: 2.5; }
svg .speck { fill: var(--accent); opacity: .3; }
svg .miss { fill: var(--wrong); stroke: var(--paper); stroke-width: 1; }
svg .random { fill: var(--accent-soft); }
svg .uncertain { fill: var(--accent); }
svg .validation { fill: var(--warn); }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: .25rem 0 0; color: var(--muted); font-size: .85rem; }
.swatch { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin-right: .4rem; vertical-align: -1px; }
.swatch.random { background: var(--accent-soft); }
.swatch.uncertain { background: var(--accent); }
.swatch.validation { background: var(--warn); }
figure { margin: 0; }
@media (max-width: 40rem) { svg.plot text { font-size: 16px; } }
td.reasons { min-width: 22rem; max-width: 40rem; }
.settings { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.25rem; margin: .5rem 0; font-size: .9rem; }
.settings dt { color: var(--muted); }
.settings dd { margin: 0; overflow-wrap: anywhere; }
`;

/**
 * The outcome as one HTML page that needs nothing else: no scripts, no fonts, no network, and the policy in its head forbids them. Names in it come from files
 * and are escaped.
 */
export function simulationPage(outcome: SimulationOutcome, traces: readonly (ModelTrace | undefined)[]): string {
  const { settings, seeds } = outcome;
  const measure = MEASURE[outcome.measure];
  const typical = typicalOf(outcome);
  const front = seeds[typical]!;
  const curves: CurveInput = { traces, typical, target: settings.targetAccuracy, measure };
  const drawn = traces.some((trace) => trace && trace.curve.length > 0);
  const title = 'Automated labeling, simulated';
  return html`${DOCTYPE}<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${new Markup(STYLE + MORE)}</style></head>
<body><main><h1>${title}</h1>
<p class="muted">${settings.taskType}, ${whole(outcome.objects)} objects from <bdi>${settings.input}</bdi></p>
${tiles(outcome, measure)}
<section><h2>What each job came to</h2>
<p>Every job has other luck in what people are asked and what they say. A job that missed the promise is red; that may happen to ${percent(1 - settings.confidence)} of them.</p>
<div class="columns"><figure>${coverageBars(seeds)}</figure><figure>${promiseDots(seeds, settings.scope, settings.targetAccuracy, measure)}</figure></div></section>
${
  drawn &&
  html`<section><h2>How good the model is, and how well it knows</h2>
<p>The last model that was validated in each job, or the last one trained, on the objects it was asked about. The typical job (seed ${front.seed}) is in front; its dot is the threshold that was chosen. Where confidence can be taken at its word, the dots of the second plot lie on the diagonal. The promise does not rest on that: a fresh random sample decides.</p>
<div class="columns"><figure>${qualityCurves(curves)}</figure><figure>${calibrationPlot(curves)}</figure></div></section>`
}
<section><h2>What people were asked, round by round</h2>
<p>The typical job, seed ${front.seed}: ${percent(front.coverage)} labelled by the model, the median or next to it. It ended because: ${front.ended}.</p>
<figure>${askedBars(front.reports)}</figure>${roundTable(front.reports)}</section>
<section><h2>Jobs</h2>
<ul>${endings(seeds).map(({ reason, seeds: n }) => html`<li>${n} of ${seeds.length}: ${reason}</li>`)}</ul>
${seedTable(seeds, measure)}</section>
<section><h2>Settings</h2>${settingsList(outcome)}</section>
<footer>Jobs simulated on objects whose labels are known, with workers who err at random; real workers find some objects harder than others.</footer>
</main></body></html>`.text;
}

const DOCTYPE = new Markup('<!doctype html>');

/** Position of the seed whose coverage is the median, or next to it. */
function typicalOf({ seeds }: SimulationOutcome): number {
  const order = seeds.map((_, i) => i).sort((a, b) => seeds[a]!.coverage - seeds[b]!.coverage);
  return order[Math.floor((order.length - 1) / 2)]!;
}

function tiles({ settings, objects, overall, seeds, cost }: SimulationOutcome, measure: string): Content {
  const { ranges, violations } = overall;
  const spread = (range: Range | null, show: (value: number) => string) =>
    range ? `${show(range.low)} to ${show(range.high)} in nine of ten jobs` : '';
  const rows: [string, string, string][] = [
    ['Labelled by the model', percent(ranges.coverage!.median), spread(ranges.coverage, percent)],
    [
      `Its ${measure}`,
      ranges.machineAccuracy ? percent(ranges.machineAccuracy.median) : '–',
      spread(ranges.machineAccuracy, percent),
    ],
    [`${measure} of all labels`, percent(ranges.datasetAccuracy!.median), spread(ranges.datasetAccuracy, percent)],
    [
      'Answers asked of people',
      whole(ranges.humanAnswers!.median),
      `instead of ${whole(objects * settings.answersPerObject)}`,
    ],
    [
      'Promise missed',
      `${violations} of ${whole(seeds.length)}`,
      `${percent(settings.targetAccuracy)} of ${settings.scope === 'machine' ? "the model's labels" : 'all labels'}`,
    ],
  ];
  if (cost) rows.push(['Cost of people', cost.people.toFixed(2), `instead of ${cost.withoutModel.toFixed(2)}, mean`]);
  return html`<dl class="tiles">${rows.map(
    ([term, value, note]) =>
      html`<div><dt>${capital(term)}</dt><dd>${value}${note && html`<small>${note}</small>`}</dd></div>`,
  )}</dl>`;
}

function settingsList({ settings, labels, setAside }: SimulationOutcome): Content {
  const rows: [string, string][] = [
    ['Target', percent(settings.targetAccuracy)],
    ['Confidence', percent(settings.confidence)],
    ['Promise', settings.scope === 'machine' ? "the model's labels" : 'all labels of the data set'],
    ['Workers per object', String(settings.answersPerObject)],
    ['A worker is right', `${percent(settings.workerAccuracy)} of the time`],
    ['At once', `${whole(settings.maxConcurrent)} objects at most`],
    ['Jobs', `${whole(settings.seeds)}, from seed ${settings.firstSeed}`],
  ];
  if (setAside > 0) rows.push(['Lines left out', whole(setAside)]);
  return html`<dl class="settings">${rows.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}<dt>Labels</dt><dd>${labels.slice(0, 100).map((label, i) => html`${i > 0 && ', '}<bdi>${label}</bdi>`)}${labels.length > 100 && `, and ${whole(labels.length - 100)} more`}</dd></dl>`;
}
