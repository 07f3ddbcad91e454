import type { CloudContext, Principal } from '../../contract';
import { ServiceError } from '../../contract';
import type { MachineDefinition, StatesScope } from '../definition/types';

interface RoleUse {
  roleArn: string;
  loggingConfiguration: Record<string, any>;
  tracingConfiguration: { enabled: boolean };
}

const logDelivery = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

const tracing = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

/** Rules with which `.sync` learns that a job has ended. */
const managedRules: Readonly<Record<string, string>> = {
  'sagemaker:createTrainingJob.sync': 'StepFunctionsGetEventsForSageMakerTrainingJobsRule',
  'states:startExecution.sync': 'StepFunctionsGetEventsForStepFunctionsExecutionRule',
  'states:startExecution.sync:2': 'StepFunctionsGetEventsForStepFunctionsExecutionRule',
};

/** What AWS tries with the role before it takes a state machine. */
export function checkRole(
  context: CloudContext,
  definition: MachineDefinition,
  { roleArn, loggingConfiguration, tracingConfiguration }: RoleUse,
): void {
  if (!/^arn:aws:iam::\d{12}:role\/.+/.test(String(roleArn))) {
    throw new ServiceError('InvalidArn', `Invalid Arn: 'Invalid Role Arn: ${roleArn}'`);
  }
  let principal: Principal;
  try {
    principal = context.assumeRole(roleArn, 'states.amazonaws.com', 'create-state-machine');
  } catch {
    throw denied(
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
    );
  }
  if (loggingConfiguration.level !== 'OFF') {
    need(
      context,
      principal,
      logDelivery,
      '*',
      'The state machine IAM Role is not authorized to access the Log Destination',
    );
  }
  if (tracingConfiguration.enabled) {
    need(context, principal, tracing, '*', 'The state machine IAM Role is not authorized to write to X-Ray');
  }
  const rules = new Set<string>();
  collectRules(definition, rules);
  for (const rule of rules) {
    const arn = `arn:aws:events:${context.region}:${context.accountId}:rule/${rule}`;
    const actions = ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'];
    need(context, principal, actions, arn, `'${roleArn}' is not authorized to create managed-rule.`);
  }
}

function denied(message: string): ServiceError {
  return new ServiceError('AccessDeniedException', message);
}

/** AWS says what it could not do; the missing action is added, for AWS does not tell it. */
function need(
  context: CloudContext,
  principal: Principal,
  actions: readonly string[],
  resource: string,
  message: string,
): void {
  for (const action of actions) {
    try {
      context.authorize(principal, action, resource);
    } catch (error) {
      throw denied(`${message} (${(error as Error).message})`);
    }
  }
}

function collectRules(scope: StatesScope, rules: Set<string>): void {
  for (const state of Object.values(scope.States)) {
    const rule = managedRules[state.Resource?.replace('arn:aws:states:::', '') ?? ''];
    if (rule) rules.add(rule);
    for (const branch of state.Branches ?? []) collectRules(branch, rules);
    if (state.ItemProcessor) collectRules(state.ItemProcessor, rules);
  }
}
