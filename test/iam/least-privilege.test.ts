import { describe, expect, test } from '@jest/globals';
import { randomGenerator } from '../../core/random/generator';
import { synthesize } from '../../lib/synthesize';
import { Laboratory } from '../jobs/laboratory';
import { everything } from './everything';
import { neededGrants } from './needed-grants';
import { runWithout } from './run-without';
import { grantsOf } from './without-action';

/**
 * Grants that no run of the embedded cloud asks for, and why they stand. Anything else that is granted must be needed by some call, and by that
 * statement alone.
 */
const NOT_ASKED_FOR_HERE: [role: RegExp, action: string, why: string][] = [
  [/BuildModelImageRole/, 'codebuild:BatchGetBuilds', 'the embedded build ends at once; in an account it is polled'],
  [
    /LabelingJobRole/,
    'sagemaker:StopTrainingJob',
    'Step Functions stops a .sync training job when its execution is stopped',
  ],
  [/LabelingJobRole/, 'sagemaker:AddTags', 'Step Functions tags the training jobs it runs'],
  [/LabelingJobRole/, 'states:DescribeExecution', 'AWS asks for it to run a Distributed Map'],
  [/LabelingJobRole/, 'states:StopExecution', 'AWS asks for it to run a Distributed Map'],
  [/ModelRole/, 'logs:DescribeLogStreams', 'SageMaker asks for it when it writes container logs'],
  [/ModelRole/, 'cloudwatch:PutMetricData', 'SageMaker writes the metrics of jobs and endpoints'],
];

describe('the roles', () => {
  test('every action granted is needed by some call of a run that exercises everything', async () => {
    const grants = await neededGrants(async () => {
      const lab = await Laboratory.open();
      try {
        await everything(lab);
        expect(lab.cloud.denials).toEqual([]);
      } finally {
        await lab.close();
      }
    });
    expect(grants.length).toBeGreaterThan(200);
    const unneeded = grants
      .filter(({ needed }) => !needed)
      .filter(({ role, action }) => !NOT_ASKED_FOR_HERE.some(([who, what]) => who.test(role) && what === action))
      .map(({ role, action, resource }) => `${role} ${action} ${resource}`);
    expect(unneeded).toEqual([]);
  }, 360_000);

  test('without any one of them the run fails, naming action and role (three drawn by seed)', async () => {
    const { assemblyDir } = await synthesize();
    const draw = randomGenerator('least-privilege');
    // why: what the first steps of the run ask for, so that no whole run is needed for each.
    const early = /IntakeRole|LabelingJobApiRole|PrepareDatasetRole|FailJobRole|LabelingJobRole|NotifyJobStateRole/;
    const calls = [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'lambda:InvokeFunction',
      'events:PutEvents',
    ];
    const candidates = grantsOf(assemblyDir).filter(({ role, action }) => early.test(role) && calls.includes(action));
    for (let i = 0; i < 3; i += 1) {
      const granted = draw.pick(candidates);
      const { denial, error } = await runWithout(assemblyDir, granted);
      expect({ granted, denied: denial?.action }).toEqual({ granted, denied: granted.action });
      expect(denial!.role).toContain(granted.role.slice(0, 12));
      expect(error).toMatch(/AccessDenied|not authorized/);
    }
  }, 240_000);
});
