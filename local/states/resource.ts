import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { declareProperties } from '../cloudformation/declare-properties';
import type { CloudContext, ResourceHandler } from '../contract';
import type { MachineInput, Machines } from './api/machines';

/** `AWS::StepFunctions::StateMachine`: created at the first start, updated to the template at every other. */
export function stateMachineResource(machines: Machines): ResourceHandler {
  const served = [
    'Definition',
    'DefinitionString',
    'DefinitionS3Location',
    'DefinitionSubstitutions',
    'RoleArn',
    'LoggingConfiguration',
    'TracingConfiguration',
    'StateMachineType',
    'StateMachineName',
  ];
  const ignored = {
    Tags: 'tags only show up on a bill',
    EncryptionConfiguration: 'the data folder is on the person’s own disk',
  };
  return declareProperties({ served, ignored }, async ({ logicalId, properties, generatedName }, context) => {
    const name: string = properties.StateMachineName ?? generatedName ?? logicalId;
    const definition = substitute(await definitionText(properties, context), properties.DefinitionSubstitutions ?? {});
    const input: MachineInput = {
      definition,
      roleArn: properties.RoleArn,
      loggingConfiguration: logging(properties.LoggingConfiguration),
      tracingConfiguration: { enabled: isTrue(properties.TracingConfiguration?.Enabled) },
    };
    const arn = `arn:aws:states:${context.region}:${context.accountId}:stateMachine:${name}`;
    try {
      if (machines.get(arn)) machines.update(arn, input);
      else machines.create({ ...input, name, type: properties.StateMachineType ?? 'STANDARD' });
    } catch (error) {
      throw new Error(`${logicalId} (AWS::StepFunctions::StateMachine): ${(error as Error).message}`);
    }
    return { ref: arn, attributes: { Arn: arn, Name: name } };
  });
}

async function definitionText(properties: Record<string, any>, context: CloudContext): Promise<string> {
  if (properties.DefinitionString !== undefined) return properties.DefinitionString;
  if (properties.Definition !== undefined) return JSON.stringify(properties.Definition);
  const { Bucket, Key } = properties.DefinitionS3Location ?? {};
  if (!Key) throw new Error('one of Definition, DefinitionString and DefinitionS3Location is required');
  // why: assets lie in the assembly as `asset.<hash>.<extension>`; the staging bucket of a real deployment is not there.
  for (const file of [join(context.assemblyDir, `asset.${Key}`), join(context.assemblyDir, Key)]) {
    if (existsSync(file)) return readFileSync(file, 'utf8');
  }
  const { Body } = await context.call({ kind: 'root' }, 's3', 'GetObject', { Bucket, Key });
  const chunks: Buffer[] = [];
  for await (const chunk of Body as Readable) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** Fills `${Name}` holes. */
function substitute(text: string, values: Record<string, unknown>): string {
  return text.replace(/\$\{(\w+)\}/g, (hole, name: string) => {
    if (!Object.hasOwn(values, name)) return hole;
    const value = values[name];
    // why: a hole stands inside a JSON string or in a value's place; either way the text has to stay JSON.
    return typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value);
  });
}

function logging(configuration: Record<string, any> | undefined): Record<string, any> | undefined {
  if (!configuration) return undefined;
  const destinations = configuration.Destinations?.map((destination: any) => ({
    cloudWatchLogsLogGroup: { logGroupArn: destination.CloudWatchLogsLogGroup?.LogGroupArn },
  }));
  return {
    level: configuration.Level ?? 'OFF',
    includeExecutionData: isTrue(configuration.IncludeExecutionData),
    ...(destinations ? { destinations } : {}),
  };
}

const isTrue = (value: unknown) => value === true || value === 'true';
