import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { underLock } from './bundling/build-lock';
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

/** Holds the fingerprint of what an assembly was made of. */
const stamp = '.fingerprint';

const assemblySources = [...bundleSources, 'bin/plumbline-app.ts', 'cdk.json', 'lib', 'statemachines'] as const;

/**
 * Writes the cloud assembly of the app, unless the one there was made of the same sources. Needs no AWS account, no network and no Docker.
 * CDK is loaded only when there is something to do, so that a start with an up-to-date assembly costs milliseconds; and the schema check of
 * `cdk synth` is left to `cdk synth` and the tests. `fresh` tells whether the assembly was written by this call.
 */
export async function synthesize(options: SynthesizeOptions = {}): Promise<{ assemblyDir: string; fresh: boolean }> {
  const assemblyDir = resolve(options.outdir ?? inPackage('cdk.out'));
  const sources = fingerprint(assemblySources);
  if (!options.force && isMadeOf(sources, assemblyDir)) return { assemblyDir, fresh: false };
  const { plumblineApp } = await import('./app');
  return underLock(`${assemblyDir}.lock`, () => {
    // Another process may have done it while this one waited.
    if (!options.force && isMadeOf(sources, assemblyDir)) return { assemblyDir, fresh: false };
    const building = `${assemblyDir}.${process.pid}`;
    rmSync(building, { recursive: true, force: true });
    plumblineApp({ outdir: building, checkSchemas: false }).synth();
    writeFileSync(join(building, stamp), sources);
    // Whoever reads the assembly finds the whole old one or the whole new one.
    rmSync(assemblyDir, { recursive: true, force: true });
    renameSync(building, assemblyDir);
    return { assemblyDir, fresh: true };
  });
}

const isMadeOf = (sources: string, assemblyDir: string): boolean => {
  const path = join(assemblyDir, stamp);
  return existsSync(path) && readFileSync(path, 'utf8') === sources;
};
