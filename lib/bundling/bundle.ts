import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlesDir } from '../paths';
import { bundleBrowserCode } from './browser-bundle';
import { underLock } from './build-lock';
import { fingerprint } from './fingerprint';
import { bundleLambdas } from './lambda-bundle';
import { bundleModelImage } from './model-bundle';

/** Everything a bundle is made of. Versions of dependencies are in the lock file. */
export const bundleSources = [
  'core',
  'lambdas',
  'lib/bundling',
  'lib/functions/names.ts',
  'model',
  'package-lock.json',
  'package.json',
  'task-types',
  'tsconfig.json',
  'ui-templates',
] as const;

const stampPath = join(bundlesDir, 'fingerprint');

const isFresh = (sources: string) => existsSync(stampPath) && readFileSync(stampPath, 'utf8') === sources;

/**
 * Brings `dist/` up to date with the sources; does nothing when they have not changed since. Needs neither network nor Docker. Processes
 * that start together (test workers) wait for the first of them.
 */
export function bundle(options: { force?: boolean } = {}): { rebuilt: boolean } {
  const sources = fingerprint(bundleSources);
  if (!options.force && isFresh(sources)) return { rebuilt: false };
  return underLock(join(bundlesDir, '.lock'), () => {
    if (!options.force && isFresh(sources)) return { rebuilt: false };
    bundleInto(bundlesDir);
    writeFileSync(stampPath, sources);
    return { rebuilt: true };
  });
}

/** Builds everything from scratch: browser code first, for the portal's function carries it. */
export function bundleInto(dir: string): void {
  bundleBrowserCode(dir);
  bundleLambdas(dir);
  bundleModelImage(dir);
}
