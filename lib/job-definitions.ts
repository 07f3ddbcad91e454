import { CustomResource, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Lays `jobs/<name>.json` down in the input bucket, one custom resource per definition. */
export function jobDefinition(
  scope: Construct,
  name: string,
  definition: object,
  serviceToken: string,
): CustomResource {
  if (!/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/.test(name)) {
    throw new Error(`labelingJobs: "${name}" is no labeling job name (letters, digits and inner hyphens, at most 63)`);
  }
  return new CustomResource(scope, name, {
    resourceType: 'Custom::JobDefinition',
    serviceToken,
    properties: { Name: name, Definition: Stack.of(scope).toJsonString(definition) },
  });
}
