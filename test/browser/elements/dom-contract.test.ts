/** What templates written for Ground Truth reach into, though no documentation says so. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SCRIPT, TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterAll(() => pages?.close());

test('the instructions’ column and dialog can be made wider', async () => {
  await pages.open(`<crowd-form><crowd-classifier name="kind" categories="['a','b']" header="Which?">
    <classification-target>x</classification-target>
    <short-instructions>Short</short-instructions><full-instructions header="All">Long</full-instructions>
  </crowd-classifier></crowd-form>
  <script>document.addEventListener('all-crowd-elements-ready', () => {
    const root = document.querySelector('crowd-classifier').shadowRoot;
    root.querySelector('.awsui-app-layout__navigation').style.width = '400px';
    root.querySelector('.awsui-modal-dialog').style.maxWidth = '90%';
  })</script>`);
  const width = (selector: string) => pages.page.locator(selector).evaluate((e) => e.getBoundingClientRect().width);
  expect(await width('.awsui-app-layout__navigation')).toBe(400);
  await pages.page.getByText('View full instructions').click();
  expect(await width('.awsui-modal-dialog')).toBeGreaterThan(1000);
  expect(pages.errors).toEqual([]);
});

test('the label that was chosen is text where a script takes it for text, and an object in the answer', async () => {
  await pages.open(`<crowd-form><crowd-classifier name="kind" categories="['cat','dog']"></crowd-classifier></crowd-form>
  <script>
    const more = { cat: ['purrs'], dog: ['barks'] };
    document.querySelector('crowd-classifier').addEventListener('change', (event) => { window.heard = [more[event.target.value], event.target.value + '!']; });
  </script>`);
  await pages.page.keyboard.press('2');
  expect(await pages.page.evaluate(() => (window as any).heard)).toEqual([['barks'], 'dog!']);
  await pages.page.getByTestId('crowd-submit').click();
  expect(await pages.shown()).toEqual([{ kind: { label: 'dog' } }]);
});

test('a form within the form is submitted, checked and reset with it', async () => {
  await pages.open(`<crowd-form><form action="/elsewhere">
    <select name="clear"><option></option><option>Yes</option></select><input name="why" required>
    <crowd-button form-action="submit">Send</crowd-button>
  </form></crowd-form>`);
  const send = pages.page.getByText('Send');
  await send.click();
  expect(await pages.page.locator('#answers-box').count()).toBe(0);
  await pages.page.locator('select').selectOption('Yes');
  await pages.page.locator('input').fill('because');
  await pages.page.locator('input').press('Enter');
  expect(await pages.shown()).toEqual([{ clear: 'Yes', why: 'because' }]);
  await pages.page.evaluate(() => (document.querySelector('crowd-form') as any).reset());
  expect(await pages.page.locator('input').inputValue()).toBe('');
});

test('scripts may measure the area of a picture that is not there', async () => {
  for (const src of ['', 'src="/nothing.png"']) {
    await pages.open(
      `<crowd-form><crowd-bounding-box name="b" ${src} labels="['a']"></crowd-bounding-box></crowd-form>`,
    );
    await pages.page.locator('crowd-bounding-box [role=alert]').waitFor();
    const area = await pages.page.evaluate(
      () =>
        document
          .querySelector('crowd-bounding-box')!
          .shadowRoot!.querySelector('canvas.upper-canvas')!
          .getBoundingClientRect().width,
    );
    expect(area).toBe(0);
  }
});

const CLASSIFIER = `<crowd-classifier name="kind" header="Which?" categories="['cat','dog']">
  <classification-target>x</classification-target>
  <short-instructions>Short</short-instructions><full-instructions header="All">Long</full-instructions>
</crowd-classifier>`;

describe('buttons of a widget', () => {
  test('scripts press Instructions, Shortcuts and the link beside the work by their old names', async () => {
    await pages.open(`<crowd-form>${CLASSIFIER}</crowd-form>`);
    const opened = (selector: string, at: number) =>
      pages.page.evaluate(
        ([wanted, index]) => {
          const root = document.querySelector('crowd-classifier')!.shadowRoot!;
          root.querySelectorAll<HTMLElement>(wanted as string)[index as number]!.click();
          return root.querySelector<HTMLDialogElement>('.awsui-modal-dialog')!.open;
        },
        [selector, at] as const,
      );
    const dialog = pages.page.locator('.awsui-modal-dialog');
    for (const [selector, at, title] of [
      ['.headerContainer .headerButtonsContainer button', 0, 'All'],
      ['.headerContainer awsui-button', 1, 'Shortcuts'],
      ['.moreInstructionsLink', 0, 'All'],
    ] as const) {
      expect(await opened(selector, at)).toBe(true);
      await dialog.getByRole('heading', { name: title }).waitFor();
      await pages.page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    }
  });

  test('a dialog that is opened right after another was closed has its content', async () => {
    await pages.open(`<crowd-form>${CLASSIFIER}</crowd-form>`);
    await pages.page.evaluate(() => {
      const root = document.querySelector('crowd-classifier')!.shadowRoot!;
      const [instructions, shortcuts] = root.querySelectorAll<HTMLElement>('.headerContainer awsui-button');
      instructions!.click();
      root.querySelector('dialog')!.close();
      shortcuts!.click();
      return new Promise((resolve) => setTimeout(resolve));
    });
    await pages.page.getByRole('heading', { name: 'Shortcuts' }).waitFor();
  });

  test.each(['', ' in the portal, where it is hidden'])('Submit is found, pressed and disabled%s', async (where) => {
    const template = `<crowd-form><input name="seen" value="no">${CLASSIFIER}</crowd-form><script>
      document.addEventListener('all-crowd-elements-ready', () => {
        const submit = document.querySelector('crowd-classifier').shadowRoot.querySelector('awsui-button[data-testid="crowd-submit"]');
        submit.disabled = true;
        submit.addEventListener('click', () => { document.querySelector('[name=seen]').value = 'yes'; });
        document.querySelector('crowd-classifier').addEventListener('change', () => { submit.disabled = false; });
        window.press = () => submit.click();
      });
    </script>`;
    if (where) await pages.openInPortal(template);
    else await pages.open(template);
    const frame = pages.page.frames().at(-1)!;
    const press = () =>
      where ? pages.post({ type: 'plumbline:request-submit' }) : frame.evaluate(() => (window as any).press());
    await press();
    await frame
      .locator('crowd-classifier .label-button, crowd-classifier [role=radio], crowd-classifier label')
      .first()
      .click();
    await press();
    const answer = { seen: 'yes', kind: { label: 'cat' } };
    if (where) expect((await pages.message('submit')).answer).toEqual(answer);
    else expect(await pages.shown()).toEqual([answer]);
  });

  test('the settings of a picture open by their old name', async () => {
    await pages.open(
      `<crowd-form><crowd-keypoint name="k" src="/picture.png" labels="['a']"></crowd-keypoint></crowd-form>`,
    );
    await pages.page.locator('crowd-keypoint .stage[aria-busy=false]').waitFor();
    await pages.page.evaluate(() =>
      document.querySelector('crowd-keypoint')!.shadowRoot!.querySelector<HTMLElement>('paper-icon-button')!.click(),
    );
    await pages.page.getByLabel('Contrast').waitFor();
  });
});

describe('a press of the portal’s Submit', () => {
  test('is one of the page’s own button, with what the template does there', async () => {
    const frame = await pages.openInPortal(`<crowd-form><input name="a" value="1">
      <crowd-button form-action="submit" style="display:none" onclick="document.querySelector('input').value = '2'">Go</crowd-button></crowd-form>`);
    await pages.post({ type: 'plumbline:request-submit' });
    expect((await pages.message('submit')).answer).toEqual({ a: '2' });
    expect(await frame.getByRole('alert').count()).toBe(0);
  });

  test('is one of the button that is shown, where the template has hidden others', async () => {
    await pages.openInPortal(`<crowd-form><input name="a" value="1"><crowd-button form-action="submit" style="display:none">Never</crowd-button>
      <input type="submit" value="Go" onclick="document.querySelector('[name=a]').value = '3'"></crowd-form>`);
    await pages.post({ type: 'plumbline:request-submit' });
    expect((await pages.message('submit')).answer).toEqual({ a: '3' });
  });

  test('is one of a native button, though the form has added its own', async () => {
    await pages.openInPortal(
      `<crowd-form><input name="a" value="1"><button type="submit" onclick="document.querySelector('[name=a]').value = '4'">Go</button></crowd-form>`,
    );
    await pages.post({ type: 'plumbline:request-submit' });
    expect((await pages.message('submit')).answer).toEqual({ a: '4' });
  });

  test.each([
    ['is disabled', '<crowd-button form-action="submit" disabled>Go</crowd-button>'],
    [
      'is one of two',
      '<crowd-button form-action="submit">Good</crowd-button><crowd-button form-action="submit">Bad</crowd-button>',
    ],
  ])('leads to that button where it %s, and submits nothing', async (_, buttons) => {
    const frame = await pages.openInPortal(`<crowd-form><input name="a" value="1">${buttons}</crowd-form>`);
    await pages.post({ type: 'plumbline:request-submit' });
    await frame.getByRole('alert').filter({ hasText: 'buttons of this task' }).waitFor();
    await frame.evaluate(() => {
      const button = document.querySelector('crowd-button') as any;
      button.disabled = false;
      button.click();
    });
    expect((await pages.message('submit')).answer).toEqual({ a: '1' });
    expect(await pages.messages('submit')).toHaveLength(1);
    await frame.getByRole('alert').waitFor({ state: 'detached' });
  });
});

describe('widgets', () => {
  const PICTURE = 'src="/picture.png"';
  test.each([
    ['crowd-classifier', `categories='["a"]'`],
    ['crowd-classifier-multi-select', `categories='["a"]'`],
    ['crowd-image-classifier', `${PICTURE} categories='["a"]'`],
    ['crowd-image-classifier-multi-select', `${PICTURE} categories='["a"]'`],
    ['crowd-bounding-box', `${PICTURE} labels='["a"]'`],
    ['crowd-polygon', `${PICTURE} labels='["a"]'`],
    ['crowd-polyline', `${PICTURE} labels='["a"]'`],
    ['crowd-line', `${PICTURE} labels='["a"]'`],
    ['crowd-keypoint', `${PICTURE} labels='["a"]'`],
    ['crowd-semantic-segmentation', `${PICTURE} labels='["a"]'`],
    ['crowd-instance-segmentation', `${PICTURE} labels='["a"]'`],
    ['crowd-entity-annotation', `text="Ann" labels='["a"]'`],
    ['crowd-text-ranking', `responses='["x","y"]' ordinal-ranking-dimensions='[{"name":"Clarity"}]'`],
    ['crowd-question-answer-generation', 'text="Ann"'],
  ])(
    '%s always has an object as its value, names its attributes, and takes other choices from a script',
    async (tag, attributes) => {
      await pages.open(
        `<crowd-form><${tag} name="it" header="Which?" ${attributes}></${tag}></crowd-form><script>
        document.addEventListener('all-crowd-elements-ready', () => { window.first = document.querySelector('${tag}').value; });
      </script>`,
      );
      const seen = await pages.page.evaluate(async (name) => {
        const widget = document.querySelector(name) as any;
        const list = 'categories' in widget ? 'categories' : 'labels';
        if (widget[list]) widget[list] = widget[list].concat('b').filter((label: string) => label !== 'a');
        await widget.updateComplete;
        return {
          first: typeof (window as any).first,
          now: typeof widget.value,
          names: [widget.name, widget.header, widget.src ?? widget.text ?? ''],
          choices: widget[list] && [widget[list], widget.getAttribute(list)],
        };
      }, tag);
      const shown = /(?:src|text)="([^"]*)"/.exec(attributes)?.[1] ?? '';
      expect(seen).toMatchObject({ first: 'object', now: 'object', names: ['it', 'Which?', shown] });
      if (seen.choices) expect(seen.choices).toEqual([['b'], '["b"]']);
      expect(pages.errors).toEqual([]);
    },
  );
});

describe('timing', () => {
  test('all-crowd-elements-ready comes once, when every element is usable, and is not repeated', async () => {
    await pages.open(`<script>
      window.heard = [];
      document.addEventListener('all-crowd-elements-ready', () => {
        heard.push(!!document.querySelector('crowd-form').form.querySelector('crowd-classifier').shadowRoot);
        setTimeout(() => document.addEventListener('all-crowd-elements-ready', () => heard.push('again')));
      });
    </script><crowd-form>${CLASSIFIER}</crowd-form>${SCRIPT}`);
    expect(await pages.page.evaluate(() => (window as any).heard)).toEqual([true]);
  });

  test('what a script sets on elements before they are there stays, and whenDefined settles', async () => {
    await pages.open(`<crowd-form><crowd-checkbox name="c" value="v">Tick</crowd-checkbox><crowd-button>Press</crowd-button></crowd-form><script>
      const done = window.done = [];
      document.querySelector('crowd-button').onclick = () => done.push('pressed');
      document.querySelector('crowd-checkbox').checked = true;
      customElements.whenDefined('crowd-slider').then(() => done.push('defined'));
    </script>`);
    await pages.page.getByRole('button', { name: 'Press' }).click();
    expect(await pages.page.evaluate(() => (window as any).done)).toEqual(['defined', 'pressed']);
    expect(await pages.answer()).toEqual({ c: { v: true } });
  });

  test('elements that come later through innerHTML work', async () => {
    await pages.open('<crowd-form><div id="place"></div></crowd-form>');
    await pages.page.evaluate(() => {
      document.querySelector('#place')!.innerHTML = '<crowd-input name="late" value="x"></crowd-input>';
    });
    expect(await pages.answer()).toEqual({ late: 'x' });
  });
});

describe('crowd-form', () => {
  test('has its inner form, a helper form, its own listeners, and gives the answers as text', async () => {
    await pages.open(`<crowd-form><crowd-classifier name="kind" categories="['cat']"></crowd-classifier></crowd-form>`);
    const seen = await pages.page.evaluate(() => {
      const form = document.querySelector('crowd-form') as any;
      const hidden = Object.assign(document.createElement('input'), { type: 'hidden', name: 'more', value: 'x' });
      form.form.appendChild(hidden);
      const order: string[] = [];
      form.onsubmit = (event: Event) => {
        order.push('onsubmit');
        event.preventDefault();
      };
      form.addEventListener('submit', () => order.push('listener'));
      form.querySelector('crowd-classifier').value = { label: 'cat' };
      form.submit();
      return {
        order,
        isSame: form.querySelector('form') === form.form,
        helper: form._submitHelperForm instanceof HTMLFormElement,
        text: form._serializeForm().taskAnswers,
      };
    });
    expect(seen).toEqual({
      order: ['onsubmit', 'listener'],
      isSame: true,
      helper: true,
      text: '[{"more":"x","kind":{"label":"cat"}}]',
    });
    expect(await pages.shown()).toBeUndefined();
  });
});

describe('controls', () => {
  test('the attribute checked comes and goes with what is ticked', async () => {
    await pages.open(`<crowd-form><crowd-checkbox name="c" value="v">Tick</crowd-checkbox><crowd-radio-group>
      <crowd-radio-button name="r" value="1">One</crowd-radio-button></crowd-radio-group></crowd-form><script>
      window.seen = [];
      new MutationObserver((changes) => { for (const { target } of changes) seen.push([target.name, target.getAttribute('checked')]); })
        .observe(document.querySelector('crowd-form'), { attributes: true, subtree: true, attributeFilter: ['checked'] });
    </script>`);
    await pages.page.getByText('Tick').click();
    await pages.page.getByText('Tick').click();
    await pages.page.getByText('One').click();
    await pages.page.waitForFunction(() => (window as any).seen.length >= 3);
    expect(await pages.page.evaluate(() => (window as any).seen)).toEqual([
      ['c', ''],
      ['c', null],
      ['r', ''],
    ]);
  });

  test('a toast opens by its method and by its property', async () => {
    await pages.open('<crowd-form><crowd-toast duration="0">Saved</crowd-toast></crowd-form>');
    const opened = await pages.page.evaluate(async () => {
      const toast = document.querySelector('crowd-toast') as any;
      const seen = [toast.opened];
      toast.open();
      seen.push(toast.opened);
      toast.opened = false;
      await toast.updateComplete;
      seen.push(toast.hasAttribute('opened'));
      return seen;
    });
    expect(opened).toEqual([false, true, false]);
  });
});

test('tags that nobody knows are left alone', async () => {
  await pages.open('<crowd-form><my-tag>kept</my-tag><input name="a" value="1"></crowd-form>');
  expect(await pages.page.getByText('kept').isVisible()).toBe(true);
});

test('a ranking without responses is not submitted', async () => {
  await pages.open(
    `<crowd-form><crowd-text-ranking name="r" ordinal-ranking-dimensions='["Clarity"]' responses="null"></crowd-text-ranking></crowd-form>`,
  );
  await pages.page.getByTestId('crowd-submit').click();
  await pages.page.locator('crowd-text-ranking .complaint').waitFor();
  expect(await pages.page.locator('#answers-box').count()).toBe(0);
});
