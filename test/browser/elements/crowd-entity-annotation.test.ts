import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Frame, Page } from 'playwright-core';
import { longText } from '../../../bench/text/long-text';
import { accessibilityProblems } from '../support/accessibility';
import { launchBrowser } from '../support/browser';
import { builtInTemplate } from '../support/bundles';
import { serveTaskPages, type TaskPageServer } from '../support/element-page';

const SCRIPT = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>';
const LABELS = `labels='[{"label":"person","fullDisplayName":"Person","shortDisplayName":"PER"},{"label":"org","fullDisplayName":"Organization"},"place"]'`;
const TEXT = 'In 2006 Andy Jassy of Amazon came to Seattle. Amazon grew in Seattle.';
const TAG = 'crowd-entity-annotation';

let browser: Browser;
let server: TaskPageServer;
let page: Page;
let pageErrors: string[];

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serveTaskPages()]);
});
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(10_000);
  pageErrors = [];
  page.on('pageerror', (error) => pageErrors.push(error.message));
});
afterEach(async () => {
  await page.close();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const escaped = (text: string): string => text.replace(/[&"'<>\r]/g, (character) => `&#${character.charCodeAt(0)};`);

const tool = (text: string, attributes = LABELS, children = '') =>
  `${SCRIPT}<${TAG} name="ner" header="Which names?" text="${escaped(text)}" ${attributes}>${children}</${TAG}>`;

async function open(template: string, language = 'en'): Promise<void> {
  const path = await server.put(`<meta name="color-scheme" content="light dark">${template}`, {}, language);
  await page.goto(server.origin + path);
  await page.evaluate(() => window.crowdHtmlElementsReady);
}

async function openInPortal(template: string): Promise<Frame> {
  await page.goto(server.origin + server.parentOf(await server.put(template)));
  await page.waitForFunction(() => (window as any).messages?.some((m: any) => m.type === 'plumbline:ready'));
  return page.frames()[1]!;
}

const post = (message: unknown) =>
  page.evaluate((data) => document.querySelector('iframe')!.contentWindow!.postMessage(data, '*'), message);

const shown = async (): Promise<unknown> => JSON.parse((await page.locator('#answers-box').textContent()) ?? '');

/** The answer as `label:text`, in order. */
const entities = (where: Page | Frame = page): Promise<string[]> =>
  where.evaluate(() => {
    const widget = document.querySelector('crowd-entity-annotation') as any;
    const characters = Array.from(widget.text as string);
    return widget.value.entities.map(
      ({ label, startOffset, endOffset }: any) => `${label}:${characters.slice(startOffset, endOffset).join('')}`,
    );
  });

/** Where words are on the screen: the middle of their first and last character, and of the whole. */
const place = (words: string, nth = 0) =>
  page.evaluate(
    ([wanted, skip]) => {
      const root = document.querySelector('crowd-entity-annotation')!.shadowRoot!;
      let left = skip;
      for (const { firstChild } of root.querySelectorAll('.paragraph')) {
        const text = firstChild!.nodeValue!;
        for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
          left -= 1;
          if (left >= 0) continue;
          const box = (start: number, end: number) => {
            const range = document.createRange();
            range.setStart(firstChild!, start);
            range.setEnd(firstChild!, end);
            const { x, y, width, height } = range.getBoundingClientRect();
            return { left: x, right: x + width, x: x + width / 2, y: y + height / 2 };
          };
          const end = at + wanted.length;
          return { first: box(at, at + 1), last: box(end - 1, end), all: box(at, end) };
        }
      }
      throw new Error(`${wanted} is not there`);
    },
    [words, nth] as const,
  );

async function drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
}

async function doubleClick(words: string, nth = 0): Promise<void> {
  const { all } = await place(words, nth);
  await page.mouse.dblclick(all.x, all.y);
}

const popup = () => page.locator('.popup');
const press = (...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
/** The tag drawn below the words of a span. */
const chips = (name: string) => page.locator(`.chip[data-name="${name}"]`);

describe('with the mouse', () => {
  test('words that are touched are labelled whole, from the list next to them', async () => {
    await open(tool(TEXT));
    const [from, to] = [await place('Andy'), await place('Jassy')];
    await drag({ x: from.all.x, y: from.all.y }, { x: to.all.x, y: to.all.y });
    await popup().getByRole('button', { name: 'Person' }).click();
    expect(await entities()).toEqual(['person:Andy Jassy']);
    expect(await popup().count()).toBe(0);
    await chips('PER').waitFor();
    // The same words may have another label.
    await page.keyboard.press('2');
    expect(await entities()).toEqual(['org:Andy Jassy', 'person:Andy Jassy']);
    await page.keyboard.press('2');
    expect(await entities()).toEqual(['person:Andy Jassy']);
  });

  test('spans overlap and nest, and the cross of a tag removes its span', async () => {
    await open(tool(TEXT));
    await doubleClick('Jassy');
    await page.keyboard.press('1');
    const [from, to] = [await place('Andy'), await place('Amazon')];
    await drag({ x: from.first.left, y: from.all.y }, { x: to.last.right, y: to.all.y });
    await page.keyboard.press('2');
    expect(await entities()).toEqual(['org:Andy Jassy of Amazon', 'person:Jassy']);
    const [inner, outer] = [
      await chips('PER').boundingBox(),
      await chips('Organization').or(chips('org')).boundingBox(),
    ];
    expect(outer!.y).toBeGreaterThan(inner!.y + inner!.height - 1);
    await chips('PER').locator('i').click();
    expect(await entities()).toEqual(['org:Andy Jassy of Amazon']);
    await press('Control+z', 'Control+z', 'Control+z', 'Control+z');
    expect(await entities()).toEqual([]);
    await press('Control+Shift+z', 'Control+y');
    expect(await entities()).toEqual(['org:Andy Jassy of Amazon', 'person:Jassy']);
  });

  test('a span that is clicked gets another label, other edges, or goes', async () => {
    await open(tool(TEXT));
    await doubleClick('Andy');
    await page.keyboard.press('2');
    const andy = await place('Andy');
    await page.mouse.click(andy.all.x, andy.all.y);
    await popup().getByRole('button', { name: 'Person' }).click();
    expect(await entities()).toEqual(['person:Andy']);
    const handle = (await page.locator('.handle.end').boundingBox())!;
    const jassy = await place('Jassy');
    await drag(
      { x: handle.x + handle.width / 2, y: handle.y + handle.height / 2 },
      { x: jassy.all.x + 3, y: jassy.all.y },
    );
    expect(await entities()).toEqual(['person:Andy Jassy']);
    await page.mouse.click(andy.all.x, andy.all.y);
    await popup().getByRole('button', { name: 'Remove' }).click();
    expect(await entities()).toEqual([]);
    expect(pageErrors).toEqual([]);
  });

  test('a label that is chosen first labels whatever is selected, until it is let go', async () => {
    await open(tool(TEXT));
    await page.locator('.label-button', { hasText: 'place' }).click();
    expect(await page.locator('.label-button.selected').count()).toBe(1);
    await doubleClick('Seattle');
    await doubleClick('Seattle', 1);
    expect(await entities()).toEqual(['place:Seattle', 'place:Seattle']);
    await press('Escape', 'Escape');
    expect(await page.locator('.label-button.selected').count()).toBe(0);
    await doubleClick('Amazon');
    await popup().waitFor();
  });
});

describe('with the keyboard alone', () => {
  test('no key means two things', async () => {
    await open(tool(TEXT));
    const keys = await page.evaluate(() =>
      (document.querySelector('crowd-entity-annotation') as any)
        .commands()
        .flatMap(({ id, keys }: any) => keys.map((key: string) => `${key} ${id}`)),
    );
    const names = keys.map((key: string) => key.split(' ')[0]);
    expect(keys.filter((_: string, index: number) => names.indexOf(names[index]) !== index)).toEqual([]);
  });

  test('a task is completed: selected, labelled, changed, removed, submitted', async () => {
    await open(tool(TEXT));
    for (let i = 0; i < 20; i += 1) {
      await page.keyboard.press('Tab');
      if (
        await page.evaluate(
          () => document.querySelector('crowd-entity-annotation')!.shadowRoot!.activeElement?.className === 'prose',
        )
      )
        break;
    }
    // In 2006 Andy Jassy
    await press('ArrowRight', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter');
    await popup().waitFor();
    await press('ArrowDown', 'ArrowUp', 'Enter');
    expect(await entities()).toEqual(['person:Andy Jassy']);
    // of Amazon came
    await press('ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', '2');
    expect(await entities()).toEqual(['person:Andy Jassy', 'org:Amazon came']);
    // The span that is picked: shorter at its end, then longer at its start, then with another label.
    await press('BracketLeft', 'Shift+ArrowLeft', 'Alt+Shift+ArrowLeft', '3');
    expect(await entities()).toEqual(['person:Andy Jassy', 'place:of Amazon']);
    await press('BracketLeft', 'Delete');
    expect(await entities()).toEqual(['place:of Amazon']);
    await press('Control+z');
    await press('t', 'Control+End', 'Control+Shift+Home', '2', 'Enter');
    expect(await shown()).toEqual([
      {
        ner: {
          entities: [
            { endOffset: 69, label: 'org', startOffset: 0 },
            { endOffset: 18, label: 'person', startOffset: 8 },
            { endOffset: 28, label: 'place', startOffset: 19 },
          ].sort((a, b) => a.startOffset - b.startOffset),
        },
      },
    ]);
  });

  test('the caret goes by lines, to their ends, and by characters when asked', async () => {
    await open(tool(`first line\r\nsecond 👩‍👩‍👧 e\u0301nd\r\n\r\nlast`));
    await page.keyboard.press('t');
    await press('w', 'ArrowDown', 'End', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', '1');
    expect(await entities()).toEqual(['person:e\u0301nd']);
    await press('Home', 'Control+ArrowRight', 'ArrowRight', 'Shift+ArrowRight', '2');
    await press('Control+End', 'Shift+ArrowUp', 'Shift+ArrowUp', 'ArrowDown', 'Control+End', 'Shift+Home', '3');
    expect(
      await page.evaluate(() => (document.querySelector('crowd-entity-annotation') as any).value.entities),
    ).toEqual([
      { endOffset: 24, label: 'org', startOffset: 19 },
      { endOffset: 29, label: 'person', startOffset: 25 },
      { endOffset: 37, label: 'place', startOffset: 33 },
    ]);
  });

  test('the list of entities jumps, removes, and opens the labels', async () => {
    await open(tool(TEXT));
    await doubleClick('Seattle');
    await press('3', 'Escape');
    await doubleClick('Andy');
    await press('1', 'e', 'ArrowDown', 'ArrowDown');
    expect(await page.getByRole('option', { selected: true }).textContent()).toContain('Seattle');
    await press('Enter');
    await popup().waitFor();
    // From the label it has to the one above.
    await press('ArrowUp', 'Enter');
    expect(await entities()).toEqual(['person:Andy', 'org:Seattle']);
    await press('e', 'Delete');
    expect(await entities()).toEqual(['person:Andy']);
  });
});

describe('scripts of the world', () => {
  test('Arabic reads from the right: arrows, words and their tags too', async () => {
    await open(tool('ولد آندي جاسي في سياتل.\nThe office in دبي opened.'));
    expect(
      await page.locator('.paragraph').evaluateAll((all) => all.map((element) => getComputedStyle(element).direction)),
    ).toEqual(['rtl', 'ltr']);
    await doubleClick('سياتل');
    await page.keyboard.press('3');
    await press('Control+Home', 'ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', '1');
    expect(await entities()).toEqual(['person:آندي جاسي', 'place:سياتل']);
    const [chip, words] = [(await chips('PER').boundingBox())!, await place('آندي جاسي')];
    expect(Math.abs(chip.x + chip.width - words.all.right)).toBeLessThan(2);
    await press('Control+End', 'ArrowLeft', 'Shift+ArrowLeft', '2');
    expect(await entities()).toContain('org:دبي');
  });

  test('Japanese has words', async () => {
    await open(tool('東京都に本社を置く会社です。', LABELS), 'ja');
    await doubleClick('本社');
    await page.keyboard.press('2');
    expect(await entities()).toEqual(['org:本社']);
    expect(await page.getByRole('textbox', { name: 'ラベルを付けるテキスト' }).count()).toBe(1);
  });

  test('is shown letter for letter, and markup is text', async () => {
    const text = ` <img src=x onerror="window.ran=1"> &amp; \u202etest\u202c \t\u0000x\r\n\r<script>window.ran=1</script>\n\ud83d {{x}} \u2028\n`;
    const labels = `["<img src=x onerror='window.ran=1'>"]`;
    await open(`${SCRIPT}<${TAG} name="ner" header="<b>" labels="${escaped(labels)}" text=""></${TAG}>`);
    await page.evaluate((it) => {
      (document.querySelector('crowd-entity-annotation') as any).text = it;
    }, text);
    await page.keyboard.press('t');
    await press('Control+a', '1', 'BracketRight', 'l');
    await popup().waitFor();
    const { rendered, ran, length } = await page.evaluate(() => {
      const widget = document.querySelector('crowd-entity-annotation') as any;
      return {
        rendered: [...widget.shadowRoot.querySelectorAll('.paragraph')]
          .map(({ textContent }: any) => textContent)
          .join(''),
        ran: (window as any).ran,
        length: widget.value.entities[0].endOffset,
      };
    });
    expect(rendered).toBe(text);
    expect(ran).toBeUndefined();
    expect(length).toBeLessThanOrEqual(Array.from(text).length);
    expect(pageErrors).toEqual([]);
  });

  test('line ends of Windows in an attribute count two', async () => {
    await open(tool('a\r\nbee'));
    await doubleClick('bee');
    await page.keyboard.press('1');
    expect(
      await page.evaluate(() => (document.querySelector('crowd-entity-annotation') as any).value.entities),
    ).toEqual([{ endOffset: 6, label: 'person', startOffset: 3 }]);
  });
});

describe('many at once', () => {
  test('every place that is found is labelled, and undone, in one step', async () => {
    await open(tool(TEXT));
    await page.keyboard.press('f');
    await page.keyboard.type('amazon');
    await page.locator('.find-count', { hasText: '1 / 2' }).waitFor();
    await press('Enter');
    await page.locator('.find-count', { hasText: '2 / 2' }).waitFor();
    await page.getByRole('button', { name: 'Label all (2)' }).click();
    await popup().getByRole('button', { name: 'Organization' }).click();
    expect(await entities()).toEqual(['org:Amazon', 'org:Amazon']);
    await page.keyboard.press('Control+z');
    expect(await entities()).toEqual([]);
  });

  test('the other places with the text of a span get its label', async () => {
    await open(tool(TEXT));
    await doubleClick('Seattle');
    await press('3', 'BracketLeft', 'a');
    expect(await entities()).toEqual(['place:Seattle', 'place:Seattle']);
  });

  test('a text of 100,000 characters with 5,000 entities keeps the page small', async () => {
    const { text, entities: given } = longText(100_000, 5000, 600);
    await open(tool('', 'labels=\'["a","b","c","d","e"]\''));
    await page.evaluate(
      ([words, initial]) => {
        const widget = document.querySelector('crowd-entity-annotation') as any;
        widget.setAttribute('initial-value', JSON.stringify(initial));
        widget.text = words;
      },
      [text, given] as const,
    );
    await page.locator('.chip').first().waitFor();
    const count = () =>
      page.evaluate(() => document.querySelector('crowd-entity-annotation')!.shadowRoot!.querySelectorAll('*').length);
    expect(await count()).toBeLessThan(2500);
    await press('e', 'End');
    await page
      .locator('.row.chosen', { hasText: text.slice(given.at(-1)!.startOffset, given.at(-1)!.endOffset) })
      .waitFor();
    await page.locator('.handle.end').waitFor();
    expect(await count()).toBeLessThan(2500);
    await press('Delete');
    expect(await entities()).toHaveLength(4999);
  });

  test('labels beyond the tenth are found by typing', async () => {
    await open(tool(TEXT, `labels='${JSON.stringify(Array.from({ length: 30 }, (_, index) => `kind ${index}`))}'`));
    await doubleClick('Amazon');
    await page.keyboard.press('Enter');
    await page.keyboard.type('27');
    await page.keyboard.press('Enter');
    expect(await entities()).toEqual(['kind 27:Amazon']);
  });
});

describe('what it starts with', () => {
  const INITIAL = [
    { label: 'person', startOffset: 8, endOffset: 18, confidence: 0.628 },
    { label: 'place', startOffset: 37, endOffset: 44 },
    { label: 'place', startOffset: 60, endOffset: 700 },
  ];
  const withInitial = (more = '') =>
    tool(TEXT, `${LABELS} initial-value="${escaped(JSON.stringify(INITIAL))}" ${more}`);

  test('is submitted as not modified until something changes', async () => {
    await open(withInitial());
    expect(await page.getByText('lie outside the text and are left out: 1').count()).toBe(1);
    const value = () =>
      page.evaluate(() => (document.querySelector('crowd-entity-annotation') as any).value.initialValueModified);
    expect(await value()).toBe(false);
    await doubleClick('Amazon');
    await page.keyboard.press('2');
    expect(await value()).toBe(true);
    await page.keyboard.press('Control+z');
    expect(await value()).toBe(false);
  });

  test('says what a model made, and each is confirmed or removed', async () => {
    await open(withInitial());
    expect(await page.getByRole('option', { name: '62%' }).count()).toBe(1);
    await page.keyboard.press('u');
    await page.getByRole('option', { name: '62%', selected: true }).waitFor();
    await page.keyboard.press('y');
    await page.getByText('Marked by a model').waitFor({ state: 'detached' });
    expect(await entities()).toEqual(['person:Andy Jassy', 'place:Seattle']);
    await open(withInitial('suggestion-confidence="0.5"'));
    expect(await page.locator('.suggestions').textContent()).toContain('Check them: 2');
    await page.getByRole('button', { name: 'Remove all' }).click();
    expect(await entities()).toEqual([]);
  });

  test('no character has two labels where that is forbidden', async () => {
    await open(withInitial('no-overlap'));
    await doubleClick('Jassy');
    await page.keyboard.press('2');
    await page.locator('.notice', { hasText: 'may not overlap' }).waitFor();
    expect(await entities()).toEqual(['person:Andy Jassy', 'place:Seattle']);
    await page.keyboard.press('Escape');
    await press('BracketLeft', 'Shift+ArrowRight', 'Shift+ArrowRight', '2');
    expect(await entities()).toEqual(['org:Andy Jassy of Amazon', 'place:Seattle']);
  });

  test.each([
    ['text="x"', 'The attribute "labels" is missing.'],
    [LABELS, 'The attribute "text" is missing.'],
    [`text="x" labels='[{'`, 'The attribute "labels" cannot be read'],
    [`text="x" ${LABELS} initial-value="[{"`, 'The attribute "initial-value" cannot be read'],
  ])('shows the author what is wrong with %s', async (attributes, problem) => {
    await open(`${SCRIPT}<${TAG} name="ner" ${attributes}></${TAG}>`);
    expect(await page.getByRole('alert').textContent()).toContain(problem);
  });
});

describe('the contract with templates', () => {
  test('without a crowd-form it submits, also that nothing is there, with what is appended to its own form', async () => {
    await open(`${tool(TEXT, LABELS, '<p>Sure? <input name="sure" value="very"></p>')}<script>
      document.addEventListener('all-crowd-elements-ready', () => {
        const extra = document.createElement('div');
        extra.innerHTML = '<label>Why? <input name="why" id="why"></label>';
        document.querySelector('crowd-entity-annotation').shadowRoot.querySelector('crowd-form').form.appendChild(extra);
      });
    </script>`);
    await page.locator('#why').fill('so');
    expect(await page.getByRole('button', { name: 'Submit' }).count()).toBe(1);
    await page.locator('[data-testid="crowd-submit"]').click();
    expect(await shown()).toEqual([{ ner: { entities: [] }, sure: 'very', why: 'so' }]);
  });

  test('inside a crowd-form it does the same; listeners of either form may stop it', async () => {
    await open(`${SCRIPT}<crowd-form>${tool(TEXT).replace(SCRIPT, '')}</crowd-form>`);
    await page.evaluate(() => {
      const own = document.querySelector('crowd-entity-annotation')!.shadowRoot!.querySelector('crowd-form') as any;
      own.form.insertAdjacentHTML('beforeend', '<input name="why" value="so">');
      own.addEventListener('submit', (event: Event) => (window as any).stop_ && event.preventDefault());
      (window as any).stop_ = true;
      own.submit();
    });
    expect(await page.locator('#answers-box').count()).toBe(0);
    const text = await page.evaluate(() => {
      const own = document.querySelector('crowd-entity-annotation')!.shadowRoot!.querySelector('crowd-form') as any;
      (window as any).stop_ = false;
      own.submit();
      return own._serializeForm().taskAnswers;
    });
    expect(await shown()).toEqual([{ ner: { entities: [] }, why: 'so' }]);
    expect(JSON.parse(text)).toEqual([{ ner: { entities: [] }, why: 'so' }]);
    expect(await page.locator('crowd-form').count()).toBe(2);
  });

  test('scripts read and replace labels and values, before the element is there and after', async () => {
    await open(`${SCRIPT}<div id="place"></div><script>
      window.heard = 0;
      document.addEventListener('change', () => { window.heard += 1; });
      document.addEventListener('all-crowd-elements-ready', () => {
        document.getElementById('place').innerHTML = '<crowd-entity-annotation name="ner" labels="[]" text="Ann met Bob"></crowd-entity-annotation>';
      });
    </script>`);
    const found = await page.evaluate(async () => {
      const widget = document.querySelector('crowd-entity-annotation') as any;
      widget.labels = widget.labels.concat([{ label: 'person' }, 'place']);
      widget.value = [{ label: 'person', startOffset: 0, endOffset: 3 }];
      await widget.updateComplete;
      const { labels } = widget;
      const sameObject = widget.value === widget._submittableValue;
      widget._submittableValue.entities.push({ label: 'place', startOffset: 8, endOffset: 11 });
      return { labels, sameObject, attribute: widget.getAttribute('labels') };
    });
    expect(found).toEqual({
      labels: [{ label: 'person' }, 'place'],
      sameObject: true,
      attribute: '[{"label":"person"},"place"]',
    });
    await page.keyboard.press('Enter');
    expect(await shown()).toEqual([
      {
        ner: {
          entities: [
            { endOffset: 3, label: 'person', startOffset: 0 },
            { label: 'place', startOffset: 8, endOffset: 11 },
          ],
        },
      },
    ]);
    expect(await page.evaluate(() => (window as any).heard)).toBe(0);
    await doubleClick('Bob');
    await page.keyboard.press('2');
    expect(await page.evaluate(() => (window as any).heard)).toBe(1);
  });

  test('in the portal, without a crowd-form: drafts go out and come back, and it is submitted from outside', async () => {
    const frame = await openInPortal(tool('😀 Ann met Bob', LABELS, '<input name="why" value="">'));
    expect(await frame.getByRole('button', { name: 'Submit' }).count()).toBe(0);
    const box = (await frame.locator('.prose').boundingBox())!;
    await page.mouse.dblclick(box.x + 40, box.y + 20);
    await post({ type: 'plumbline:key', key: '1', code: 'Digit1' });
    const messages = (type: string) =>
      page.evaluate((wanted) => (window as any).messages.filter((m: any) => m.type === wanted), `plumbline:${type}`);
    await page.waitForFunction(() => (window as any).messages.some((m: any) => m.type === 'plumbline:change'));
    const answer = { ner: { entities: [{ endOffset: 5, label: 'person', startOffset: 2 }] }, why: '' };
    expect((await messages('change')).at(-1)).toMatchObject({ answer });
    const draft = { ner: { entities: [{ endOffset: 13, label: 'place', startOffset: 10 }] }, why: 'so' };
    await post({ type: 'plumbline:draft', answer: draft });
    await frame.getByRole('option', { name: 'Bob' }).waitFor();
    expect(await frame.locator('input[name=why]').inputValue()).toBe('so');
    await post({ type: 'plumbline:request-submit' });
    await page.waitForFunction(() => (window as any).messages.some((m: any) => m.type === 'plumbline:submit'));
    expect(await messages('submit')).toMatchObject([{ answer: draft }]);
  });
});

describe('accessibility', () => {
  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('the built-in template has no problem in %s at %d pixels', async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    const path = await server.put(
      builtInTemplate('named-entity-recognition'),
      { taskObject: TEXT, labels: [{ label: 'person' }, { label: 'org', shortDisplayName: 'ORG' }] },
      'en',
    );
    await page.goto(server.origin + path);
    await page.evaluate(() => window.crowdHtmlElementsReady);
    expect(await accessibilityProblems(page)).toEqual([]);
    await doubleClick('Amazon');
    await press('2');
    await doubleClick('Seattle');
    await popup().waitFor();
    await page.keyboard.press('f');
    await page.locator('.find-input').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
