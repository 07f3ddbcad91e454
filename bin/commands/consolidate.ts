import { existsSync } from 'node:fs';
import { type ConsolidationKind, consolidationKindOf, consolidationKinds } from '../../core/consolidation/registry';
import type { Command, Invocation } from './command';
import { AnswerCollector } from './consolidate/answer-collector';
import { allowClosedOutput } from './consolidate/closed-output';
import { consolidateTable } from './consolidate/consolidate-table';
import { type Gold, readGold } from './consolidate/gold';
import { checkOutput, labelFormatOf, writeLabels, writeWhole } from './consolidate/label-writer';
import { readAnswers } from './consolidate/read-answers';
import { stageProgress } from './consolidate/stage-progress';
import { type Summary, summaryLines } from './consolidate/summary';
import { CommandFailure, UsageFailure } from './failure';
import { list, text } from './options';

export const consolidate: Command = {
  name: 'consolidate',
  summary: "Turns several workers' answers to each object into one label with a confidence.",
  options: {
    'task-type': {
      type: 'string',
      value: 'T',
      description: "Kind of answer: image-classification, bounding-box, …; Ground Truth's names too",
    },
    answers: {
      type: 'string',
      value: 'PATH',
      description: 'CSV or JSON Lines of object, worker, label; or a folder of worker responses',
    },
    output: {
      type: 'string',
      value: 'FILE',
      description: 'Where labels go, .jsonl or .csv (default: CSV on standard output)',
    },
    gold: {
      type: 'string',
      value: 'FILE',
      description: 'Right answers (object, label): the labels are scored against them',
    },
    method: { type: 'string', value: 'M', description: 'How to consolidate (default: the best known for the kind)' },
    categories: {
      type: 'string',
      value: 'A,B,C',
      description: 'The label names, in order; answers with others are set aside',
    },
    explain: { type: 'boolean', description: 'Put beside each label why it won' },
  },
  examples: [
    'plumbline consolidate --task-type image-classification --answers answers.csv --gold gold.csv > labels.csv',
    'plumbline consolidate --task-type bounding-box --answers out/my-job/annotations/worker-response --output labels.jsonl --explain',
  ],
  run,
};

async function run({ values, terminal }: Invocation): Promise<void> {
  const kind = kindOf(needed(values, 'task-type'));
  const answersPath = needed(values, 'answers');
  const { consolidator } = kind;
  const method = methodOf(kind, text(values, 'method'));
  const categories = list(values, 'categories');
  const output = text(values, 'output');
  const goldPath = text(values, 'gold');
  const explain = values.explain === true;
  const format = output === undefined ? 'csv' : labelFormatOf(output);
  if (output !== undefined) checkOutput('output', output, [answersPath, ...(goldPath ? [goldPath] : [])]);
  if (goldPath !== undefined && !existsSync(goldPath))
    throw new CommandFailure(`${goldPath}: there is no such file or folder`);

  const progress = stageProgress(terminal);
  const collector = new AnswerCollector(consolidator, categories);
  const { table } = collector;
  await readAnswers(answersPath, collector, {
    needsWorker: true,
    onRead: (share) => progress.show('reading', share, `${count(table.length)} answers`),
  });
  if (table.length === 0) {
    const first = collector.firstSetAside[0];
    throw new CommandFailure(
      `${answersPath}: holds no answer that can be read${first ? `; the first: ${first.place}: ${first.reason}` : ''}`,
    );
  }
  const gold = goldPath === undefined ? undefined : await readGold(goldPath, consolidator);

  progress.show('consolidating', undefined, `${count(table.length)} answers`);
  const sorted = table.sorted();
  const { labelOf } = consolidateTable(consolidator, table, sorted, { method, categories, explain });

  progress.show('writing', undefined, `${count(table.objects.list.length)} labels`);
  const labels = (write: (text: string) => void) =>
    writeLabels(table.objects.list, labelOf, { format, explain, write });
  if (output !== undefined) writeWhole(output, labels);
  progress.end();

  const summary: Summary = {
    taskType: kind.slug,
    method: method ?? consolidator.methods[0],
    objects: table.objects.list.length,
    unlabelled: table.objects.list.reduce((n, _, object) => n + (labelOf(object) ? 0 : 1), 0),
    answers: sorted.object.length,
    workers: table.workers.list.length,
    replaced: sorted.replaced,
    setAside: collector.setAsideCount,
    firstSetAside: collector.firstSetAside,
    seconds: progress.seconds(),
    ...(gold && against(gold, kind, table.objects.list, labelOf)),
    ...(output !== undefined && { output }),
  };
  if (values.json) return terminal.out(JSON.stringify(summary));
  const say = output === undefined ? terminal.err : terminal.out;
  if (output === undefined) {
    allowClosedOutput();
    labels((batch) => terminal.out(batch.slice(0, -1)));
  }
  for (const line of summaryLines(summary)) say(line);
}

/** What the labels are worth by gold: every object with a right answer counts, also those nobody answered. */
function against(
  gold: Gold,
  { consolidator }: ConsolidationKind,
  objects: readonly string[],
  labelOf: (object: number) => { label: unknown } | undefined,
): Pick<Summary, 'gold' | 'measures'> {
  const numbers = new Map(objects.map((object, number) => [object, number]));
  let unanswered = 0;
  const pairs = [...gold.answers].map(([object, right]) => {
    const number = numbers.get(object);
    const decided = number === undefined ? undefined : labelOf(number);
    if (!decided) unanswered++;
    return { label: decided ? consolidator.asAnswer(decided.label) : undefined, gold: right };
  });
  return {
    gold: { objects: pairs.length, withoutLabel: unanswered, setAside: gold.setAside },
    measures: consolidator.measure(pairs),
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

const count = (n: number): string => n.toLocaleString('en-US');
