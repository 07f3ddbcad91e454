import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { inPackage } from '../paths';
import { textLoaders } from './text-loaders';

/** What browsers load: the worker portal, and the open `crowd-*` elements of the task frame. */
export const browserBundles = [
  { name: 'portal', entry: 'ui-templates/portal/main.ts', format: 'esm' },
  // Ground Truth's templates load the elements as a classic script.
  { name: 'crowd-html-elements', entry: 'ui-templates/elements/crowd-html-elements.ts', format: 'iife' },
  // Its name stands in ui-templates/elements/shared/later-bundles.ts too, which loads it when a page draws.
  { name: 'crowd-drawing-elements', entry: 'ui-templates/elements/crowd-drawing-elements.ts', format: 'iife' },
  { name: 'external-hit', entry: 'ui-templates/mturk/external-hit.ts', format: 'iife' },
] as const;

const uiIn = (dir: string) => join(dir, 'ui');

/**
 * Resolves `import portal from 'ui:portal.js'` to the text of the finished browser bundle. An alias and not a plugin: CDK constructors are
 * synchronous and esbuild's plugins are not.
 */
export const browserBundleAliases = (dir: string): Record<string, string> =>
  Object.fromEntries(browserBundles.map(({ name }) => [`ui:${name}.js`, join(uiIn(dir), `${name}.js.txt`)]));

/** Builds `dist/ui/<name>.js`, and beside each a `.js.txt` that bundlers take as text. */
export function bundleBrowserCode(dir: string): void {
  const uiDir = uiIn(dir);
  rmSync(uiDir, { recursive: true, force: true });
  for (const { name, entry, format } of browserBundles) {
    buildSync({
      absWorkingDir: inPackage(),
      entryPoints: { [name]: entry },
      outdir: uiDir,
      bundle: true,
      format,
      platform: 'browser',
      // Standard decorators of the elements are compiled away; everything else is what current browsers run.
      target: 'es2022',
      minify: true,
      keepNames: true,
      legalComments: 'none',
      charset: 'utf8',
      loader: textLoaders,
      logLevel: 'warning',
    });
    copyFileSync(join(uiDir, `${name}.js`), join(uiDir, `${name}.js.txt`));
  }
}
