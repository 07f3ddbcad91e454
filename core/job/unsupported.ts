import { ValidationException } from '../errors';
import type { LabelingJobRequest } from './request';

/**
 * Parts of Ground Truth's request that would change what happens to data or money and are not done yet. They are refused: ignoring a key or a
 * topic would look as if it worked.
 */
const UNSUPPORTED: [path: string, of: (request: LabelingJobRequest) => unknown, instead: string][] = [
  [
    'InputConfig.DataSource.SnsDataSource',
    (r) => r.InputConfig?.DataSource.SnsDataSource,
    'drop files under inbox/<name>/ instead',
  ],
  ['OutputConfig.SnsTopicArn', (r) => r.OutputConfig?.SnsTopicArn, 'listen to the job-state event instead'],
  [
    'OutputConfig.KmsKeyId',
    (r) => r.OutputConfig?.KmsKeyId,
    'give the output bucket the key as its default encryption',
  ],
  [
    'HumanTaskConfig.PublicWorkforceTaskPrice',
    (r) => r.HumanTaskConfig.PublicWorkforceTaskPrice,
    'work teams are private',
  ],
  [
    'LabelingJobAlgorithmsConfig.LabelingJobResourceConfig',
    (r) => r.LabelingJobAlgorithmsConfig?.LabelingJobResourceConfig,
    'leave it out',
  ],
];

/** @throws ValidationException naming every part that is not supported, and what to do instead. */
export function refuseUnsupported(request: LabelingJobRequest): void {
  const found = UNSUPPORTED.filter(([, of]) => of(request) !== undefined);
  if (found.length)
    throw new ValidationException(found.map(([path, , instead]) => `${path} is not supported: ${instead}`).join('; '));
}
