import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { PlumblineProps } from '../../lib/plumbline-props';
import { PlumblineStack } from '../../lib/plumbline-stack';

export interface Resource {
  Type: string;
  Properties: Record<string, any>;
  DeletionPolicy?: string;
  DependsOn?: string[];
}

export type Resources = Record<string, Resource>;

/** What a user of the construct may ask for; each is a snapshot by this name. */
export const scenarios = {
  defaults: () => ({}),
  'own key': (scope) => ({ encryptionKey: new Key(scope, 'Key', { enableKeyRotation: true }) }),
  'own OpenID Connect provider': () => ({
    workforce: { oidc: { issuer: 'https://login.example.com', clientId: 'portal', groupsClaim: 'groups' } },
  }),
  'alarms off': () => ({ alarms: false }),
  'alarms to a topic': (scope) => ({ alarms: { topic: new Topic(scope, 'Topic', { enforceSSL: true }) } }),
  'extra data bucket': (scope) => ({
    dataBuckets: [Bucket.fromBucketArn(scope, 'Pictures', 'arn:aws:s3:::shared-pictures')],
  }),
  'labeling jobs': () => ({ labelingJobs: { 'night-cars': { LabelingJobName: 'night-cars' } } }),
} satisfies Record<string, (scope: Stack) => PlumblineProps>;

export type Scenario = keyof typeof scenarios;

/** The stack of a scenario. What the props need besides stands in a stack of its own, as in a real app. */
export function stackOf(scenario: Scenario): PlumblineStack {
  const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false });
  const surroundings = new Stack(app, 'Surroundings');
  return new PlumblineStack(app, 'Plumbline', scenarios[scenario](surroundings));
}

const templates = new Map<Scenario, Record<string, any>>();

/** The synthesized template, made once per test file. */
export function templateOf(scenario: Scenario): { Resources: Resources; Outputs: Record<string, any> } {
  const made = templates.get(scenario) ?? Template.fromStack(stackOf(scenario)).toJSON();
  templates.set(scenario, made);
  return made as { Resources: Resources; Outputs: Record<string, any> };
}

export const ofType = (resources: Resources, type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, resource]) => resource.Type === type);

/** Asset hashes change with every change of a function, and the state machine has tests of its own. */
export const masked = (template: object): any =>
  JSON.parse(JSON.stringify(template).replace(/[0-9a-f]{64}/g, '<asset>'), (key, value) =>
    key === 'DefinitionString' ? '<statemachines/labeling-job.asl.json>' : value,
  );
