/** Whole jobs of the kinds of labels that are no classes: boxes, masks in files, spans, and answers of any form. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readMaskFile } from '../../core/formats/mask/mask-file';
import { writeMaskPng } from '../../core/formats/mask/png-writer';
import { type Definition, Laboratory } from './laboratory';

let lab: Laboratory;
beforeAll(async () => {
  lab = await Laboratory.open();
}, 120_000);
afterAll(() => lab?.close());

const builtIn = (suffix: string) => ({
  PreHumanTaskLambdaArn: `arn:aws:lambda:us-east-1:432418664414:function:PRE-${suffix}`,
  AnnotationConsolidationConfig: {
    AnnotationConsolidationLambdaArn: `arn:aws:lambda:us-east-1:432418664414:function:ACS-${suffix}`,
  },
});

interface JobForm {
  name: string;
  attribute: string;
  manifest: string;
  labels?: unknown;
  human: Record<string, unknown>;
}

async function definition({ name, attribute, manifest, labels, human }: JobForm): Promise<Definition> {
  const job = await lab.textJob(name, manifest);
  const { PreHumanTaskLambdaArn: _, ...rest } = job.HumanTaskConfig as Record<string, unknown>;
  const { LabelCategoryConfigS3Uri: __, ...others } = job;
  return {
    ...others,
    LabelingJobName: name,
    LabelAttributeName: attribute,
    ...(labels !== undefined && {
      LabelCategoryConfigS3Uri: await lab.put(`data/${name}.json`, JSON.stringify({ labels })),
    }),
    HumanTaskConfig: { ...rest, NumberOfHumanWorkersPerDataObject: 2, ...human },
  };
}

const names = (...labels: string[]) => labels.map((label) => ({ label }));
const lines = (objects: readonly unknown[]) => objects.map((object) => `${JSON.stringify(object)}\n`).join('');
const size = { width: 60, height: 40 };

/** Puts `count` plain pictures; their URIs. */
const pictures = (folder: string, count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      lab.put(
        `${folder}/${i}.png`,
        writeMaskPng({ ...size, runs: [i, size.width * size.height], colours: ['#aabbcc', '#ccbbaa'] }),
      ),
    ),
  );

