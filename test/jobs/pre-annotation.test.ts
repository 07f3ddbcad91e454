import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Laboratory } from './laboratory';
import { makeFunctions } from './own-functions';

let lab: Laboratory;
beforeAll(async () => {
  lab = await Laboratory.open();
}, 120_000);
afterAll(() => lab?.close());

test('a function says by either name and either type whether people are needed; when it says nothing they are', async () => {
  const [PreHumanTaskLambdaArn] = await makeFunctions(lab, {
    'SageMaker-pre': '{ taskInput: { taskObject: event.dataObject.source }, ...event.dataObject.flags }',
  });
  const flags = [
    {},
    { isHumanAnnotationRequired: true },
    { isHumanAnnotationRequired: 'true' },
    { humanAnnotationRequired: 'true' },
    { isHumanAnnotationRequired: false },
    { isHumanAnnotationRequired: 'false' },
    { humanAnnotationRequired: 'false' },
  ];
  const manifest = flags.map((given) => `${JSON.stringify({ source: 'an apple', flags: given })}\n`).join('');
  const job = await lab.textJob('flags', manifest, { Plumbline: { TaskType: 'text-classification' } });
  Object.assign(job.HumanTaskConfig as object, { PreHumanTaskLambdaArn });
  await lab.jobs.create(job);
  const { outputManifest, status } = await lab.work('flags', () => 'fruit');
  expect(status).toBe('Completed');
  const lines = await lab.lines(outputManifest!);
  expect(lines.map((line) => 'topic' in line)).toEqual([true, true, true, true, false, false, false]);
});
