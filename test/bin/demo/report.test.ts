import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { demoReport } from '../../../bin/commands/demo/report';
import { type DemoResult, labelFigures, reasonsOf } from '../../../bin/commands/demo/result';
import { displayWidth } from '../../../bin/commands/terminal/width';

const result: DemoResult = {
  jobName: 'demo-text-1a2b3c-1-00001',
  taskType: 'text-classification',
  status: 'Completed',
  objects: 200,
  labeled: 198,
  humanLabeled: 120,
  machineLabeled: 78,
  failed: 2,
  answers: 360,
  rounds: 2,
  accuracy: 0.9747,
  humanAccuracy: 0.9833,
  machineAccuracy: 0.9615,
  seconds: 41.2,
  answersPerSecond: 133.4,
  rssMb: 512,
  awsCostUsd: 0.0421,
  complete: true,
  inOrder: true,
  resumed: false,
  workers: 8,
  answersPerObject: 3,
  targetAccuracy: 0.95,
  outputManifest: join(process.cwd(), '.plumbline/demo/results/x/output.manifest'),
  outputManifestUri: 's3://out/x/manifests/output/output.manifest',
  qualityPage: '/tmp/results/quality.html',
  roundTable: [
    { round: 1, step: 'first', asked: 80, trainedOn: 80 },
    { round: 2, step: 'validate', asked: 40, expectedSaved: 81 },
    { round: 3, threshold: 0.871, validatedOn: 40, validationAccuracy: 0.98, accuracyBound: 0.95, machineLabeled: 78 },
  ],
  reasons: ['2 objects failed: no such object'],
};

const draw = (facts: Partial<DemoResult> = {}, screen = false) =>
  demoReport({
    result: { ...result, ...facts },
    cost: [
      { service: 'lambda', usd: 0.03 },
      { service: 'dynamodb', usd: 0.0121 },
    ],
    examples: [
      {
        object:
          '荷物がまだ届きません。注文番号をお知らせしますので、至急ご確認いただけますでしょうか。よろしくお願いいたします。',
        label: 'delivery',
        confidence: 0.97,
        by: 'people',
        correct: true,
      },
      { object: 'picture-00001.png', label: 'billing', confidence: 0.5, by: 'model', correct: false },
    ],
    screen,
    columns: 90,
  });

describe('the report of a demo', () => {
  test('says who labelled what, how right it is, what it cost and where it lies', () => {
    const text = draw().join('\n');
    for (const fact of [
      'demo-text-1a2b3c-1-00001',
      'completed in 41.2 s',
      '360 answers by 8 workers, 3 per object',
      'promised to be at least 95 % right',
      '98.3 %',
      '96.2 %',
      '97.5 %',
      'Cost on AWS at list prices: $0.0421',
      '2 objects failed: no such object',
      'all 200 objects are in the output manifest, each once and in order',
      '.plumbline/demo/results/x/output.manifest',
      's3://out/x/manifests/output/output.manifest',
      '/tmp/results/quality.html',
    ]) {
      expect(text).toContain(fact);
    }
    expect(text).toMatch(/people .* 120 +60.0 %/);
    expect(text).toMatch(/model .* 78 +39.0 %/);
  });

  test('draws the rounds as a table', () => {
    const lines = draw();
    const header = lines.findIndex((line) => line.includes('people asked'));
    expect(lines[header + 1]!.trim().split(/\s+/)).toEqual(['1', '80', 'first', 'sample', '–', '–', '–', '–', '–']);
    expect(lines[header + 2]!.trim().split(/\s+/)).toEqual(['2', '40', 'validate', '81', '–', '–', '–', '–']);
    expect(lines[header + 3]!.trim().split(/\s+/)).toEqual(['3', '–', '–', '–', '40', '0.980', '0.871', '78']);
  });

  test('tells the pace of people who had no model to wait for', () => {
    expect(draw().join('\n')).not.toContain('133/s');
    expect(draw({ roundTable: [{ round: 1, asked: 120 }] }).join('\n')).toContain('3 per object, 133/s');
  });

  test('says so when objects are missing', () => {
    expect(draw({ complete: false }).join('\n')).toContain('does not hold each of the 200 objects once');
  });

  test('shows a dash where there is nothing to be right about', () => {
    expect(draw({ machineLabeled: 0, machineAccuracy: null }).join('\n')).toMatch(/model +░+ +–/);
  });

  test('is plain text off a screen and coloured on one', () => {
    expect(draw().join('\n')).not.toContain('\u001b');
    expect(draw({}, true).join('\n')).toContain('\u001b[');
  });

  test('shows labels with who gave them, cut to the screen', () => {
    const line = draw().find((text) => text.includes('荷物'))!;
    expect(line).toMatch(/✔ +delivery +0\.97 +people +荷物/);
    expect(displayWidth(line)).toBeLessThanOrEqual(90);
    expect(line.endsWith('…')).toBe(true);
    expect(draw().join('\n')).toMatch(/✘ +billing +0\.50 +model +picture-00001\.png/);
  });
});

describe('the figures of a result', () => {
  const object = (kind: 'human' | 'machine' | 'failed', failureReason?: string) => ({
    object: 'x',
    kind,
    failureReason,
    truth: 'a',
    correct: true,
  });
  const score = {
    objects: [
      object('human'),
      object('human'),
      object('machine'),
      object('failed', 'gone'),
      object('failed', 'gone'),
      object('failed', 'too large'),
    ],
    complete: true,
    inOrder: true,
    accuracy: 2 / 3,
    humanAccuracy: 0.5,
    machineAccuracy: undefined,
  };

  test('count labels by who gave them; accuracy is rounded, and null when there is none', () => {
    expect(labelFigures(score)).toEqual({
      labeled: 3,
      humanLabeled: 2,
      machineLabeled: 1,
      failed: 3,
      accuracy: 0.6667,
      humanAccuracy: 0.5,
      machineAccuracy: null,
      complete: true,
      inOrder: true,
    });
  });

  test('list reasons, the most frequent first', () => {
    expect(
      reasonsOf(score, { problems: [], rounds: [], modelFailure: 'training failed', ended: 'nothing is left' }),
    ).toEqual([
      '2 objects failed: gone',
      '1 object failed: too large',
      'automated labeling was given up: training failed',
      'nothing is left',
    ]);
  });
});
