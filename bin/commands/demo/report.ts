import { relative } from 'node:path';
import type { RoundReport } from '../../../core/job/report';
import { bar } from '../terminal/bar';
import { table } from '../terminal/table';
import { type Paint, painter } from '../terminal/terminal';
import { clip, wrap } from '../terminal/width';
import { demoTaskTypes } from './options';
import type { DemoResult } from './result';

export interface ReportInput {
  result: DemoResult;
  /** Cost per service in USD, largest first. */
  cost: { service: string; usd: number }[];
  /** A few labelled objects. */
  examples: Example[];
  screen: boolean;
  columns: number;
}

export interface Example {
  /** Text, or name of the file. */
  object: string;
  label: string;
  confidence: number;
  by: string;
  correct: boolean;
}

const percent = (value: number | null, digits = 1) => (value === null ? '–' : `${(value * 100).toFixed(digits)} %`);
const usd = (value: number) => `$${value < 0.1 ? value.toFixed(4) : value.toFixed(2)}`;

/** The report a demo ends with, as lines. */
export function demoReport({ result, cost, examples, screen, columns }: ReportInput): string[] {
  const paint = painter(screen);
  const width = Math.max(20, Math.min(40, columns - 50));
  const title = (text: string) => ['', paint('bold', text)];
  return [
    '',
    `${paint('bold', result.jobName)}  ${result.taskType}, ${result.status.toLowerCase()} in ${result.seconds.toFixed(1)} s`,
    ...title('Who labelled what'),
    shareLine(paint, 'green', 'people', result.humanLabeled, result.objects, width, peopleNote(result)),
    shareLine(paint, 'cyan', 'model', result.machineLabeled, result.objects, width, modelNote(result)),
    ...(result.failed > 0 ? [shareLine(paint, 'red', 'failed', result.failed, result.objects, width, '')] : []),
    `  ${completeness(paint, result)}`,
    ...title('Accuracy against the hidden truth'),
    accuracyLine(paint, 'people', result.humanAccuracy, width),
    accuracyLine(paint, 'model', result.machineAccuracy, width),
    accuracyLine(paint, 'all', result.accuracy, width),
    ...(result.roundTable.length > 0 ? [...title('Rounds'), ...roundTable(result.roundTable)] : []),
    ...title(`Cost on AWS at list prices: ${usd(result.awsCostUsd)}`),
    ...table(
      ['service', 'USD'],
      cost.slice(0, 6).map(({ service, usd: amount }) => [service, amount.toFixed(4)]),
    ).map(indent),
    ...(result.reasons.length > 0
      ? [
          ...title('Worth knowing'),
          ...result.reasons.slice(0, 6).flatMap((reason) => wrap(reason, columns - 2).map(indent)),
        ]
      : []),
    ...title('A few labels'),
    ...exampleTable(paint, examples, columns).map(indent),
    ...title('Output manifest'),
    indent(shortPath(result.outputManifest)),
    indent(result.outputManifestUri),
    ...(result.qualityPage
      ? [...title('How well the workers agree, and how good each is'), indent(shortPath(result.qualityPage))]
      : []),
    ...title('Next'),
    ...[
      ['npm start', 'label by hand in a browser'],
      [`npm run demo -- --task-type ${otherTaskType(result.taskType)}`, 'the same with the other kind of object'],
      ['npm run demo -- --input FILE.jsonl', 'your own labelled data'],
    ].map(([command, note]) => indent(`${command!.padEnd(50)}  ${note}`)),
    '',
  ];
}

const otherTaskType = (taskType: string) => demoTaskTypes.find((other) => other !== taskType)!;

function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

const indent = (line: string) => `  ${line}`;

function shareLine(
  paint: Paint,
  colour: 'green' | 'cyan' | 'red',
  name: string,
  count: number,
  total: number,
  width: number,
  note: string,
) {
  const share = total > 0 ? count / total : 0;
  return `  ${name.padEnd(7)} ${paint(colour, bar(share, width))} ${String(count).padStart(6)}  ${percent(share).padStart(7)}  ${paint('dim', note)}`.trimEnd();
}

function peopleNote({ answers, workers, answersPerObject, answersPerSecond, roundTable: rounds }: DemoResult): string {
  // why: with a model between the rounds people wait, and the pace would say nothing about them.
  const steady = rounds.every(({ trainedOn }) => trainedOn === undefined);
  const pace = answersPerSecond && steady ? `, ${answersPerSecond.toFixed(0)}/s` : '';
  return `${answers} answers by ${workers} workers, ${answersPerObject} per object${pace}`;
}

const modelNote = ({ machineLabeled, targetAccuracy }: DemoResult) =>
  machineLabeled > 0 ? `promised to be at least ${percent(targetAccuracy, 0)} right` : '';

function completeness(paint: Paint, { objects, complete, inOrder }: DemoResult): string {
  if (!complete) return paint('red', `the output manifest does not hold each of the ${objects} objects once`);
  return paint('dim', `all ${objects} objects are in the output manifest, each once${inOrder ? ' and in order' : ''}`);
}

function accuracyLine(paint: Paint, name: string, accuracy: number | null, width: number): string {
  const drawn = accuracy === null ? '░'.repeat(width) : bar(accuracy, width);
  return `  ${name.padEnd(7)} ${paint('yellow', drawn)} ${percent(accuracy).padStart(7)}`;
}

function exampleTable(paint: Paint, examples: Example[], columns: number): string[] {
  const rows = examples.map(({ object, label, confidence, by, correct }) => [
    correct ? '✔' : '✘',
    label,
    confidence.toFixed(2),
    by,
    clip(object.replace(/\s+/g, ' '), Math.max(20, columns - 40)),
  ]);
  return table(['', 'label', 'confidence', 'by', 'object'], rows).map((line) =>
    line.replace('✔', paint('green', '✔')).replace('✘', paint('red', '✘')),
  );
}

const STEPS = { first: 'first sample', train: 'teach', validate: 'validate' };

function roundTable(rounds: RoundReport[]): string[] {
  const whole = (value: number | undefined) => (value === undefined ? '–' : String(value));
  const decimal = (value: number | null | undefined) =>
    value === undefined || value === null ? '–' : value.toFixed(3);
  return table(
    ['round', 'people asked', 'to', 'could save', 'validated on', 'right', 'threshold', 'labelled by model'],
    rounds.map((round) => [
      String(round.round),
      whole(round.asked),
      round.last || !round.step ? (round.asked ? 'finish' : '–') : STEPS[round.step],
      whole(round.expectedSaved),
      whole(round.validatedOn),
      decimal(round.validationAccuracy),
      decimal(round.threshold),
      whole(round.machineLabeled),
    ]),
  ).map(indent);
}
