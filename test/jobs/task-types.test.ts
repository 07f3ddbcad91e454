/** Whole jobs of the kinds of labels that are no classes: boxes, masks in files, spans, and answers of any form. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readMaskFile } from '../../core/formats/mask/mask-file';
import { writeMaskPng } from '../../core/formats/mask/png-writer';
import { type Definition, Laboratory } from './laboratory';

let lab: Laboratory;
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

const pixels = size.width * size.height;
const classes = ['road', 'car'];
const mask = { ...size, classes, runs: [0, 1210, 2, 15, 0, pixels - 1835, 1, 610] };
const boxes = (busLeft: number) => ({
  boxes: [
    [5, 6, 20, 10, 'car'],
    [busLeft, 20, 12, 15, 'bus'],
  ],
  ...size,
});
const noBoxes = { boxes: [], ...size };
const texts = ['UPS lost 3 boxes.', 'Nothing came.'];
const spans = [
  [
    [0, 3, 'Carrier'],
    [9, 10, 'Amount'],
  ],
  [],
];
const entityLabels = [
  { label: 'Carrier', shortDisplayName: 'car' },
  { label: 'Amount', shortDisplayName: 'amt' },
];

interface Asked extends JobForm {
  taskType: string;
  truth: (object: string) => unknown;
}

/** Lines of the output manifest of each job, all of them worked on side by side. */
async function outputs(jobs: readonly Asked[]): Promise<Record<string, any>[][]> {
  return Promise.all(
    jobs.map(async ({ taskType, truth, ...form }) => {
      await lab.jobs.create(await definition(form));
      const labels = ((form.labels ?? []) as { label: string }[]).map(({ label }) => label);
      const view = await lab.work(form.name, truth, { taskType, labels, count: 2 });
      expect(view).toMatchObject({ status: 'Completed', counters: { unlabeled: 0 } });
      return lab.lines(view.outputManifest!);
    }),
  );
}

let uris: string[];
let cars: Record<string, any>[];
let lane: Record<string, any>[];
let entities: Record<string, any>[];
let counted: Record<string, any>[];
let adjusted: Record<string, any>[];
let verified: Record<string, any>[];
let repainted: Record<string, any>[];

beforeAll(async () => {
  lab = await Laboratory.open();
  uris = await pictures('pictures', 2);
  const UiTemplateS3Uri = await lab.put('data/any.html', '<crowd-form><input name="count"></crowd-form>');
  const page = 'arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/NamedEntityRecognition';
  [cars, lane, entities, counted] = (await outputs([
    {
      name: 'cars-01',
      attribute: 'cars',
      manifest: lines(uris.map((uri, i) => ({ 'source-ref': uri, shift: i }))),
      labels: names('car', 'bus'),
      human: builtIn('BoundingBox'),
      taskType: 'bounding-box',
      truth: (uri) => (uri === uris[0] ? boxes(30) : noBoxes),
    },
    {
      name: 'lane-01',
      attribute: 'lane-ref',
      manifest: lines([{ 'source-ref': uris[0] }]),
      labels: names(...classes),
      human: builtIn('SemanticSegmentation'),
      taskType: 'semantic-segmentation',
      truth: () => mask,
    },
    {
      name: 'ents-01',
      attribute: 'ents',
      manifest: lines(texts.map((source) => ({ source }))),
      labels: entityLabels,
      human: { ...builtIn('NamedEntityRecognition'), UiConfig: { HumanTaskUiArn: page } },
      taskType: 'named-entity-recognition',
      truth: (text) => ({ spans: spans[texts.indexOf(text)] }),
    },
    {
      name: 'count-01',
      attribute: 'count',
      manifest: lines([{ source: 'one, two' }]),
      human: { UiConfig: { UiTemplateS3Uri } },
      taskType: 'custom',
      truth: () => ({ count: '2' }),
    },
  ])) as [typeof cars, typeof lane, typeof entities, typeof counted];
  [adjusted, verified, repainted] = (await outputs([
    {
      name: 'cars-02',
      attribute: 'cars-fix',
      manifest: lines([...cars, { 'source-ref': uris[0] }]),
      labels: names('car', 'bus'),
      human: builtIn('AdjustmentBoundingBox'),
      taskType: 'bounding-box-adjustment',
      truth: (uri) => (uri === uris[0] ? boxes(31) : noBoxes),
    },
    {
      name: 'check-01',
      attribute: 'check',
      manifest: lines(cars),
      labels: names('good', 'bad'),
      human: builtIn('VerificationBoundingBox'),
      taskType: 'bounding-box-verification',
      truth: (uri) => (uri === uris[0] ? 'bad' : 'good'),
    },
    {
      name: 'lane-02',
      attribute: 'fixed-ref',
      manifest: lines(lane),
      labels: names(...classes),
      human: builtIn('AdjustmentSemanticSegmentation'),
      taskType: 'semantic-segmentation-adjustment',
      truth: () => mask,
    },
  ])) as [typeof adjusted, typeof verified, typeof repainted];
}, 240_000);

