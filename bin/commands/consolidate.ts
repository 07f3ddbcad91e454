import { type ConsolidationKind, consolidationKindOf, consolidationKinds } from '../../core/consolidation/registry';
import { qualityPage } from '../../core/quality/page';
import type { Command, Invocation } from './command';
import { AnswerCollector } from './consolidate/answer-collector';
import { consolidateTable } from './consolidate/consolidate-table';
import { readGold } from './consolidate/gold';
import { checkGoldQuestions, splitGoldQuestions } from './consolidate/gold-questions';
import { checkOutput, labelFormatOf, writeLabels, writeWhole } from './consolidate/label-writer';
import { against, qualityOf } from './consolidate/quality';
import { checkReadable, readAnswers } from './consolidate/read-answers';
import { stageProgress } from './consolidate/stage-progress';
import { calibrationOf, type Summary, summaryLines } from './consolidate/summary';
import { withoutControls } from './consolidate/visible';
import { CommandFailure, UsageFailure } from './failure';
import { list, text } from './options';

export const consolidate: Command = {
  name: 'consolidate',
  summary:
    "Turns several workers' answers to each object into one label with a confidence, and tells how good the workers are.",
  options: {
    'task-type': {
      type: 'string',
      value: 'T',
      description: "Kind of answer: image-classification, bounding-box, …, or Ground Truth's name for it",
    },
    answers: {
      type: 'string',
      value: 'PATH',
      description: 'CSV or JSON Lines with object, worker, label; or a folder of worker responses',
    },
    output: {
      type: 'string',
      value: 'FILE',
      description: 'Where labels go: .jsonl or .csv (default: CSV on standard output)',
    },
    gold: {
      type: 'string',
      value: 'FILE',
      description: 'Right answers (object, label) to score the labels by; they change no label',
    },
    report: {
      type: 'string',
      value: 'FILE',
      description: 'Where a page about agreement and workers goes: .html',
    },
    'gold-questions': {
      type: 'string',
      value: 'FILE',
      description: 'Right answers known beforehand: they tell how good the workers are',
    },
    method: { type: 'string', value: 'M', description: 'How to consolidate (default: the best known for the kind)' },
    categories: { type: 'string', value: 'A,B,C', description: 'The label names; answers with others are set aside' },
    explain: { type: 'boolean', description: 'Put beside each label why it won' },
  },
  examples: [
    'plumbline consolidate --task-type image-classification --answers answers.csv --gold gold.csv > labels.csv',
    'plumbline consolidate --task-type bounding-box --answers out/my-job/annotations/worker-response --output labels.jsonl --explain',
  ],
  run,
};

async function run({ values, terminal }: Invocation): Promise<void> {
  const plan = planOf(values);
  const { kind, categories, output } = plan;
  const { consolidator } = kind;
  const progress = stageProgress(terminal);

  const collector = new AnswerCollector(consolidator, categories);
  const { table } = collector;
  await readAnswers(plan.answers, collector, {
    needsWorker: true,
    onRead: (share) => progress.show('reading', share, `${count(table.length)} answers`),
  });
  if (table.length === 0) throw nothingReadable(plan.answers, collector);
  const gold = plan.gold === undefined ? undefined : await readGold(plan.gold, consolidator);
  const taught = plan.goldQuestions === undefined ? undefined : await readGold(plan.goldQuestions, consolidator);

  progress.show('consolidating', undefined, `${count(table.length)} answers`);
  const all = table.sorted(kind.everyAnswerCounts);
  const questions = taught && splitGoldQuestions(table, all, taught, categories);
  const sorted = questions?.rest ?? all;
  const outcome = consolidateTable(consolidator, table, sorted, {
    method: plan.method,
    categories,
    explain: plan.explain,
    earlier: questions?.earlier,
  });

  progress.show('writing', undefined, `${count(table.objects.list.length)} objects`);
  const labels = (write: (text: string) => void) =>
    writeLabels(table.objects.list, outcome.labelOf, { format: plan.format, explain: plan.explain, write });
  if (output !== undefined) writeWhole('output', output, labels);
  else if (!plan.json)
    labels((batch) => {
      const lines = batch.slice(0, -1);
      terminal.out(terminal.outIsScreen ? lines.split('\n').map(withoutControls).join('\n') : lines);
    });

  progress.show('judging', undefined, `${counted(outcome.skills.size, 'worker')}`);
  const quality = qualityOf(kind, table, sorted, outcome, { gold, categories });
  if (plan.report !== undefined) writeWhole('report', plan.report, (write) => write(qualityPage(quality)));
  const scored = gold && against(gold, kind, table.objects.list, outcome.labelOf);
  progress.end();

  const summary: Summary = {
    taskType: kind.slug,
    method: outcome.method,
    objects: table.objects.list.length,
    unlabelled: table.objects.list.filter((_, object) => !outcome.labelOf(object) && !questions?.isQuestion(object))
      .length,
    answers: sorted.object.length,
    workers: new Set(all.worker).size,
    replaced: sorted.replaced,
    setAside: collector.setAsideCount,
    firstSetAside: collector.firstSetAside,
    ...(questions && {
      goldQuestions: { objects: questions.objects, answers: questions.answers, setAside: taught!.setAside },
    }),
    ...(gold &&
      scored && {
        gold: { objects: gold.answers.size, withoutLabel: scored.withoutLabel, setAside: gold.setAside },
        measures: scored.measures,
        ...(scored.calibration && { calibration: calibrationOf(scored.calibration) }),
      }),
    agreement: { scale: quality.agreement.scale, ...pick(quality.agreement.alpha, 'alpha', 'low', 'high') },
    workerMeasure: quality.measure,
    workerReport: quality.workers.listed,
    workersLeftOut: quality.workers.leftOut.workers,
    seconds: progress.seconds(),
    ...(output !== undefined && { output }),
    ...(plan.report !== undefined && { report: plan.report }),
  };
  if (plan.json) {
    terminal.out(JSON.stringify(summary));
    return;
  }
  const say = output === undefined ? terminal.err : terminal.out;
  for (const line of summaryLines(summary)) say(line);
}

