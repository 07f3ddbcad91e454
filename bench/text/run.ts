/**
 * How quick the entity tool is with a long text, beside the way such tools are usually written: `npx tsx bench/text/run.ts`. Both run in one
 * headless Chromium, one after the other, on the same text with the same entities.
 */
import { loadavg } from 'node:os';
import { buildSync } from 'esbuild';
import { inPackage } from '../../lib/paths';
import { launchBrowser } from '../../test/browser/support/browser';
import { markdownTable, writeResults } from '../results-file';
import { type LongText, longText } from './long-text';
import { type Measured, measureNaive, measureTool } from './measure';

const CHARACTERS = 100_000;
const ENTITIES = 5000;
const ROUNDS = 3;
const LABELS = '["a","b","c","d","e"]';

const ADDRESS = 'http://text.bench/';

const elements = buildSync({
  entryPoints: [inPackage('ui-templates', 'elements', 'crowd-html-elements.ts')],
  bundle: true,
  write: false,
  minify: true,
  format: 'iife',
  target: 'es2022',
}).outputFiles[0]!.text;
const browser = await launchBrowser();
const shapes = [
  { name: 'paragraphs of about 600 characters', text: longText(CHARACTERS, ENTITIES, 600) },
  { name: 'one paragraph', text: longText(CHARACTERS, ENTITIES, Number.POSITIVE_INFINITY) },
];

try {
  const results: { shape: string; tool: string; rounds: Measured[] }[] = [];
  for (const { name, text } of shapes)
    for (const [tool, measure] of [
      ['crowd-entity-annotation', measureTool],
      ['rebuilding all of the page', measureNaive],
    ] as const) {
      const rounds: Measured[] = [];
      for (let i = 0; i < ROUNDS; i += 1) rounds.push(await inPage(measure, text));
      results.push({ shape: name, tool, rounds });
      console.error(`${name}, ${tool}: ${JSON.stringify(rounds.at(-1))}`);
    }
  await writeResults('text-tool', results, report(results));
} finally {
  await browser.close();
}

async function inPage(
  measure: (given: LongText & { labels: string }) => Promise<Measured>,
  text: LongText,
): Promise<Measured> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    // why: tsx names functions by a helper that the page does not have.
    await page.addInitScript('globalThis.__name = (it) => it');
    await page.route('**/*', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: elements })
        : route.fulfill({
            contentType: 'text/html; charset=utf-8',
            body: '<!doctype html><html lang="en"><title>Bench</title><body><script src="crowd-html-elements.js"></script>',
          }),
    );
    await page.goto(ADDRESS);
    await page.evaluate(() => window.crowdHtmlElementsReady);
    return await page.evaluate(measure, { ...text, labels: LABELS });
  } finally {
    await page.close();
  }
}

function report(results: { shape: string; tool: string; rounds: Measured[] }[]): string[] {
  const ms = (rounds: Measured[], of: (measured: Measured) => number) => median(rounds.map(of)).toFixed(1);
  return [
    '# The entity tool with a long text',
    '',
    `A text of ${CHARACTERS.toLocaleString('en')} characters with ${ENTITIES.toLocaleString('en')} entities, 1280 × 800 pixels. All times are milliseconds; each is the median of ${ROUNDS} pages.`,
    '*First paint*: from putting the element into the page until the frame that shows it. *Label*: from the key until the frame that shows the new',
    'entity, median and slowest of 12. *Scroll*: from a scroll of 300 pixels until its frame, median and 95th percentile of 60. *Elements*: in the page.',
    'The baseline keeps the entities in an array and, at every change, builds the text anew: one `<mark>` with a tag for each piece. Made by `npx tsx bench/text/run.ts`.',
    `Processes waiting for the processor at the end of the run: ${loadavg()[0]!.toFixed(1)}.`,
    '',
    ...markdownTable(
      ['text', 'tool', 'first paint', 'label', 'label, slowest', 'scroll', 'scroll, 95 %', 'elements'],
      results.map(({ shape, tool, rounds }) => [
        shape,
        tool,
        ms(rounds, ({ firstPaint }) => firstPaint),
        ms(rounds, ({ label }) => label),
        ms(rounds, ({ slowestLabel }) => slowestLabel),
        ms(rounds, ({ scroll }) => scroll),
        ms(rounds, ({ slowScroll }) => slowScroll),
        median(rounds.map(({ elements }) => elements)),
      ]),
    ),
  ];
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
