import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { longText } from '../../../bench/text/long-text';
import { EntityPage, escaped, LABELS, TAG, TEXT, tool } from './entity-page';

let pages: EntityPage;
beforeAll(async () => {
  pages = await EntityPage.start();
});
afterEach(() => pages.fresh());
afterAll(() => pages?.close());

describe('scripts of the world', () => {
  test('Arabic reads from the right: arrows, words and their tags too', async () => {
    await pages.open(tool('ولد آندي جاسي في سياتل.\nThe office in دبي opened.'));
    expect(
      await pages.page
        .locator('.paragraph')
        .evaluateAll((all) => all.map((element) => getComputedStyle(element).direction)),
    ).toEqual(['rtl', 'ltr']);
    await pages.doubleClick('سياتل');
    await pages.page.keyboard.press('3');
    await pages.press('Control+Home', 'ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', '1');
    expect(await pages.entities()).toEqual(['person:آندي جاسي', 'place:سياتل']);
    const [chip, words] = [(await pages.chips('PER').boundingBox())!, await pages.place('آندي جاسي')];
    expect(Math.abs(chip.x + chip.width - words.all.right)).toBeLessThan(2);
    await pages.press('Control+End', 'ArrowLeft', 'Shift+ArrowLeft', '2');
    expect(await pages.entities()).toContain('org:دبي');
  });

  test('Japanese has words', async () => {
    await pages.open(tool('東京都に本社を置く会社です。', LABELS), {}, 'ja');
    await pages.doubleClick('本社');
    await pages.page.keyboard.press('2');
    expect(await pages.entities()).toEqual(['org:本社']);
    expect(await pages.page.getByRole('textbox', { name: 'ラベルを付けるテキスト' }).count()).toBe(1);
  });

  test('is shown letter for letter, and markup is text', async () => {
    const text = ` <img src=x onerror="window.ran=1"> &amp; \u202etest\u202c \t\u0000x\r\n\r<script>window.ran=1</script>\n\ud83d {{x}} \u2028\n`;
    const labels = `["<img src=x onerror='window.ran=1'>"]`;
    await pages.open(`<${TAG} name="ner" header="<b>" labels="${escaped(labels)}" text=""></${TAG}>`);
    await pages.page.evaluate((it) => {
      (document.querySelector('crowd-entity-annotation') as any).text = it;
    }, text);
    await pages.page.keyboard.press('t');
    await pages.press('Control+a', '1', 'BracketRight', 'l');
    await pages.popup().waitFor();
    const { rendered, ran, length } = await pages.page.evaluate(() => {
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
    expect(pages.errors).toEqual([]);
  });

  test('line ends of Windows in an attribute count two', async () => {
    await pages.open(tool('a\r\nbee'));
    await pages.doubleClick('bee');
    await pages.page.keyboard.press('1');
    expect(
      await pages.page.evaluate(() => (document.querySelector('crowd-entity-annotation') as any).value.entities),
    ).toEqual([{ endOffset: 6, label: 'person', startOffset: 3 }]);
  });
});

describe('many at once', () => {
  test('every place that is found is labelled, and undone, in one step', async () => {
    await pages.open(tool(TEXT));
    await pages.page.keyboard.press('f');
    await pages.page.keyboard.type('amazon');
    await pages.page.locator('.find-count', { hasText: '1 / 2' }).waitFor();
    await pages.press('Enter');
    await pages.page.locator('.find-count', { hasText: '2 / 2' }).waitFor();
    await pages.page.getByRole('button', { name: 'Label all (2)' }).click();
    await pages.popup().getByRole('button', { name: 'Organization' }).click();
    expect(await pages.entities()).toEqual(['org:Amazon', 'org:Amazon']);
    await pages.page.keyboard.press('Control+z');
    expect(await pages.entities()).toEqual([]);
  });

  test('the other places with the text of a span get its label', async () => {
    await pages.open(tool(TEXT));
    await pages.doubleClick('Seattle');
    await pages.press('3', 'BracketLeft', 'a');
    expect(await pages.entities()).toEqual(['place:Seattle', 'place:Seattle']);
  });

  test('a text of 100,000 characters with 5,000 entities keeps the page small', async () => {
    const { text, entities: given } = longText(100_000, 5000, 600);
    await pages.open(tool('', 'labels=\'["a","b","c","d","e"]\''));
    await pages.page.evaluate(
      ([words, initial]) => {
        const widget = document.querySelector('crowd-entity-annotation') as any;
        widget.setAttribute('initial-value', JSON.stringify(initial));
        widget.text = words;
      },
      [text, given] as const,
    );
    await pages.page.locator('.chip').first().waitFor();
    const count = () =>
      pages.page.evaluate(
        () => document.querySelector('crowd-entity-annotation')!.shadowRoot!.querySelectorAll('*').length,
      );
    expect(await count()).toBeLessThan(2500);
    await pages.press('e', 'End');
    await pages.page
      .locator('.row.chosen', { hasText: text.slice(given.at(-1)!.startOffset, given.at(-1)!.endOffset) })
      .waitFor();
    await pages.page.locator('.handle.end').waitFor();
    expect(await count()).toBeLessThan(2500);
    await pages.press('Delete');
    expect(await pages.entities()).toHaveLength(4999);
  });

  test('labels beyond the tenth are found by typing', async () => {
    await pages.open(
      tool(TEXT, `labels='${JSON.stringify(Array.from({ length: 30 }, (_, index) => `kind ${index}`))}'`),
    );
    await pages.doubleClick('Amazon');
    await pages.page.keyboard.press('Enter');
    await pages.page.keyboard.type('27');
    await pages.page.keyboard.press('Enter');
    expect(await pages.entities()).toEqual(['kind 27:Amazon']);
  });
});
