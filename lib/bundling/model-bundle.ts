import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { bundlesDir, inPackage } from '../paths';
import { textLoaders } from './text-loaders';

const modelImageIn = (dir: string) => join(dir, 'model-image');

/** Build context of the model image: `container.mjs`, `package.json` and `Dockerfile`. */
export const modelImageDir = modelImageIn(bundlesDir);

/** Packages with native parts; the image installs them for its own platform. */
const nativePackages = ['sharp'] as const;
/** Runs the networks of jobs that bring one; loaded by them alone. */
const networkRuntime = 'onnxruntime-web';
/** The same runtime compiled for the machine, several times as fast; where it cannot be installed the other does. */
const fastNetworkRuntime = 'onnxruntime-node';

const installedVersion = (name: string): string =>
  JSON.parse(readFileSync(inPackage('node_modules', name, 'package.json'), 'utf8')).version;

/** Bundles the model container into its build context. */
export function bundleModelImage(dir: string): void {
  const imageDir = modelImageIn(dir);
  rmSync(imageDir, { recursive: true, force: true });
  mkdirSync(imageDir, { recursive: true });
  buildSync({
    absWorkingDir: inPackage(),
    entryPoints: [inPackage('model', 'container.ts')],
    outfile: join(imageDir, 'container.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: [...nativePackages],
    keepNames: true,
    minifySyntax: true,
    legalComments: 'none',
    charset: 'utf8',
    banner: {
      js: "import{createRequire as plumblineCreateRequire}from'node:module';const require=plumblineCreateRequire(import.meta.url);",
    },
    loader: textLoaders,
    logLevel: 'warning',
  });
  const manifest = {
    name: 'plumbline-model',
    version: JSON.parse(readFileSync(inPackage('package.json'), 'utf8')).version,
    private: true,
    type: 'module',
    dependencies: Object.fromEntries([...nativePackages, networkRuntime].map((name) => [name, installedVersion(name)])),
    // Both are released together, under the same number.
    optionalDependencies: { [fastNetworkRuntime]: installedVersion(networkRuntime) },
  };
  writeFileSync(join(imageDir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(inPackage('model', 'Dockerfile'), join(imageDir, 'Dockerfile'));
}