describe('boxes', () => {
  const truth = [
    {
      boxes: [
        [5, 6, 20, 10, 'car'],
        [30, 20, 12, 15, 'bus'],
      ],
      ...size,
    },
    { boxes: [], ...size },
  ];
  let uris: string[];
  let output: Record<string, any>[];

  beforeAll(async () => {
    uris = await pictures('boxes', 2);
    await lab.jobs.create(
      await definition({
        name: 'cars-01',
        attribute: 'cars',
        manifest: lines(uris.map((uri, i) => ({ 'source-ref': uri, shift: i }))),
        labels: names('car', 'bus'),
        human: builtIn('BoundingBox'),
      }),
    );
    const view = await lab.work('cars-01', (uri) => truth[uris.indexOf(uri)], {
      taskType: 'bounding-box',
      labels: ['car', 'bus'],
    });
    expect(view).toMatchObject({ status: 'Completed', counters: { human: 2, failed: 0 } });
    output = await lab.lines(view.outputManifest!);
  }, 60_000);

  test('come out as Ground Truth writes them', () => {
    expect(output[0]).toEqual({
      'source-ref': uris[0],
      shift: 0,
      cars: {
        image_size: [{ ...size, depth: 3 }],
        annotations: [
          { class_id: 0, left: 5, top: 6, width: 20, height: 10 },
          { class_id: 1, left: 30, top: 20, width: 12, height: 15 },
        ],
      },
      'cars-metadata': {
        objects: [{ confidence: expect.any(Number) }, { confidence: expect.any(Number) }],
        'class-map': { 0: 'car', 1: 'bus' },
        type: 'groundtruth/object-detection',
        'human-annotated': 'yes',
        'creation-date': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
        'job-name': 'labeling-job/cars-01',
      },
    });
    expect(output[0]!['cars-metadata'].objects[0].confidence).toBeGreaterThan(0.5);
    expect(output[1]).toMatchObject({ cars: { annotations: [] }, 'cars-metadata': { objects: [], 'class-map': {} } });
  });

  test('are adjusted from where they stood, and verified', async () => {
    const manifest = lines([...output, { 'source-ref': uris[0] }]);
    const labels = names('car', 'bus');
    await lab.jobs.create(
      await definition({
        name: 'cars-02',
        attribute: 'cars-fix',
        manifest,
        labels,
        human: builtIn('AdjustmentBoundingBox'),
      }),
    );
    await lab.jobs.create(
      await definition({
        name: 'check-01',
        attribute: 'check',
        manifest: lines(output),
        labels: names('good', 'bad'),
        human: builtIn('VerificationBoundingBox'),
      }),
    );
    const moved = [
      {
        boxes: [
          [5, 6, 20, 10, 'car'],
          [31, 20, 12, 15, 'bus'],
        ],
        ...size,
      },
      truth[1],
    ];
    const [adjusted, verified] = await Promise.all([
      lab.work('cars-02', (uri) => moved[uris.indexOf(uri)], {
        taskType: 'bounding-box-adjustment',
        labels: ['car', 'bus'],
      }),
      lab.work('check-01', (uri) => (uri === uris[0] ? 'bad' : 'good'), {
        taskType: 'bounding-box-verification',
        labels: ['good', 'bad'],
      }),
    ]);
    const [first, second, bare] = await lab.lines(adjusted.outputManifest!);
    expect(first).toMatchObject({
      cars: output[0]!.cars,
      'cars-fix': {
        annotations: [
          { left: 5, top: 6 },
          { left: 31, top: 20 },
        ],
      },
      'cars-fix-metadata': { 'adjustment-status': 'adjusted', type: 'groundtruth/object-detection' },
    });
    expect(second!['cars-fix-metadata']).toMatchObject({ 'adjustment-status': 'unadjusted' });
    expect(bare).toEqual({
      'source-ref': uris[0],
      'cars-fix-metadata': {
        'retry-count': 0,
        'failure-reason':
          'ClientError: the line carries no label to look at: none of its labels is of the type groundtruth/object-detection',
        'human-annotated': 'true',
      },
    });
    const checks = await lab.lines(verified.outputManifest!);
    expect(checks.map(({ check }) => check)).toEqual([1, 0]);
    expect(checks[0]!['check-metadata']).toMatchObject({ 'class-name': 'bad', type: 'groundtruth/label-verification' });
  }, 60_000);
});

describe('masks', () => {
  const classes = ['road', 'car'];
  const pixels = size.width * size.height;
  const truth = { ...size, classes, runs: [0, 60 * 20 + 10, 2, 15, 0, pixels - 60 * 30 - 35, 1, 60 * 10 + 10] };
  const rest = pixels - truth.runs.filter((_, i) => i % 2).reduce((a, b) => a + b, 0);

  test('are palette files in Ground Truth’s tree, and come back to the pixel in an adjustment', async () => {
    truth.runs[7]! += rest;
    const [uri] = await pictures('masks', 1);
    const labels = names(...classes);
    const make = (name: string, attribute: string, manifest: string, suffix: string) =>
      definition({ name, attribute, manifest, labels, human: builtIn(suffix) });
    await lab.jobs.create(await make('lane-01', 'lane-ref', lines([{ 'source-ref': uri }]), 'SemanticSegmentation'));
    const work = { taskType: 'semantic-segmentation', labels: classes };
    const view = await lab.work('lane-01', () => truth, work);
    const output = await lab.lines(view.outputManifest!);
    const file = output[0]!['lane-ref'];
    expect(file).toMatch(
      new RegExp(
        String.raw`^s3://${lab.stack.outputs.OutputBucketName}/lane-01/annotations/consolidated-annotation/output/0_[-0-9]+T[:0-9]+\.\d{6}\.png$`,
      ),
    );
    const metadata = output[0]!['lane-ref-metadata'];
    expect(metadata).toMatchObject({
      'internal-color-map': {
        0: { 'class-name': 'BACKGROUND', 'hex-color': '#ffffff', confidence: expect.any(Number) },
        1: { 'class-name': 'road', 'hex-color': '#2ca02c' },
        2: { 'class-name': 'car', 'hex-color': '#1f77b4' },
      },
      type: 'groundtruth/semantic-segmentation',
    });
    expect(readMaskFile(await lab.bytes(file), metadata['internal-color-map'], classes)).toEqual(truth);

    await lab.jobs.create(await make('lane-02', 'fixed-ref', lines(output), 'AdjustmentSemanticSegmentation'));
    const again = await lab.work('lane-02', () => truth, { ...work, taskType: 'semantic-segmentation-adjustment' });
    const [line] = await lab.lines(again.outputManifest!);
    expect(line!['fixed-ref-metadata']).toMatchObject({ 'adjustment-status': 'unadjusted' });
    expect(Buffer.from(await lab.bytes(line!['fixed-ref']))).toEqual(Buffer.from(await lab.bytes(file)));
  }, 60_000);
});

