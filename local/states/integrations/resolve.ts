import { awsSdk } from './aws-sdk';
import type { Integration } from './integration';
import { bareFunction, lambdaInvoke } from './lambda';
import { optimized } from './optimized';
import { startExecution } from './start-execution';
import { trainingJobSync } from './training-job';

const resolved = new Map<string, Integration | undefined>();

/** What a Task's Resource stands for, or undefined when this Step Functions does not do it. */
export function resolveIntegration(resource: string): Integration | undefined {
  if (!resolved.has(resource)) resolved.set(resource, resolve(resource));
  return resolved.get(resource);
}

function resolve(resource: string): Integration | undefined {
  if (/^arn:aws:lambda:[^:]*:\d{12}:function:[^:]+(:[^:]+)?$/.test(resource)) return bareFunction(resource);
  const parsed = /^arn:aws:states:::(.+?)(\.sync(?::2)?|\.waitForTaskToken)?$/.exec(resource);
  if (!parsed) return undefined;
  const action = parsed[1]!;
  const suffix = (parsed[2] ?? '') as '' | '.sync' | '.sync:2' | '.waitForTaskToken';
  const sdk = /^aws-sdk:([a-z0-9]+):(\w+)$/.exec(action);
  if (sdk) return suffix.startsWith('.sync') ? undefined : awsSdk(sdk[1]!, sdk[2]!, suffix === '.waitForTaskToken');
  if (action === 'states:startExecution') return startExecution(suffix);
  if (action === 'lambda:invoke') {
    return suffix.startsWith('.sync') ? undefined : lambdaInvoke(suffix === '.waitForTaskToken' ? 'token' : 'request');
  }
  if (action === 'sagemaker:createTrainingJob' && suffix === '.sync') return trainingJobSync();
  if (suffix.startsWith('.sync')) return undefined;
  return optimized(action, suffix, suffix === '.waitForTaskToken' ? 'token' : 'request');
}
