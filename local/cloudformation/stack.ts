import { createHash } from 'node:crypto';
import type { CloudContext, CloudService, ResourceHandler, StoodResource } from '../contract';
import { ServiceError } from '../contract';
import type { Assembly, Template } from './assembly';
import type { CustomResources } from './custom-resources';
import { conditionHolds, resolve, type Scope } from './intrinsics';
import { standUpOrder } from './order';
import { customWithoutBehaviour, withoutBehaviour } from './without-behaviour';

export interface StoodStack {
  stackName: string;
  stackId: string;
  createdAt: number;
  outputs: Record<string, string>;
  descriptions: Record<string, string | undefined>;
  resources: Map<string, StoodResource & { type: string }>;
}

export function stackIdOf(context: CloudContext, stackName: string): string {
  const id = createHash('sha256').update(`${context.accountId}/${stackName}`).digest('hex');
  const uuid = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20, 32)].join('-');
  return `arn:aws:cloudformation:${context.region}:${context.accountId}:stack/${stackName}/${uuid}`;
}

/** `<stack>-<logicalId>-<suffix>` in at most 64 characters, as CloudFormation names what the template does not. */
export function generatedName(stackName: string, logicalId: string): string {
  const suffix = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, 12).toUpperCase();
  const room = 64 - suffix.length - 2;
  const stack = stackName.slice(0, Math.max(room - logicalId.length, Math.floor(room / 2)));
  return `${stack}-${logicalId.slice(0, room - stack.length)}-${suffix}`;
}

function parametersOf(template: Template): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, { Type, Default }] of Object.entries(template.Parameters ?? {})) {
    // why: CDK's bootstrap version is the one SSM parameter a synthesized template asks for, and nothing here was bootstrapped.
    if (name === 'BootstrapVersion') continue;
    if (Type.startsWith('AWS::SSM::'))
      throw new Error(`parameter ${name}: ${Type} is not served by the embedded cloud`);
    if (Default === undefined) throw new Error(`parameter ${name} has no default, and a laptop run has nobody to ask`);
    values[name] = Type === 'CommaDelimitedList' || Type.startsWith('List<') ? String(Default).split(',') : Default;
  }
  return values;
}

/** Stands the whole template up, in dependency order. The first resource that cannot stand ends it, named by its logical id. */
export async function standUpStack(
  assembly: Assembly,
  context: CloudContext,
  services: readonly CloudService[],
  custom: CustomResources,
): Promise<StoodStack> {
  const { template, stackName } = assembly;
  const stackId = stackIdOf(context, stackName);
  const stood = new Map<string, StoodResource & { type: string }>();
  const scope: Scope = {
    template,
    parameters: parametersOf(template),
    pseudo: {
      'AWS::AccountId': context.accountId,
      'AWS::Region': context.region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': stackId,
    },
    stood,
  };
  const handlers = new Map<string, ResourceHandler>();
  for (const service of services) {
    for (const [type, handler] of Object.entries(service.resources)) handlers.set(type, handler);
  }

  const present = Object.entries(template.Resources)
    .filter(([, entry]) => !entry.Condition || conditionHolds(entry.Condition, scope))
    .map(([logicalId]) => logicalId);
  // why: all that is missing in one line, before anything stands.
  const unknown = new Map<string, string[]>();
  for (const logicalId of present) {
    const { Type } = template.Resources[logicalId]!;
    if (!isKnown(Type, handlers)) unknown.set(Type, [...(unknown.get(Type) ?? []), logicalId]);
  }
  if (unknown.size > 0) {
    const list = [...unknown].map(([type, ids]) => `${type} (${ids.join(', ')})`).join('; ');
    throw new Error(`the embedded cloud does not know these resource types: ${list}`);
  }

  for (const logicalId of standUpOrder(template, new Set(present))) {
    const { Type: type, Properties } = template.Resources[logicalId]!;
    try {
      const properties = (resolve(Properties ?? {}, scope) ?? {}) as Record<string, any>;
      const resource = { logicalId, type, properties, generatedName: generatedName(stackName, logicalId) };
      const handler = handlers.get(type);
      if (handler) stood.set(logicalId, { ...(await handler(resource, context)), type });
      else if (withoutBehaviour[type] || customWithoutBehaviour[type]) {
        stood.set(logicalId, { ref: resource.generatedName, attributes: { Arn: `${stackId}/${logicalId}` }, type });
      } else stood.set(logicalId, { ...(await custom.stand(resource)), type });
    } catch (error) {
      const message = (error as Error).message;
      const named = message.startsWith(logicalId) ? message : `${logicalId} (${type}): ${message}`;
      throw error instanceof ServiceError
        ? new ServiceError(error.code, named, error.status)
        : new Error(named, { cause: error });
    }
  }

  const outputs: Record<string, string> = {};
  const descriptions: Record<string, string | undefined> = {};
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (output.Condition && !conditionHolds(output.Condition, scope)) continue;
    outputs[name] = String(resolve(output.Value, scope));
    descriptions[name] = output.Description;
  }
  return { stackName, stackId, createdAt: context.now(), outputs, descriptions, resources: stood };
}

function isKnown(type: string, handlers: ReadonlyMap<string, ResourceHandler>): boolean {
  if (handlers.has(type) || withoutBehaviour[type] || customWithoutBehaviour[type]) return true;
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}
