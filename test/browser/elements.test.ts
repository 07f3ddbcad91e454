import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Frame, Page } from 'playwright-core';
import { accessibilityProblems } from './support/accessibility';
import { launchBrowser } from './support/browser';
import { builtInTemplate } from './support/bundles';
import { serveTaskPages, type TaskPageServer } from './support/element-page';

let browser: Browser;
let server: TaskPageServer;
let page: Page;
let pageErrors: string[];

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serveTaskPages()]);
});
beforeEach(async () => {
  page = await browser.newPage();
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

const SCRIPT = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>';

/** Opens a template as a page of its own and waits until its elements are usable. */
async function open(template: string, taskInput: unknown = {}, language = 'en'): Promise<void> {
  const path = await server.put(`<meta name="color-scheme" content="light dark">${template}`, taskInput, language);
  await page.goto(server.origin + path);
  await page.evaluate(() => window.crowdHtmlElementsReady);
}

/** Opens a template in a frame, as the portal does; gives the frame. */
async function openInPortal(template: string, taskInput: unknown = {}): Promise<Frame> {
  await page.goto(server.origin + server.parentOf(await server.put(template, taskInput)));
  await page.waitForFunction(() => (window as any).messages?.some((m: any) => m.type === 'plumbline:ready'));
  return page.frames()[1]!;
}

const messages = (type: string): Promise<any[]> =>
  page.evaluate((wanted) => (window as any).messages.filter((m: any) => m.type === wanted), `plumbline:${type}`);

/** The answers shown when nobody is there to take them. */
const shown = async (): Promise<unknown> =>
  JSON.parse((await page.locator('crowd-form #answers-box').textContent({ timeout: 3000 })) ?? '');

const post = (message: unknown) =>
  page.evaluate((data) => document.querySelector('iframe')!.contentWindow!.postMessage(data, '*'), message);

const classifier = (attributes: string, children = '') =>
  `${SCRIPT}<crowd-form><crowd-classifier name="topic" header="Which?" ${attributes}>
    <classification-target>Some text</classification-target>${children}
  </crowd-classifier></crowd-form>`;

const CATEGORIES = `categories='["a","b","c"]'`;

describe('the built-in templates', () => {
  test.each([
    ['text-classification', 'crowd-classifier', 'A fine hotel.'],
    ['image-classification', 'crowd-image-classifier', 's3://pics/picture.png'],
  ])('%s is answered with two keys', async (slug, name, taskObject) => {
    await open(builtInTemplate(slug), { taskObject, labels: ['positive', "O'Neil & <co>"] });
    await page.keyboard.press('2');
    await page.keyboard.press('Enter');
    expect(await shown()).toEqual([{ [name]: { label: "O'Neil & <co>" } }]);
    expect(pageErrors).toEqual([]);
  });

  test.each([
    ['text-classification', 'light', 1280],
    ['text-classification', 'dark', 390],
    ['image-classification', 'dark', 1280],
    ['image-classification', 'light', 390],
  ] as const)('%s has no accessibility problem in %s at %d pixels', async (slug, colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    const taskObject = slug === 'image-classification' ? 's3://pics/picture.png' : 'A fine hotel.';
    await open(builtInTemplate(slug), { taskObject, labels: ['positive', 'negative'] });
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('i');
    await page.getByRole('dialog').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('speak Japanese on a Japanese page', async () => {
    await open(builtInTemplate('text-classification'), { taskObject: 'x', labels: ['良い', '悪い'] }, 'ja');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').textContent()).toBe('ラベルを選んでから送信してください。');
    expect(await page.getByRole('button', { name: '送信' }).count()).toBe(1);
  });
});

describe('a classifier', () => {
  test('takes lenient JSON, keys 1 to 9 and 0, and arrows', async () => {
    await open(
      classifier(
        `categories="[ // ten and one\n'one', two, \`three\`, 'it\\'s', 5, 'six','seven','eight','nine','ten', 'eleven', ]"`,
      ),
    );
    const value = () => page.evaluate(() => (document.querySelector('crowd-classifier') as any).value);
    expect(await value()).toEqual({});
    for (const [key, label] of [
      ['1', 'one'],
      ['0', 'ten'],
      ['4', "it's"],
      ['5', '5'],
    ] as const) {
      await page.keyboard.press(key);
      expect(await value()).toEqual({ label });
    }
    await page.getByRole('radio', { name: 'two' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    expect(await value()).toEqual({ label: 'three' });
    await page.keyboard.press('Enter');
    expect(await shown()).toEqual([{ topic: { label: 'three' } }]);
  });

  test('finds a label beyond the tenth by typing, digits included', async () => {
    await open(classifier(`categories='${JSON.stringify(Array.from({ length: 30 }, (_, i) => `label ${i}`))}'`));
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('27');
    expect(await page.getByRole('radio').count()).toBe(1);
    await page.keyboard.press('Enter');
    expect(await page.getByRole('radio', { name: 'label 27' }).isChecked()).toBe(true);
    expect(await page.getByRole('radio').count()).toBe(30);
  });

  test('is not submitted without a choice, and says so', async () => {
    await open(classifier(CATEGORIES));
    await page.getByRole('button', { name: 'Submit' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('Choose a label before you submit.');
    expect(await page.locator('#answers-box').count()).toBe(0);
    await page.getByText('b', { exact: true }).click();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.getByRole('button', { name: 'Submit' }).click();
    expect(await shown()).toEqual([{ topic: { label: 'b' } }]);
  });

  test.each([
    ['categories="[\'a\', "', 'The attribute "categories" cannot be read: expected'],
    ['', 'The attribute "categories" is missing.'],
    ['categories="{a: 1}"', 'The attribute "categories" is not a list'],
  ])('shows the author what is wrong with %s', async (attribute, problem) => {
    await open(classifier(attribute));
    expect(await page.getByRole('alert').textContent()).toContain(problem);
  });

  test('keeps its attribute readable, tells of changes, and takes new categories from a script', async () => {
    await open(
      `${classifier(CATEGORIES)}<script>
        window.heard = [];
        const widget = document.querySelector('crowd-classifier');
        widget.addEventListener('change', (event) => heard.push(event.target.value));
      </script>`,
    );
    await page.keyboard.press('3');
    const heard = await page.evaluate(() => {
      const widget = document.querySelector('crowd-classifier') as any;
      const text = widget.getAttribute('categories');
      widget.categories = ['x', 'y'];
      return {
        text,
        heard: (window as any).heard,
        hook: !!widget.shadowRoot.querySelector('.annotation-area .category-picker-wrapper'),
      };
    });
    expect(heard).toEqual({ text: '["a","b","c"]', heard: [{ label: 'c' }], hook: true });
    expect(await page.getByRole('radio').allTextContents()).toHaveLength(2);
    await page.keyboard.press('2');
    await page.keyboard.press('Enter');
    expect(await shown()).toEqual([{ topic: { label: 'y' } }]);
  });

  test('starts with its initial value', async () => {
    await open(classifier(`${CATEGORIES} initial-value="b"`));
    await page.keyboard.press('Enter');
    expect(await shown()).toEqual([{ topic: { label: 'b' } }]);
  });

  test.each([
    ['text-classification', 'crowd-classifier', 'A fine hotel.'],
    ['image-classification', 'crowd-image-classifier', 's3://pics/picture.png'],
  ])(
    '%s starts with what a model thinks, says so, and lets it be changed or cleared',
    async (slug, name, taskObject) => {
      const input = { taskObject, labels: ['fruit', 'tool', "O'Neil & <co>"], initialValue: "O'Neil & <co>" };
      await open(builtInTemplate(slug), { ...input, initialValueConfidence: 0.628 });
      const suggested = page.getByRole('radio', { name: "O'Neil & <co> Model’s suggestion 62%" });
      expect(await suggested.isChecked()).toBe(true);
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.keyboard.press('Backspace');
      expect(await page.locator('input:checked').count()).toBe(0);
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      await page.keyboard.press('1');
      expect(await page.getByText('A model chose this').count()).toBe(0);
      expect(await suggested.count()).toBe(1);
      await page.keyboard.press('3');
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.keyboard.press('2');
      await page.keyboard.press('Enter');
      expect(await shown()).toEqual([{ [name]: { label: 'tool' } }]);
      await open(builtInTemplate(slug), { ...input, initialValueConfidence: 0.628 });
      await page.keyboard.press('Enter');
      expect(await shown()).toEqual([{ [name]: { label: "O'Neil & <co>" } }]);
      expect(pageErrors).toEqual([]);
    },
  );

  test('is empty again after a reload when its initial value was cleared', async () => {
    const frame = await openInPortal(classifier(`${CATEGORIES} initial-value="b" suggestion-confidence="0.7"`));
    await frame.getByRole('button', { name: 'Clear' }).click();
    await page.waitForFunction(() => (window as any).messages.some((m: any) => m.type === 'plumbline:change'));
    const [{ answer }] = await messages('change');
    expect(answer).toEqual({});
    await frame.goto(frame.url());
    await frame.getByRole('button', { name: 'Clear' }).waitFor();
    await post({ type: 'plumbline:draft', answer });
    await frame.getByRole('button', { name: 'Clear' }).waitFor({ state: 'detached' });
    expect(await frame.locator('input:checked').count()).toBe(0);
  });

  test('shows instructions that arrive late, and live controls in them are submitted', async () => {
    await open(classifier(CATEGORIES));
    await page.evaluate(() => {
      document
        .querySelector('crowd-classifier')!
        .insertAdjacentHTML(
          'beforeend',
          '<short-instructions><input name="sure" value="very"></short-instructions><full-instructions header="Rules">Be <b>fair</b>.</full-instructions>',
        );
    });
    await page.getByRole('button', { name: 'View full instructions' }).click();
    expect(await page.getByRole('dialog', { name: 'Rules' }).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    expect(await shown()).toEqual([{ topic: { label: 'a' }, sure: 'very' }]);
  });
});

describe('instructions', () => {
  const SHORT = '<short-instructions>Be quick.</short-instructions>';
  const FULL = '<full-instructions>Be fair.</full-instructions>';

  test('beside the work stay there; the dialog has the full ones', async () => {
    await open(classifier(CATEGORIES, SHORT + FULL));
    await page.keyboard.press('i');
    expect([await page.getByRole('complementary').isVisible(), await page.getByText('Be fair.').isVisible()]).toEqual([
      true,
      true,
    ]);
    await page.keyboard.press('i');
    expect(await page.getByText('Be quick.').isVisible()).toBe(true);
    expect(await page.getByText('Be fair.').isVisible()).toBe(false);
  });

  test('are all in the dialog on a small screen', async () => {
    await page.setViewportSize({ width: 390, height: 700 });
    await open(classifier(CATEGORIES, SHORT + FULL));
    expect(await page.getByText('Be quick.').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Instructions' }).click();
    expect([await page.getByText('Be quick.').isVisible(), await page.getByText('Be fair.').isVisible()]).toEqual([
      true,
      true,
    ]);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByText('Be quick.').waitFor({ state: 'hidden' });
  });
});

describe('an image classifier', () => {
  const image = (attributes: string) =>
    `${SCRIPT}<crowd-form><crowd-image-classifier name="it" header="What?" ${CATEGORIES} ${attributes}>
      <worker-comment header="Why?" link-text="Say why" placeholder="Because"></worker-comment></crowd-image-classifier></crowd-form>`;

  test('submits a comment only when there is one', async () => {
    await open(image('src="/picture.png"'));
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    expect(await shown()).toEqual([{ it: { label: 'a' } }]);
    await page.getByText('Say why').click();
    await page.getByLabel('Why?').fill('blurred, 2 of 3');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('blurred, 2 of 3"').waitFor();
    expect(await shown()).toEqual([{ it: { label: 'a', workerComment: 'blurred, 2 of 3' } }]);
  });

  test('says when the picture does not load', async () => {
    await open(image('src="/nothing.png"'));
    await page.getByText('The picture could not be loaded').waitFor();
  });
});

describe('a form', () => {
  test('submits what native controls hold, in Ground Truth’s shapes', async () => {
    await open(`${SCRIPT}<crowd-form>
      <input name="size" type="number" value="100"><input name="twice" value="1"><input name="twice" value="2">
      <input name="off" value="x" disabled><input value="no name"><textarea name="note">two
lines</textarea><select name="pick"><option>p</option><option selected>q</option></select>
      <input type="checkbox" name="animal" value="cat" checked><input type="checkbox" name="animal" value="dog">
      <input type="radio" name="one" value="1"><input type="radio" name="one" value="2" checked>
      <object-value-input name="deep"></object-value-input>
    </crowd-form>
    <script>document.querySelector('object-value-input').value = { a: [1] };</script>`);
    await page.getByRole('button', { name: 'Submit' }).click();
    expect(await shown()).toEqual([
      {
        size: '100',
        twice: '2',
        note: 'two\nlines',
        pick: 'q',
        animal: { cat: true, dog: false },
        one: { 1: false, 2: true },
        deep: { a: [1] },
      },
    ]);
  });

  test('runs listeners before it reads the values; they may change them or stop it', async () => {
    await open(`${SCRIPT}<crowd-form onsubmit="this.seen = true"><input name="a" value="1"></crowd-form>
    <script>
      const form = document.querySelector('crowd-form');
      form.addEventListener('submit', (event) => {
        if (form.stop) event.preventDefault();
        form.querySelector('form').querySelector('input').value = '2';
        form.form.insertAdjacentHTML('beforeend', '<input type=hidden name=more value=x>');
      });
    </script>`);
    await page.evaluate(() => {
      const form = document.querySelector('crowd-form') as any;
      form.stop = true;
      form.submit();
    });
    expect(await page.locator('#answers-box').count()).toBe(0);
    const state = await page.evaluate(() => {
      const form = document.querySelector('crowd-form') as any;
      form.stop = false;
      form.submit();
      return [form.seen, form._serializeForm()];
    });
    expect(await shown()).toEqual([{ a: '2', more: 'x' }]);
    expect(state).toEqual([true, { taskAnswers: '[{"a":"2","more":"x"}]' }]);
  });

  test('does not submit what the browser finds invalid', async () => {
    await open(`${SCRIPT}<crowd-form><input name="a" required></crowd-form>`);
    await page.getByRole('button', { name: 'Submit' }).click();
    expect(await page.locator('#answers-box').count()).toBe(0);
    await page.locator('input').fill('x');
    await page.keyboard.press('Enter');
    expect(await shown()).toEqual([{ a: 'x' }]);
  });

  test('a button of the template replaces the automatic one and may have its own click', async () => {
    await open(
      `${SCRIPT}<crowd-form><input name="a" value="1"><crowd-button form-action="submit" onclick="this.clicked = true">Go</crowd-button></crowd-form>`,
    );
    expect(await page.getByRole('button').count()).toBe(1);
    await page.getByRole('button', { name: 'Go' }).click();
    expect(await shown()).toEqual([{ a: '1' }]);
    expect(await page.evaluate(() => (document.querySelector('crowd-button') as any).clicked)).toBe(true);
  });

  test('flattens for Mechanical Turk templates', async () => {
    await open(classifier(CATEGORIES).replace('<crowd-form>', '<crowd-form answer-format="flatten-objects">'));
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    expect(await shown()).toEqual([{ 'topic.label': 'a' }]);
  });

  test('works when the script comes twice, last, or as a module, and leaves no names behind', async () => {
    const twice = `<script>const e = 1, t = 2, n = 3, r = 4, i = 5, s = 6, o = 7, a = 8;</script>${SCRIPT}${SCRIPT}`;
    await open(`${classifier(CATEGORIES).replace(SCRIPT, '')}${twice}`);
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    expect(await shown()).toEqual([{ topic: { label: 'a' } }]);
    expect(pageErrors).toEqual([]);
  });
});

describe('in the portal', () => {
  test('answers go out as messages, submit comes in as one, and keys go both ways', async () => {
    const frame = await openInPortal(classifier(CATEGORIES));
    expect(await frame.getByRole('button', { name: 'Submit' }).count()).toBe(0);
    await post({ type: 'plumbline:key', key: '2', code: 'Digit2' });
    await page.waitForFunction(() => (window as any).messages.some((m: any) => m.type === 'plumbline:change'));
    expect(await messages('change')).toMatchObject([{ answer: { topic: { label: 'b' } }, origin: 'null' }]);
    await post({ type: 'plumbline:request-submit' });
    await page.waitForFunction(() => (window as any).messages.some((m: any) => m.type === 'plumbline:submit'));
    expect(await messages('submit')).toMatchObject([{ answer: { topic: { label: 'b' } } }]);
    await frame.locator('main').click();
    await page.keyboard.press('s');
    await page.waitForFunction(() => (window as any).messages.some((m: any) => m.type === 'plumbline:key'));
    expect(await messages('key')).toMatchObject([{ key: 's', code: 'KeyS' }]);
  });

  test('a draft comes back into every control', async () => {
    const frame = await openInPortal(
      classifier(CATEGORIES, '<short-instructions><input name="why"></short-instructions>'),
    );
    await post({ type: 'plumbline:draft', answer: { topic: { label: 'c' }, why: 'so' } });
    await frame.getByRole('radio', { name: 'c', checked: true }).waitFor();
    expect(await frame.locator('input[name=why]').inputValue()).toBe('so');
  });

  test('single keys can be switched off', async () => {
    const frame = await openInPortal(classifier(CATEGORIES));
    await post({ type: 'plumbline:single-keys', isOn: false });
    await frame.locator('main').click();
    await page.keyboard.press('1');
    await page.keyboard.press('s');
    expect(await frame.getByRole('radio', { checked: true }).count()).toBe(0);
    expect(await messages('key')).toEqual([]);
  });

  test('a template can neither read the portal nor leave the frame', async () => {
    const frame = await openInPortal(`${classifier(CATEGORIES)}<script>
      window.tries = {};
      for (const [name, act] of Object.entries({
        parent: () => parent.secret, storage: () => sessionStorage.length, cookie: () => document.cookie,
        top: () => { top.location.href = 'about:blank'; },
      })) try { tries[name] = String(act()); } catch (error) { tries[name] = error.name; }
    </script>`);
    expect(await frame.evaluate(() => (window as any).tries)).toEqual({
      parent: 'SecurityError',
      storage: 'SecurityError',
      cookie: 'SecurityError',
      top: 'SecurityError',
    });
    expect(await frame.evaluate(() => self.origin)).toBe('null');
  });

  test('only the portal is listened to', async () => {
    const frame = await openInPortal(classifier(CATEGORIES));
    await frame.evaluate(() => window.postMessage({ type: 'plumbline:key', key: '1', code: 'Digit1' }, '*'));
    await post({ type: 'plumbline:key', key: '2', code: 'Digit2' });
    await frame.getByRole('radio', { name: 'b', checked: true }).waitFor();
    await page.waitForFunction(() => (window as any).messages.some((m: any) => m.type === 'plumbline:change'));
    expect(await messages('change')).toHaveLength(1);
  });
});

describe('hostile data', () => {
  const ATTACK = `<img src=x onerror="window.hacked = true">`;

  test('in labels and text stays text', async () => {
    await open(builtInTemplate('text-classification'), {
      taskObject: `${ATTACK}</classification-target><script>window.hacked = true</script>`,
      labels: [ATTACK, '"></crowd-classifier><script>window.hacked = true</script>', '{{ 7 | times: 6 }}'],
    });
    expect(await page.getByRole('radio').count()).toBe(3);
    expect(await page.getByText(ATTACK, { exact: true }).count()).toBe(1);
    expect(await page.getByText('{{ 7 | times: 6 }}').count()).toBe(1);
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    expect(await shown()).toEqual([{ 'crowd-classifier': { label: ATTACK } }]);
    expect(await page.evaluate(() => (window as any).hacked)).toBeUndefined();
  });
});

describe('a page', () => {
  test('tells scripts once when every element is usable', async () => {
    await open(`<script>window.times = 0; document.addEventListener('all-crowd-elements-ready', () => {
      window.times += 1; window.form = !!document.querySelector('crowd-form').form.querySelector('crowd-classifier').shadowRoot;
    });</script>${classifier(CATEGORIES)}${SCRIPT}`);
    expect(await page.evaluate(() => [(window as any).times, (window as any).form])).toEqual([1, true]);
  });

  test('leaves unknown tags alone', async () => {
    await open(`${SCRIPT}<crowd-form><my-tag>kept</my-tag><input name="a" value="1"></crowd-form>`);
    expect(await page.getByText('kept').isVisible()).toBe(true);
  });
});
