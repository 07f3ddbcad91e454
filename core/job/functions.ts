/** Which Lambda does pre- and post-annotation: one of ours, named by Ground Truth's ARN or not at all, or the user's own. */
import type { LabelingJobRequest } from './request';

/** Accounts in which AWS runs the built-in functions (reference §5.2). A job definition that names one means ours. */
const BUILT_IN_ACCOUNTS = new Set([
  '432418664414',
  '266458841044',
  '081040173940',
  '918755190332',
  '568282634449',
  '487402164563',
  '203001061592',
  '477331159723',
  '845288260483',
  '565803892007',
  '377565633583',
  '454466003867',
]);

const ownFunction = (arn: string | undefined): string | undefined => {
  if (!arn) return undefined;
  const [, , , , account, , name = ''] = arn.split(':');
  return BUILT_IN_ACCOUNTS.has(account ?? '') && /^(PRE|ACS)-/.test(name) ? undefined : arn;
};

/** ARN of the user's pre-annotation function, if the job has one. */
export const preAnnotationFunction = (request: LabelingJobRequest): string | undefined =>
  ownFunction(request.HumanTaskConfig.PreHumanTaskLambdaArn);

/** ARN of the user's post-annotation function, if the job has one. */
export const postAnnotationFunction = (request: LabelingJobRequest): string | undefined =>
  ownFunction(request.HumanTaskConfig.AnnotationConsolidationConfig?.AnnotationConsolidationLambdaArn);
