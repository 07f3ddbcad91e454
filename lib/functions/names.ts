/** The functions of the state machine: each is called by the state whose name is this one in Pascal case. */
export const stepNames = [
  'prepare-dataset',
  'score-objects',
  'auto-label-objects',
  'select-objects',
  'open-tasks',
  'await-answers',
  'consolidate-annotations',
  'prepare-training',
  'deploy-model',
  'record-model-failure',
  'retire-model',
  'publish-output',
  'fail-job',
  'notify-job-state',
] as const;

/** Functions behind the HTTP API. */
export const routeNames = ['labeling-job-api', 'worker-api', 'task-page', 'portal'] as const;

/** Functions that events and the clock start. */
export const eventNames = ['intake', 'sweep'] as const;

/** Functions that CloudFormation calls while it deploys. */
export const deploymentNames = ['build-model-image', 'put-job-definition'] as const;

export const functionNames = [...stepNames, ...routeNames, ...eventNames, ...deploymentNames] as const;

export type StepName = (typeof stepNames)[number];
export type FunctionName = (typeof functionNames)[number];

/** `prepare-dataset` → `PrepareDataset`: construct id of a function and name of its state. */
export const pascalCase = (name: string) =>
  name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
