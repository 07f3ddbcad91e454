import { bootCloud } from './cloud/boot';
import type { Command } from './command';
import { dataDirOf, dataOption } from './data-option';
import { wholeNumber } from './options';
import { untilInterrupted } from './until-interrupted';

export const portOptions: Command['options'] = {
  'aws-port': { type: 'string', value: 'N', description: 'Port of the AWS endpoint (default: any free one)' },
  'api-port': { type: 'string', value: 'N', description: 'Port of the portal and worker API (default: any free one)' },
  verbose: { type: 'boolean', description: 'Print what the services do' },
};

export function portsOf(values: Record<string, string | boolean | undefined>) {
  const port = (name: string) => wholeNumber(values, name, 0, { min: 0, max: 65_535 }) || undefined;
  return { awsPort: port('aws-port'), apiPort: port('api-port'), verbose: values.verbose === true };
}

export const up: Command = {
  name: 'up',
  summary: 'Runs the embedded cloud until Ctrl-C: the synthesized template, stood up on this machine.',
  options: { ...dataOption, ...portOptions },
  examples: ['plumbline up --data .plumbline --api-port 8080'],
  async run({ values, terminal }) {
    const dataDir = dataDirOf(values);
    const { cloud, stack } = await bootCloud({ dataDir, terminal, ...portsOf(values) });
    if (values.json) {
      terminal.out(
        JSON.stringify({ endpointUrl: cloud.endpointUrl, apiUrl: cloud.apiUrl, dataDir, outputs: stack.outputs }),
      );
    } else {
      terminal.out(`Portal        ${cloud.apiUrl}`);
      terminal.out(`AWS endpoint  ${cloud.endpointUrl}`);
      terminal.out(`Input bucket  ${stack.outputs.InputBucketName}`);
      terminal.out('Ctrl-C stops it.');
    }
    await untilInterrupted();
    terminal.err('Stopping …');
    await cloud.stop();
  },
};
