import type { ListedWorker, QualityReport } from '../report';
import { histogram } from './bars';
import { type Content, html, type Markup, name } from './html';
import { decimal, duration, percent, whole } from './numbers';
import { whisker } from './whisker';

export function workersSection(report: QualityReport): Content {
  const { workers, measure, counts } = report;
  if (counts.workers === 0) return undefined;
  const word = measure === 'accuracy' ? 'Accuracy' : 'Similarity';
  const meaning =
    measure === 'accuracy'
      ? 'Accuracy is the probability that an answer is the right class, as gold or the other workers’ answers show it; a worker’s own answer never counts for itself. Workers who err together are seen by gold only.'
      : 'Similarity is how near answers come to gold, or else to the most central of the other workers’ answers: 1 the same, 0 nothing in common.';
  const marks = [report.gold?.bar ?? workers.mean].filter((mark) => mark !== null && mark !== undefined);
  const shown = columnsOf(workers.listed);
  return html`<section><h2 id="workers">Workers</h2><p>${meaning}</p>
${notes(report)}
${counts.workers > 5 && distribution(workers.histogram, word)}
<div class="scroll" tabindex="0" role="region" aria-label="Workers"><table><caption>Weakest first. Lines are 95% intervals; dashed: ${report.gold?.bar === undefined ? 'the mean of all answers' : 'the bar set for gold'}.${
    workers.leftOut.workers > 0 &&
    ` ${whole(workers.leftOut.workers)} workers between the weakest and the strongest, with ${whole(workers.leftOut.answers)} answers, are not listed.`
  }</caption><thead><tr><th scope="col">Worker</th><th scope="col" class="number">Answers</th><th scope="col" class="number">${word}</th><th scope="col" class="wide">0 to 1</th>${
    shown.gold && html`<th scope="col" class="number">Gold</th>`
  }<th scope="col" class="number">Agrees</th>${shown.seconds && html`<th scope="col" class="number">Median time</th>`}${
    shown.habits && html`<th scope="col">Habits</th>`
  }</tr></thead><tbody>${workers.listed.map((worker) => row(worker, marks, shown))}</tbody></table></div></section>`;
}

interface Columns {
  gold: boolean;
  seconds: boolean;
  habits: boolean;
}

const columnsOf = (listed: readonly ListedWorker[]): Columns => ({
  gold: listed.some(({ gold }) => gold),
  seconds: listed.some(({ seconds }) => seconds),
  habits: listed.some(({ bias, mistakes }) => bias || mistakes),
});

function notes({ workers, gold }: QualityReport): Content {
  const found = [
    workers.fast > 0 && html`<span class="flag">${whole(workers.fast)} suspiciously fast</span> `,
    workers.failed > 0 && html`<span class="flag bad">${whole(workers.failed)} failed on gold</span> `,
    workers.passed > 0 && html`<span class="flag good">${whole(workers.passed)} passed on gold</span>`,
  ].filter((note) => note !== false);
  const bar = gold?.bar;
  return (
    found.length > 0 &&
    html`<p>${found}${bar !== undefined && html` <span class="muted">Bar on gold: ${percent(bar)}.</span>`}</p>`
  );
}

function distribution(counts: readonly number[], word: string): Markup {
  const step = 1 / counts.length;
  return histogram(
    counts,
    [0, 0.25, 0.5, 0.75, 1].map((x) => ({ edge: x * counts.length, text: percent(x).replace('.0', '') })),
    `${word} of the workers`,
    (bar) => `${percent(bar * step)} to ${percent((bar + 1) * step)}: ${whole(counts[bar]!)} workers`,
    `${word}, number of workers`,
  );
}

function row(worker: ListedWorker, marks: readonly number[], shown: Columns): Markup {
  const { workerId, answers, quality, gold, agreement, seconds } = worker;
  return html`<tr><th scope="row">${name(workerId)}${flags(worker)}</th><td class="number">${whole(answers)}</td>${
    quality
      ? html`<td class="number">${percent(quality.value)}</td><td>${whisker(
          {
            ...quality,
            says: `${workerId}: ${percent(quality.value)}, 95% interval ${percent(quality.low)} to ${percent(quality.high)}`,
          },
          0,
          1,
          marks,
        )}</td>`
      : html`<td class="number muted">–</td><td class="muted">nobody else answered</td>`
  }${shown.gold && html`<td class="number">${gold ? `${whole(gold.right)}/${whole(gold.asked)}` : '–'}</td>`}<td class="number">${
    agreement ? percent(agreement.value) : '–'
  }</td>${
    shown.seconds &&
    html`<td class="number"${seconds && html` title="half of the answers within ${duration(seconds.low)} to ${duration(seconds.high)}"`}>${
      seconds ? duration(seconds.median) : '–'
    }</td>`
  }${shown.habits && html`<td class="text">${habits(worker)}</td>`}</tr>`;
}

const flags = ({ seconds, gold }: ListedWorker): Content => [
  seconds?.fast === true && html` <span class="flag">fast</span>`,
  gold?.verdict?.decision === 'fail' &&
    html` <span class="flag bad" title="below the bar with probability ${percent(gold.verdict.belowBar)}">failed</span>`,
  gold?.verdict?.decision === 'pass' && html` <span class="flag good">passed</span>`,
];

/** The surest bias, else the commonest mistake. */
function habits({ bias, mistakes }: ListedWorker): Content {
  const [surest] = bias ?? [];
  if (surest)
    return html`<span title="answered ${whole(surest.answered)}, expected ${decimal(surest.expected, 1)}; 95% interval of the ratio ${decimal(surest.low)} to ${decimal(surest.high)}">${name(surest.class)} ${decimal(surest.ratio, 1)} × as often as right</span>`;
  const [commonest] = mistakes ?? [];
  if (commonest)
    return html`<span class="muted" title="expected count ${decimal(commonest.count, 1)}">${name(commonest.right)} → ${name(commonest.answered)}</span>`;
  return undefined;
}
