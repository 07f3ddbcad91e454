import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleSources } from './bundling/bundle';
import { fingerprint } from './bundling/fingerprint';
import { inPackage } from './paths';

export interface SynthesizeOptions {
  /**
   * Where the cloud assembly goes.
   * @default `cdk.out` in the package
   */
  readonly outdir?: string;
  /** Synthesizes even when nothing has changed. */
  readonly force?: boolean;
}

const assemblySources = [...bundleSources, 'bin/plumbline-app.ts', 'cdk.json', 'lib', 'statemachines'] as const;

/**
 * Writes the cloud assembly of the app, unless the one there was made of the same sources. Needs no AWS account, no network and no Docker.
 * CDK is loaded only when there is something to do, so that a start with an up-to-date assembly costs milliseconds; and the schema check of
 * `cdk synth` is left to `cdk synth` and the tests. `fresh` tells whether the assembly was written by this call.
 */
export async function synthesize(options: SynthesizeOptions = {}): Promise<{ assemblyDir: string; fresh: boolean }> {
  const assemblyDir = resolve(options.outdir ?? inPackage('cdk.out'));
  const stampPath = join(assemblyDir, '.fingerprint');
  const sources = fingerprint(assemblySources);
  if (!options.force && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === sources) {
    return { assemblyDir, fresh: false };
  }
  const { plumblineApp } = await import('./app');
  rmSync(assemblyDir, { recursive: true, force: true });
  plumblineApp({ outdir: assemblyDir, checkSchemas: false }).synth();
  writeFileSync(stampPath, sources);
  return { assemblyDir, fresh: true };
}
