import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { type FunctionName, functionNames } from '../functions/names';
import { bundlesDir, inPackage } from '../paths';
import { browserBundleAliases } from './browser-bundle';
import { textLoaders } from './text-loaders';

const lambdasIn = (dir: string) => join(dir, 'lambdas');

/** Some dependencies are CommonJS and call `require`, which an ES module does not have. */
const requireInModules =
  "import{createRequire as plumblineCreateRequire}from'node:module';const require=plumblineCreateRequire(import.meta.url);";

/** Folder of one function's bundle: its Lambda asset. */
export const lambdaBundleDir = (name: FunctionName) => join(lambdasIn(bundlesDir), name);

/**
 * Bundles every handler in one pass: one `index.mjs` with its AWS SDK clients and a source map per function. The output depends on the
 * sources alone, so an asset's hash changes only when its function does.
 */
export function bundleLambdas(dir: string): void {
  rmSync(lambdasIn(dir), { recursive: true, force: true });
  buildSync({
    absWorkingDir: inPackage(),
    entryPoints: Object.fromEntries(
      functionNames.map((name) => [`${name}/index`, inPackage('lambdas', name, 'handler.ts')]),
    ),
    outdir: lambdasIn(dir),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    // Functions run on Node 24; the code is kept to what Node 20 has, so that the same bundle runs on a laptop.
    target: 'node20',
    // Packages that publish both forms are taken as ES modules: smaller bundles, nothing unused.
    mainFields: ['module', 'main'],
    minify: true,
    // An error's `name` is what the state machine catches, and it often comes from the class's name.
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    charset: 'utf8',
    banner: { js: requireInModules },
    loader: textLoaders,
    alias: browserBundleAliases(dir),
    logLevel: 'warning',
  });
}
