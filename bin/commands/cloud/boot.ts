import { mkdir } from 'node:fs/promises';
import type { startCloud as StartCloud } from '../../../local/cloud';
import type { Terminal } from '../terminal/terminal';
import { checkOutputs, type Stack } from './stack';

export type EmbeddedCloud = Awaited<ReturnType<typeof StartCloud>>;

export interface Booted {
  cloud: EmbeddedCloud;
  stack: Stack;
}

export interface BootOptions {
  dataDir: string;
  terminal: Terminal;
  verbose?: boolean;
  awsPort?: number;
  apiPort?: number;
}

/** Synthesizes the CDK app and stands its template up on this machine. */
export async function bootCloud({ dataDir, terminal, ...options }: BootOptions): Promise<Booted> {
  await mkdir(dataDir, { recursive: true });
  // why: loaded when needed, so that help and wrong options answer at once.
  const { synthesize } = await import('../../../lib/synthesize');
  const { startCloud } = await import('../../../local/cloud');
  terminal.err('Synthesizing the CDK app …');
  const { assemblyDir } = await synthesize();
  terminal.err(`Starting the embedded cloud in ${dataDir} …`);
  const cloud = await startCloud({ assemblyDir, dataDir, ...options });
  const stack: Stack = {
    access: { region: cloud.region, endpointUrl: cloud.endpointUrl, credentials: cloud.credentials },
    outputs: checkOutputs(cloud.outputs, 'the synthesized template'),
    embedded: true,
  };
  return { cloud, stack };
}
