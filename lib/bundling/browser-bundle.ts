import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { inPackage } from '../paths';
import { textLoaders } from './text-loaders';

/** What browsers load: the worker portal, and the open `crowd-*` elements of the task frame. */
export const browserBundles = [
  { name: 'portal', entry: 'ui-templates/portal/main.ts' },
  { name: 'crowd-html-elements', entry: 'ui-templates/elements/crowd-html-elements.ts' },
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
  for (const { name, entry } of browserBundles) {
    buildSync({
      absWorkingDir: inPackage(),
      ...(existsSync(inPackage(entry))
        ? { entryPoints: { [name]: entry } }
        : { stdin: { contents: '', sourcefile: entry } }),
      ...(existsSync(inPackage(entry)) ? { outdir: uiDir } : { outfile: join(uiDir, `${name}.js`) }),
      bundle: true,
      format: 'esm',
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
