/**
 * Time per frame while one of many shapes is dragged and while the view is zoomed, on a picture of 24 megapixels, in headless Chromium;
 * beside it the same shapes as plain SVG, in the same run.
 *
 *   npx tsx bench/drawing/run.ts
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import chromium from '@sparticuz/chromium';
import { build, buildSync } from 'esbuild';
import { type Browser, chromium as playwright } from 'playwright-core';
import { inPackage } from '../../lib/paths';
import { markdownTable, writeResults } from '../results-file';
import type * as measures from './measure';
import { ourPage, type Shapes, svgPage } from './pages';
import { boxes, picture, polygons } from './scene';

/** After that a way of drawing counts as one that cannot do it: single frames of it take many seconds. */
const MOST_MS = 90_000;
const VIEWPORT = { width: 1440, height: 900 };
const SCENES: [string, Shapes][] = [
  ['5,000 boxes', { kind: 'box', list: boxes(5000) }],
  ['500 polygons of 200 points', { kind: 'polygon', list: polygons(500, 200) }],
];

async function scripts(): Promise<Record<string, string>> {
  const { outputFiles } = await build({
    absWorkingDir: inPackage(),
    entryPoints: ['crowd-html-elements', 'crowd-drawing-elements'].map((name) => `ui-templates/elements/${name}.ts`),
    outdir: 'memory',
    bundle: true,
    write: false,
    minify: true,
    keepNames: true,
    format: 'iife',
    target: 'es2022',
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [`/assets/${path.split('/').pop()}`, text]));
}

const inPage = buildSync({
  absWorkingDir: inPackage(),
  entryPoints: ['bench/drawing/measure.ts'],
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'measure',
  target: 'es2022',
}).outputFiles[0]!.text;

async function serve() {
  const [assets, jpeg] = await Promise.all([scripts(), picture()]);
  const pages: Record<string, string> = {};
  const server = createServer(({ url = '/' }, response) => {
    if (url === '/picture.jpg') response.writeHead(200, { 'content-type': 'image/jpeg' }).end(jpeg);
    else if (assets[url]) response.writeHead(200, { 'content-type': 'text/javascript' }).end(assets[url]);
    else if (pages[url]) response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pages[url]);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    put(name: string, html: string): string {
      pages[`/${name}`] = html;
      return `${origin}/${name}`;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Frames as fast as they can be made: with the screen's pace none would be quicker than 16.7 ms. */
const launch = async (): Promise<Browser> =>
  playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [
      '--no-sandbox',
      '--no-zygote',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-frame-rate-limit',
      '--disable-gpu-vsync',
    ],
    headless: true,
  });

const quantile = (values: number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))]!;

type Measure = keyof typeof measures;

/** In a browser of its own: what one page has left behind is not to slow the next. */
async function measure(url: string, what: Measure): Promise<measures.Frames | undefined> {
  const browser = await launch();
  const page = await browser.newPage({ viewport: VIEWPORT });
  page.setDefaultTimeout(120_000);
  page.on('pageerror', (error) => process.stderr.write(`${error.stack}\n`));
  await page.goto(url);
  if (what.endsWith('Ours'))
    await page.waitForFunction(() => (document.querySelector('[name=shapes]') as any)?.picture);
  else await page.waitForFunction(() => document.querySelector('image')?.getBBox().width);
  await page.waitForTimeout(1500);
  await page.addScriptTag({ content: inPage });
  const running = page.evaluate<measures.Frames>(`measure.${what}()`);
  // One that takes too long ends with its browser; one that fails before is a mistake of the bench.
  running.catch(() => undefined);
  const frames = await Promise.race([
    running,
    new Promise<undefined>((resolve) => setTimeout(resolve, MOST_MS, undefined)),
  ]);
  await browser.close();
  return frames;
}

const summary = ({ intervals, scripts: scripted }: measures.Frames) => ({
  median: quantile(intervals, 0.5),
  p95: quantile(intervals, 0.95),
  script: quantile(scripted, 0.5),
  frames: intervals.length,
});

const UNFINISHED = [`not done in ${MOST_MS / 1000} s`, '', '', ''];

const server = await serve();
const rows: (string | number)[][] = [];
const figures: object[] = [];
const load = loadavg()[0]!.toFixed(1);
for (const [name, shapes] of SCENES) {
  const ours = server.put(`ours-${shapes.kind}`, ourPage(shapes));
  const svg = server.put(`svg-${shapes.kind}`, svgPage(shapes, VIEWPORT));
  for (const [what, runOurs, runSvg] of [
    ['drag one shape', 'dragOurs', 'dragSvg'],
    ['zoom', 'zoomOurs', 'zoomSvg'],
  ] as const) {
    for (const [who, url, run] of [
      ['Plumbline', ours, runOurs],
      ['plain SVG', svg, runSvg],
    ] as const) {
      const measured = await measure(url, run);
      const figure = { scene: name, what, who, ...(measured && summary(measured)) };
      figures.push(figure);
      const shown = measured ? Object.values(summary(measured)).map((value) => Number(value.toFixed(1))) : UNFINISHED;
      rows.push([name, what, who, ...shown]);
      process.stdout.write(`${rows.at(-1)!.join(' | ')}\n`);
    }
  }
}
server.close();

await writeResults('drawing', { load, figures }, [
  '# Time per frame while drawing',
  '',
  '`npx tsx bench/drawing/run.ts` opens the elements in headless Chromium (software rendering, 1440 × 900) on a picture of 24 megapixels made',
  'by the run, drags one shape and zooms to a point, and does the same with plain SVG elements. A frame is the time from one animation frame',
  'to the next with the limit of the screen switched off: scripts, style, painting and compositing are in it. 120 frames each (fewer where they take more than 20 s together), after 10 that',
  'are not counted; one step of the drag or the zoom per frame. *Script* is the part spent in event handlers.',
  '',
  ...markdownTable(['picture', 'work', 'drawn by', 'median, ms', '95th percentile, ms', 'script, ms', 'frames'], rows),
  '',
  `Load of the machine at the start (1 minute): ${load}.`,
]);