interface Plan {
  kind: ConsolidationKind;
  answers: string;
  method?: string;
  categories?: string[];
  gold?: string;
  goldQuestions?: string;
  output?: string;
  report?: string;
  format: 'csv' | 'jsonl';
  explain: boolean;
  json: boolean;
}

/** What is asked for. Whatever can be refused is refused here, before any work. */
function planOf(values: Invocation['values']): Plan {
  const kind = kindOf(needed(values, 'task-type'));
  const answers = needed(values, 'answers');
  const method = methodOf(kind, text(values, 'method'));
  const output = text(values, 'output');
  const report = text(values, 'report');
  const gold = text(values, 'gold');
  const goldQuestions = text(values, 'gold-questions');
  const inputs = [answers, gold, goldQuestions].filter((path) => path !== undefined);
  const format = output === undefined ? 'csv' : labelFormatOf(output);
  if (goldQuestions !== undefined) checkGoldQuestions(kind, method);
  for (const path of inputs) checkReadable(path);
  if (output !== undefined) checkOutput('output', output, inputs);
  if (report !== undefined) {
    if (!/\.html?$/i.test(report))
      throw new UsageFailure(`--report: expected a name that ends in .html, got "${report}"`);
    checkOutput('report', report, inputs);
  }
  return {
    kind,
    answers,
    method,
    categories: list(values, 'categories'),
    gold,
    goldQuestions,
    output,
    report,
    format,
    explain: values.explain === true,
    json: values.json === true,
  };
}

function kindOf(name: string): ConsolidationKind {
  const kind = consolidationKindOf(name);
  if (kind) return kind;
  const known = consolidationKinds.map(({ slug }) => slug).join(', ');
  throw new UsageFailure(`--task-type: there is no "${name}"; there are ${known} (Ground Truth's names are taken too)`);
}

function methodOf({ slug, consolidator }: ConsolidationKind, method: string | undefined): string | undefined {
  if (method === undefined || consolidator.methods.includes(method)) return method;
  throw new UsageFailure(`--method: ${slug} has no "${method}"; it has ${consolidator.methods.join(', ')}`);
}

function needed(values: Invocation['values'], name: string): string {
  const value = text(values, name);
  if (value === undefined || value === '') throw new UsageFailure(`consolidate: --${name} is missing`);
  return value;
}

function nothingReadable(path: string, { firstSetAside: [first] }: AnswerCollector): CommandFailure {
  const why = first ? `; the first: ${first.place}: ${first.reason}` : '';
  return new CommandFailure(`${path}: holds no answer that can be read${why}`);
}

function pick<Of extends object, Key extends keyof Of>(of: Of, ...keys: Key[]): Pick<Of, Key> {
  return Object.fromEntries(keys.map((key) => [key, of[key]])) as Pick<Of, Key>;
}

const count = (n: number): string => n.toLocaleString('en-US');
const counted = (n: number, what: string): string => `${count(n)} ${what}${n === 1 ? '' : 's'}`;