test('boxes come out as Ground Truth writes them', () => {
  expect(cars[0]).toEqual({
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
  expect(cars[0]!['cars-metadata'].objects[0].confidence).toBeGreaterThan(0.5);
  expect(cars[1]).toMatchObject({ cars: { annotations: [] }, 'cars-metadata': { objects: [], 'class-map': {} } });
});

test('boxes are adjusted from where they stood; a line without any fails alone', () => {
  const [first, second, bare] = adjusted;
  expect(first).toMatchObject({
    cars: cars[0]!.cars,
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
});

test('boxes are verified', () => {
  expect(verified.map(({ check }) => check)).toEqual([1, 0]);
  expect(verified[0]!['check-metadata']).toMatchObject({ 'class-name': 'bad', type: 'groundtruth/label-verification' });
});

test('masks are palette files in Ground Truth’s tree', async () => {
  const file = lane[0]!['lane-ref'];
  const folder = `s3://${lab.stack.outputs.OutputBucketName}/lane-01/annotations/consolidated-annotation/output/`;
  expect(file.slice(0, folder.length)).toBe(folder);
  expect(file.slice(folder.length)).toMatch(/^0_\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\.png$/);
  const metadata = lane[0]!['lane-ref-metadata'];
  expect(metadata).toMatchObject({
    'internal-color-map': {
      0: { 'class-name': 'BACKGROUND', 'hex-color': '#ffffff', confidence: expect.any(Number) },
      1: { 'class-name': 'road', 'hex-color': '#2ca02c' },
      2: { 'class-name': 'car', 'hex-color': '#1f77b4' },
    },
    type: 'groundtruth/semantic-segmentation',
  });
  expect(readMaskFile(await lab.bytes(file), metadata['internal-color-map'], classes)).toEqual(mask);
});

test('a mask that an adjustment leaves as it was is the same file', async () => {
  const [line] = repainted;
  expect(line!['fixed-ref-metadata']).toMatchObject({ 'adjustment-status': 'unadjusted' });
  const [before, after] = await Promise.all([lab.bytes(line!['lane-ref']), lab.bytes(line!['fixed-ref'])]);
  expect(Buffer.from(after).equals(before)).toBe(true);
});

test('spans come out with the labels of the job, also for Ground Truth’s own page', () => {
  expect(entities[0]!.ents).toEqual({
    annotations: {
      labels: entityLabels,
      entities: [
        { label: 'Carrier', startOffset: 0, endOffset: 3 },
        { label: 'Amount', startOffset: 9, endOffset: 10 },
      ],
    },
  });
  expect(entities[0]!['ents-metadata']).toMatchObject({ type: 'groundtruth/text-span', entities: [{}, {}] });
  expect(entities[1]!.ents.annotations.entities).toEqual([]);
});

test('answers of any form stay where they are, and the line says where', async () => {
  expect(counted[0]).toMatchObject({ count: {}, 'count-metadata': { type: 'groundtruth/custom' } });
  const { answers } = JSON.parse(await lab.read(counted[0]!['count-metadata']['worker-response-ref']));
  expect(answers.map(({ answerContent }: any) => answerContent)).toEqual([{ count: '2' }, { count: '2' }]);
});

test('nothing was denied and nothing failed on the way', () => {
  expect(lab.cloud.denials).toEqual([]);
  expect(lab.cloud.failures).toEqual([]);
});