describe('spans', () => {
  test('come out with the labels of the job, also for Ground Truth’s own page', async () => {
    const texts = ['UPS lost 3 boxes.', 'Nothing came.'];
    const spans = [
      [
        [0, 3, 'Carrier'],
        [9, 10, 'Amount'],
      ],
      [],
    ];
    const labels = [
      { label: 'Carrier', shortDisplayName: 'car' },
      { label: 'Amount', shortDisplayName: 'amt' },
    ];
    await lab.jobs.create(
      await definition({
        name: 'ents-01',
        attribute: 'ents',
        manifest: lines(texts.map((source) => ({ source }))),
        labels,
        human: {
          ...builtIn('NamedEntityRecognition'),
          UiConfig: {
            HumanTaskUiArn: 'arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/NamedEntityRecognition',
          },
        },
      }),
    );
    const view = await lab.work('ents-01', (text) => ({ spans: spans[texts.indexOf(text)] }), {
      taskType: 'named-entity-recognition',
      labels: ['Carrier', 'Amount'],
    });
    const [first, second] = await lab.lines(view.outputManifest!);
    expect(first!.ents).toEqual({
      annotations: {
        labels,
        entities: [
          { label: 'Carrier', startOffset: 0, endOffset: 3 },
          { label: 'Amount', startOffset: 9, endOffset: 10 },
        ],
      },
    });
    expect(first!['ents-metadata']).toMatchObject({ type: 'groundtruth/text-span', entities: [{}, {}] });
    expect(second!.ents.annotations.entities).toEqual([]);
  }, 60_000);
});

describe('answers of any form', () => {
  test('stay where they are, and the line says where', async () => {
    const UiTemplateS3Uri = await lab.put('data/any.html', '<crowd-form><input name="count"></crowd-form>');
    await lab.jobs.create(
      await definition({
        name: 'count-01',
        attribute: 'count',
        manifest: lines([{ source: 'one, two' }]),
        human: { UiConfig: { UiTemplateS3Uri } },
      }),
    );
    const view = await lab.work('count-01', () => ({ count: '2' }), { taskType: 'custom', labels: [] });
    const [line] = await lab.lines(view.outputManifest!);
    expect(line).toMatchObject({ count: {}, 'count-metadata': { type: 'groundtruth/custom' } });
    const answers = JSON.parse(await lab.read(line!['count-metadata']['worker-response-ref']));
    expect(answers.answers.map(({ answerContent }: any) => answerContent)).toEqual([{ count: '2' }, { count: '2' }]);
  }, 60_000);
});

test('nothing was denied and nothing failed on the way', () => {
  expect(lab.cloud.denials).toEqual([]);
  expect(lab.cloud.failures).toEqual([]);
});
