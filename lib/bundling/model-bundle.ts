import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { bundlesDir, inPackage } from '../paths';
import { textLoaders } from './text-loaders';

/** Build context of the model image: `container.mjs`, `package.json` and `Dockerfile`. */
export const modelImageDir = join(bundlesDir, 'model-image');

/** Packages with native parts; the image installs them for its own platform. */
const nativePackages = ['sharp'] as const;

const installedVersion = (name: string): string =>
  JSON.parse(readFileSync(inPackage('node_modules', name, 'package.json'), 'utf8')).version;

/** Bundles the model container into its build context. */
export function bundleModelImage(): void {
  rmSync(modelImageDir, { recursive: true, force: true });
  mkdirSync(modelImageDir, { recursive: true });
  const entry = inPackage('model', 'container.ts');
  buildSync({
    absWorkingDir: inPackage(),
    ...(existsSync(entry) ? { entryPoints: [entry] } : { stdin: { contents: 'process.exit(1)' } }),
    outfile: join(modelImageDir, 'container.mjs'),
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
    dependencies: Object.fromEntries(nativePackages.map((name) => [name, installedVersion(name)])),
  };
  writeFileSync(join(modelImageDir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const dockerfile = inPackage('model', 'Dockerfile');
  if (existsSync(dockerfile)) copyFileSync(dockerfile, join(modelImageDir, 'Dockerfile'));
}
