import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { classConsolidator } from '../../../core/consolidation/classes/consolidator';
import { qualityPage } from '../../../core/quality/page';
import { html, name, shortened } from '../../../core/quality/page/html';
import { qualityReport } from '../../../core/quality/report';
import { randomGenerator } from '../../../core/random/generator';
import { accessibilityProblems } from '../../browser/support/accessibility';
import { launchBrowser } from '../../browser/support/browser';

const HOSTILE = [
  '</svg></title></style><script>document.title = "taken"</script>',
  '"><img src=x onerror="document.title=\'taken\'">',
  "'; background: url(https://example.com/track) '",
  '\u202eright to left\u0000\u001b',
  '作業者・山田',
  '{{constructor}} ${1+1}',
];

function page(workers: readonly string[], classes: readonly string[], objects = 60): string {
  const random = randomGenerator('page');
  const given = Array.from({ length: objects }, () => {
    const right = random.pick(classes);
    return {
      answers: random
        .shuffle(workers)
        .slice(0, 4)
        .map((workerId) => ({
          workerId,
          answer: random.next() < 0.75 ? right : random.pick(classes),
          seconds: 2 + 10 * random.next(),
        })),
      gold: right,
    };
  });
  const { objects: labels } = classConsolidator.consolidate(given, { categories: classes });
  return qualityPage(
    qualityReport({
      kind: 'image-classification',
      objects: given.map((object, o) => ({ ...object, label: labels[o]?.label, confidence: labels[o]?.confidence })),
      categories: classes,
      consolidator: classConsolidator,
      bar: 0.6,
    }),
    HOSTILE[0],
  );
}

describe('markup', () => {
  test('escapes what is put in, once, and leaves markup alone', () => {
    expect(html`<b title="${'"<&>\''}">${html`<i>${'<'}</i>`}</b>${undefined}${false}${[1, '&']}`.text).toBe(
      '<b title="&quot;&lt;&amp;&gt;&#39;"><i>&lt;</i></b>1&amp;',
    );
  });

  test('names are isolated, control characters shown as unknown, and whole in the tooltip', () => {
    expect(name('a\u0000b').text).toBe('<bdi class="name" title="a\ufffdb">a\ufffdb</bdi>');
    expect(shortened('private.us-east-1.0123456789abcdef', 20)).toBe('private.u…789abcdef');
    expect(shortened('short', 20)).toBe('short');
    expect(shortened('夜行性の猛禽類をすべて含む', 12)).toBe('夜行…含む');
  });
});

describe('the quality page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test.each(['light', 'dark'] as const)(
    'runs nothing, fetches nothing, hides nothing and is accessible (%s)',
    async (colorScheme) => {
      const view = await browser.newPage({ colorScheme, viewport: { width: 1100, height: 800 } });
      const requests: string[] = [];
      view.on('request', ({ url }) => requests.push(url()));
      await view.setContent(page(HOSTILE, HOSTILE));
      expect(await view.title()).toBe(HOSTILE[0]);
      expect(await view.locator('script, img, iframe, link, object').count()).toBe(0);
      expect(requests.filter((url) => !url.startsWith('about:'))).toEqual([]);
      // Every worker in the table, under the very name that was given.
      const named = await view
        .locator('section:has(#workers) tbody th bdi')
        .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title')));
      expect(named.toSorted()).toEqual(HOSTILE.map((id) => id.replace(/[\u0000\u001b]/g, '\ufffd')).toSorted());
      expect(await view.locator('h2').allTextContents()).toEqual([
        'Agreement',
        'What is answered for what',
        'Workers',
        'Speed',
        'Does confidence mean something?',
      ]);
      expect(await accessibilityProblems(view)).toEqual([]);
      await view.close();
    },
  );

  test('is no wider than a phone, however long the names', async () => {
    const view = await browser.newPage({ viewport: { width: 390, height: 800 } });
    await view.setContent(page(['x'.repeat(300), 'y y '.repeat(80), 'z'], ['p'.repeat(200), 'q', 'r'.repeat(90)]));
    expect(await view.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await view.close();
  });

  test('of one worker or nothing is a page still', async () => {
    const view = await browser.newPage();
    for (const [text, says] of [
      [page(['alone'], ['yes', 'no'], 3), 'No object has two answers yet'],
      [
        qualityPage(qualityReport({ kind: 'text-classification', objects: [], consolidator: classConsolidator })),
        'No object has two answers yet',
      ],
      [page(['a', 'b'], ['only'], 3), 'All answers are the same'],
    ] as const) {
      await view.setContent(text);
      expect(await view.locator('main').textContent()).toContain(says);
      expect(await view.locator('main').textContent()).not.toMatch(/NaN|undefined|null|Infinity/);
    }
    await view.close();
  });
});

test('a report of another version is refused', () => {
  const report = qualityReport({ kind: 'text-classification', objects: [], consolidator: classConsolidator });
  expect(() => qualityPage({ ...report, version: 2 as 1 })).toThrow('version 2');
});
