import { withoutControls } from '../consolidate/visible';
import { table } from '../terminal/table';
import { endings, MEASURE, type SimulationOutcome } from './outcome';
import type { Range } from './result';

/** The outcome for a person. */
export function summaryLines(outcome: SimulationOutcome): string[] {
  const { settings, objects, labels, overall, seeds, cost } = outcome;
  const measure = MEASURE[outcome.measure];
  const { ranges, violations } = overall;
  const whose = settings.scope === 'machine' ? "the model's labels" : 'all labels';
  const row = (what: string, range: Range | null, show: (value: number) => string) => [
    what,
    ...(range ? [range.median, range.low, range.high].map(show) : ['–', '–', '–']),
  ];
  const asked = Math.round(overall.humanAnswers);
  const without = objects * settings.answersPerObject;
  return [
    `${whole(objects)} objects, ${whole(labels.length)} label${labels.length === 1 ? '' : 's'}, ${settings.taskType}`,
    `Promise: ${percent(settings.targetAccuracy)} ${measure} of ${whose}, with ${percent(settings.confidence)} confidence`,
    `Workers: ${settings.answersPerObject} per object, right ${percent(settings.workerAccuracy)} of the time`,
    '',
    ...table(
      [`${counted(seeds.length, 'simulated job')}`, 'median', '5th', '95th percentile'],
      [
        row('labelled by the model', ranges.coverage, percent),
        row(`${measure} of those labels`, ranges.machineAccuracy, percent),
        row(`${measure} of all labels`, ranges.datasetAccuracy, percent),
        row('answers asked of people', ranges.humanAnswers, whole),
        row('rounds', ranges.rounds, whole),
      ],
    ),
    '',
    `Promise missed: ${violations} of ${counted(seeds.length, 'job')}${violations === 0 ? '' : ` (${percent(violations / seeds.length)}; ${percent(1 - settings.confidence)} were allowed for)`}`,
    `Answers on average: ${whole(asked)} instead of ${whole(without)}, ${percent(overall.coverage)} saved`,
    ...(cost
      ? [`Cost of people on average: ${cost.people.toFixed(2)} instead of ${cost.withoutModel.toFixed(2)}`]
      : []),
    '',
    'Why the jobs ended',
    ...endings(seeds).map(({ reason, seeds: n }) => `  ${String(n).padStart(4)}  ${reason}`),
    ...setAsideLines(outcome),
    '',
    `${overall.seconds.toFixed(1)} s`,
  ];
}

function setAsideLines({ setAside, firstSetAside }: SimulationOutcome): string[] {
  if (setAside === 0) return [];
  const more = setAside - firstSetAside.length;
  return [
    '',
    `Lines left out: ${whole(setAside)}`,
    ...firstSetAside.map(({ place, reason }) => `  ${withoutControls(`${place}: ${reason}`)}`),
    ...(more > 0 ? [`  and ${whole(more)} more`] : []),
  ];
}

const whole = (n: number): string => Math.round(n).toLocaleString('en-US');
const percent = (share: number): string => `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`;
const counted = (n: number, what: string): string => `${whole(n)} ${what}${n === 1 ? '' : 's'}`;
