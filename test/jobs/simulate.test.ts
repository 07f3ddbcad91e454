/** The same data gives the same decisions in a real job, through training jobs and endpoint calls, as in the loop that `plumbline simulate` runs. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type HumanLabel, type LoopOutcome, runLoop } from '../../core/active-learning/loop';
import type { JobReport, RoundReport } from '../../core/job/report';
import type { Model } from '../../model/learners/learner';
import { textClassifier } from '../../model/learners/text-classifier';
import { fruitAndTools, Laboratory, manifestOf, truthByWord } from './laboratory';

const LABELS = ['fruit', 'tool'];
const SEED = 13;
const texts = fruitAndTools(480);
// One in twenty texts is of the other kind than its words say, so that the model errs and a threshold has to be found.
const truths = texts.map(({ text }, i) =>
  (truthByWord(text) === 'tool') !== (i % 40 === 3 || i % 37 === 5) ? 'tool' : 'fruit',
);
const truthOf = new Map(texts.map(({ text }, i) => [text, truths[i]!]));

async function simulated(): Promise<LoopOutcome<number>> {
  const inputs = texts.map(({ text }) => textClassifier.fromText(text));
  const targets = truths.map((label) => LABELS.indexOf(label));
  let model: Model<(typeof inputs)[number], number>;
  return runLoop<number>(
    {
      objects: texts.length,
      seed: SEED,
      classes: LABELS.length,
      exact: true,
      inFlight: 1000,
      targetAccuracy: 0.9,
      confidence: 0.9,
      scope: 'machine',
    },
    {
      ask: async (ids) =>
        ids.map((id): HumanLabel<number> => ({ target: targets[id]!, confidence: 1, pairs: 0, agreeing: 0 })),
      async train(ids) {
        const examples = ids.map((id) => ({ input: inputs[id]!, target: targets[id]! }));
        const reason = textClassifier.unlearnable(
          examples.map(({ target }) => target),
          LABELS,
        );
        if (reason) return reason;
        model = await textClassifier.train(examples, { labels: LABELS, seed: SEED }, () => undefined);
        return undefined;
      },
      score: async (ids) => model.predict(ids.map((id) => inputs[id]!)),
      quality: textClassifier.quality,
    },
  );
}

let lab: Laboratory;
beforeAll(async () => {
  lab = await Laboratory.open();
}, 120_000);
afterAll(() => lab.close(), 30_000);

describe('a job and a simulation of it', () => {
  let report: JobReport;
  let labelled: Map<number, number>;
  let lines: Record<string, any>[];
  let expected: LoopOutcome<number>;

  beforeAll(async () => {
    await lab.jobs.create(
      await lab.textJob('Same-As-Simulated', manifestOf(texts), {
        Plumbline: { AutoLabel: true, TargetAccuracy: 0.9, Confidence: 0.9, Seed: SEED },
      }),
    );
    const view = await lab.work('Same-As-Simulated', (text) => truthOf.get(text));
    report = await lab.report('Same-As-Simulated');
    lines = await lab.lines(view.outputManifest!);
    labelled = new Map(
      lines.flatMap((line, id) =>
        line['topic-metadata']['human-annotated'] === 'no' ? [[id, line.topic as number] as const] : [],
      ),
    );
    expected = await simulated();
  }, 240_000);

  test('decide the same in every round', () => {
    const known = (rounds: readonly RoundReport[]) => rounds.map((round) => JSON.parse(JSON.stringify(round)));
    expect(known(report.rounds)).toEqual(known(expected.rounds));
    expect(expected.rounds.map(({ step }) => step)).toEqual(expect.arrayContaining(['first', 'train', 'validate']));
  });

  test('have the model label the same objects alike', () => {
    expect(labelled.size).toBeGreaterThan(100);
    expect([...labelled]).toEqual([...expected.machine].sort(([a], [b]) => a - b));
  });

  test('the model’s labels are listed by round, as notebooks read them', async () => {
    const folder = `s3://${lab.stack.outputs.OutputBucketName}/Same-As-Simulated/activelearning/`;
    const listed = new Map<number, unknown>();
    for (const key of await lab.keys(folder)) {
      const round = Number(key.split('/').at(-3));
      expect(report.rounds.find((entry) => entry.round === round)?.machineLabeled).toBeGreaterThan(0);
      expect(key).toMatch(/\/auto_annotator_output\.txt$/);
      for (const line of (await lab.read(`s3://${lab.stack.outputs.OutputBucketName}/${key}`)).trim().split('\n')) {
        const [id] = line.split(' ', 1);
        listed.set(Number(id), JSON.parse(line.slice(id!.length)));
      }
    }
    expect([...listed.keys()].sort((a, b) => a - b)).toEqual([...labelled.keys()]);
    for (const [id, entries] of listed) expect(lines[id]).toMatchObject(entries as object);
  });
});
