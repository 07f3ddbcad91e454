import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { uploadLocalFiles } from '../../bin/commands/cloud/upload-local-files';
import { jobDefinition } from '../../bin/commands/demo/job-definition';
import { demoTaskTypes } from '../../bin/commands/demo/options';
import { automation } from '../../core/job/job';
import { parseLabelCategories } from '../../core/job/label-categories';
import { checkLabelAttributeName, parseLabelingJobRequest } from '../../core/job/request';
import { taskTypeOf, taskTypes } from '../../task-types/registry';

describe('the example of a task type', () => {
  // Reviews begin with another job's output.
  const own = taskTypes.filter(({ reviews }) => reviews === undefined);
  test.each(own.map(({ slug }) => [slug]))('%s is a request the API takes, of that type', async (slug) => {
    const file = join(__dirname, '../../examples', slug, 'job.json');
    const definition = JSON.parse(readFileSync(file, 'utf8'));
    const bodies = new Map<string, string>();
    const s3 = { send: async ({ input }: any) => void bodies.set(`s3://in/${input.Key}`, String(input.Body)) } as never;
    await uploadLocalFiles(s3, 'in', definition, file);
    const request = parseLabelingJobRequest(definition, file);
    const taskType = taskTypeOf(request);
    expect(taskType.slug).toBe(slug);
    checkLabelAttributeName(request.LabelAttributeName, taskType.labelAttributeIsRef);
    expect([...bodies.keys()]).toEqual(expect.arrayContaining([expect.stringMatching(/pictures\/|\.manifest$/)]));
    if (taskType.bringsTemplate) expect(bodies.has(request.HumanTaskConfig.UiConfig!.UiTemplateS3Uri!)).toBe(true);
    if (taskType.minimumCategories === 0) return;
    const categories = bodies.get(request.LabelCategoryConfigS3Uri!)!;
    const rules = { where: 'labels.json', minimum: taskType.minimumCategories };
    expect(parseLabelCategories(categories, rules).length).toBeGreaterThanOrEqual(4);
  });
});

describe('the definition of a demo', () => {
  const given = {
    jobName: 'demo-1',
    region: 'us-east-1',
    workteamArn: 'arn:aws:sagemaker:us-east-1:111122223333:workteam/private-crowd/labelers',
    categoriesUri: 's3://in/categories.json',
    templateUri: 's3://in/template.liquid.html',
    outputPath: 's3://out/',
    input: { manifestUri: 's3://in/input.manifest' },
  };

  test.each(demoTaskTypes.map((taskType) => [taskType]))('%s is a request the API takes, of that type', (taskType) => {
    const options = { taskType, answersPerObject: 3, autoLabel: true, targetAccuracy: 0.9, seed: 5 };
    const request = parseLabelingJobRequest(jobDefinition({ ...given, options }), 'demo');
    expect(taskTypeOf(request).slug).toBe(taskType);
    expect(automation(request)).toMatchObject({ autoLabel: true, targetAccuracy: 0.9, seed: 5 });
    const byHand = parseLabelingJobRequest(
      jobDefinition({ ...given, options: { ...options, autoLabel: false } }),
      'demo',
    );
    expect(automation(byHand).autoLabel).toBe(false);
  });

  test('that is fed by an inbox has no input and says when a batch is due', () => {
    const options = {
      taskType: 'text-classification',
      answersPerObject: 1,
      autoLabel: false,
      targetAccuracy: 0.9,
      seed: 5,
    } as const;
    const request = parseLabelingJobRequest(
      jobDefinition({ ...given, options, input: { inbox: { batchObjects: 12, maxAgeSeconds: 60 } } }),
      'demo',
    );
    expect(request.InputConfig).toBeUndefined();
    expect(request.Plumbline?.Inbox).toEqual({ BatchObjects: 12, MaxAgeSeconds: 60 });
  });
});
