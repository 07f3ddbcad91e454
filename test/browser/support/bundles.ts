import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { classicScript, type SiteFiles } from '../../../lambdas/portal/site';

const root = resolve(__dirname, '../../..');
const read = (path: string) => readFileSync(join(root, 'ui-templates', path), 'utf8');

function bundle(entry: string): string {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [`ui-templates/${entry}`],
    outdir: 'memory',
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    keepNames: true,
  });
  return outputFiles[0]!.text;
}

/** The files the portal function carries in its bundle, made from the sources. */
export const siteFiles = (): SiteFiles => ({
  index: read('portal/index.html'),
  assets: {
    'portal.js': bundle('portal/main.ts'),
    'portal.css': read('portal/portal.css'),
    'mark.svg': read('portal/mark.svg'),
    'crowd-html-elements.js': classicScript(bundle('elements/crowd-html-elements.ts')),
    'crowd-drawing-elements.js': classicScript(bundle('elements/crowd-drawing-elements.ts')),
    'external-hit.js': classicScript(bundle('mturk/external-hit.ts')),
    'crowd-html-elements.css': read('elements/crowd-html-elements.css'),
  },
});

export const builtInTemplate = (slug: string): string => read(`${slug}.liquid.html`);
