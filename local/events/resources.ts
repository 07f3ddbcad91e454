import { declareProperties } from '../cloudformation/declare-properties';
import { type CloudContext, type ResourceHandler, ServiceError } from '../contract';
import { busOf } from './put-events';
import type { Rules, Target } from './rules';

const deliverable = new Set(['lambda', 'states', 'sqs', 'sns', 'events', 'logs']);

/** What a target of the template may say; anything else would be lost silently. */
const targetProperties = new Set([
  'Id',
  'Arn',
  'RoleArn',
  'Input',
  'InputPath',
  'InputTransformer',
  'DeadLetterConfig',
  'RetryPolicy',
]);

export function checkTarget(target: Target): Target {
  const unknown = Object.keys(target).filter((name) => !targetProperties.has(name));
  if (unknown.length > 0 || !deliverable.has(target.Arn.split(':')[2] ?? '')) {
    const what = unknown.length > 0 ? `with ${unknown.join(', ')}` : target.Arn;
    throw new ServiceError('ValidationException', `The embedded cloud has no event target ${what}.`);
  }
  return target;
}

/** Properties of a template carry numbers as text now and then. */
function targetOf(target: any): Target {
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = target.RetryPolicy ?? {};
  return checkTarget({
    ...target,
    RetryPolicy: target.RetryPolicy && {
      ...(attempts === undefined ? {} : { MaximumRetryAttempts: Number(attempts) }),
      ...(age === undefined ? {} : { MaximumEventAgeInSeconds: Number(age) }),
    },
  });
}

export function eventResources(context: CloudContext, rules: Rules): Record<string, ResourceHandler> {
  const tags = { Tags: 'no tag-based access control here' };
  return {
    'AWS::Events::EventBus': declareProperties(
      {
        served: ['Name', 'Policy'],
        ignored: {
          ...tags,
          Description: 'says nothing to a machine',
          KmsKeyIdentifier: 'events rest in plain files of the data folder',
          LogConfig: 'the log of the embedded cloud names every failed delivery',
          DeadLetterConfig: 'used by AWS for key failures only, which cannot happen here',
        },
      },
      async ({ properties }) => {
        const bus = rules.standBus(properties.Name);
        bus.policy = properties.Policy;
        return { ref: bus.name, attributes: { Arn: bus.arn, Name: bus.name } };
      },
    ),
    'AWS::Events::EventBusPolicy': declareProperties(
      { served: ['EventBusName', 'StatementId', 'Statement'] },
      async ({ properties, logicalId }) => {
        const bus = rules.bus(busOf(properties));
        if (!bus) throw new Error(`${logicalId}: no event bus ${properties.EventBusName}`);
        const earlier = bus.policy ? [bus.policy.Statement].flat() : [];
        const kept = earlier.filter(({ Sid }) => Sid !== properties.StatementId);
        bus.policy = {
          Version: '2012-10-17',
          Statement: [...kept, { ...properties.Statement, Sid: properties.StatementId }],
        };
        return { ref: `${bus.name}|${properties.StatementId}`, attributes: {} };
      },
    ),
    'AWS::Events::Rule': declareProperties(
      {
        served: [
          'Name',
          'EventBusName',
          'EventPattern',
          'ScheduleExpression',
          'State',
          'Targets',
          'RoleArn',
          'Description',
        ],
        ignored: tags,
      },
      async ({ properties, generatedName, logicalId }) => {
        const name: string = (properties.Name ?? generatedName ?? logicalId).slice(0, 64);
        const rule = rules.stand({
          name,
          bus: busOf(properties),
          pattern: properties.EventPattern,
          schedule: properties.ScheduleExpression,
          enabled: (properties.State ?? 'ENABLED') !== 'DISABLED',
          description: properties.Description,
          roleArn: properties.RoleArn,
          targets: (properties.Targets ?? []).map(targetOf),
        });
        return { ref: rule.bus === 'default' ? name : `${rule.bus}|${name}`, attributes: { Arn: rule.arn } };
      },
    ),
    'AWS::Scheduler::ScheduleGroup': declareProperties(
      { served: ['Name'], ignored: tags },
      async ({ properties, generatedName, logicalId }) => {
        const name = properties.Name ?? generatedName ?? logicalId;
        return {
          ref: name,
          attributes: { Arn: `arn:aws:scheduler:${context.region}:${context.accountId}:schedule-group/${name}` },
        };
      },
    ),
    'AWS::Scheduler::Schedule': declareProperties(
      {
        served: ['Name', 'GroupName', 'ScheduleExpression', 'State', 'Target', 'Description'],
        ignored: {
          FlexibleTimeWindow: 'a run at the window’s start is within it',
          ScheduleExpressionTimezone: 'checked to be UTC',
          KmsKeyArn: 'schedules rest in plain files of the data folder',
        },
      },
      async ({ properties, generatedName, logicalId }) => {
        const zone = properties.ScheduleExpressionTimezone ?? 'UTC';
        if (!['UTC', 'Etc/UTC', 'GMT'].includes(zone)) {
          throw new Error(`${logicalId}: the embedded cloud runs schedules in UTC only, not in ${zone}`);
        }
        const name: string = properties.Name ?? generatedName ?? logicalId;
        const arn = `arn:aws:scheduler:${context.region}:${context.accountId}:schedule/${properties.GroupName ?? 'default'}/${name}`;
        rules.stand({
          name,
          bus: 'default',
          schedule: properties.ScheduleExpression,
          enabled: (properties.State ?? 'ENABLED') !== 'DISABLED',
          description: properties.Description,
          targets: [targetOf({ Id: name, Input: '{}', ...properties.Target })],
          scheduler: { arn },
        });
        return { ref: name, attributes: { Arn: arn } };
      },
    ),
  };
}
