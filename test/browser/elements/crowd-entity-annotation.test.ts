import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { accessibilityProblems } from '../support/accessibility';
import { builtInTemplate } from '../support/bundles';
import { EntityPage, escaped, LABELS, TAG, TEXT, tool } from './entity-page';

let pages: EntityPage;
beforeAll(async () => {
  pages = await EntityPage.start();
});
afterEach(() => pages.fresh());
afterAll(() => pages?.close());

describe('with the mouse', () => {
  test('words that are touched are labelled whole, from the list next to them', async () => {
    await pages.open(tool(TEXT));
    const [from, to] = [await pages.place('Andy'), await pages.place('Jassy')];
    await pages.drag({ x: from.all.x, y: from.all.y }, { x: to.all.x, y: to.all.y });
    await pages.popup().getByRole('button', { name: 'Person' }).click();
    expect(await pages.entities()).toEqual(['person:Andy Jassy']);
    expect(await pages.popup().count()).toBe(0);
    await pages.chips('PER').waitFor();
    // The same words may have another label.
    await pages.page.keyboard.press('2');
    expect(await pages.entities()).toEqual(['org:Andy Jassy', 'person:Andy Jassy']);
    await pages.page.keyboard.press('2');
    expect(await pages.entities()).toEqual(['person:Andy Jassy']);
  });

  test('spans overlap and nest, and the cross of a tag removes its span', async () => {
    await pages.open(tool(TEXT));
    await pages.doubleClick('Jassy');
    await pages.page.keyboard.press('1');
    const [from, to] = [await pages.place('Andy'), await pages.place('Amazon')];
    await pages.drag({ x: from.first.left, y: from.all.y }, { x: to.last.right, y: to.all.y });
    await pages.page.keyboard.press('2');
    expect(await pages.entities()).toEqual(['org:Andy Jassy of Amazon', 'person:Jassy']);
    const [inner, outer] = [
      await pages.chips('PER').boundingBox(),
      await pages.chips('Organization').or(pages.chips('org')).boundingBox(),
    ];
    expect(outer!.y).toBeGreaterThan(inner!.y + inner!.height - 1);
    await pages.chips('PER').locator('i').click();
    expect(await pages.entities()).toEqual(['org:Andy Jassy of Amazon']);
    await pages.press('Control+z', 'Control+z', 'Control+z', 'Control+z');
    expect(await pages.entities()).toEqual([]);
    await pages.press('Control+Shift+z', 'Control+y');
    expect(await pages.entities()).toEqual(['org:Andy Jassy of Amazon', 'person:Jassy']);
  });

  test('a span that is clicked gets another label, other edges, or goes', async () => {
    await pages.open(tool(TEXT));
    await pages.doubleClick('Andy');
    await pages.page.keyboard.press('2');
    const andy = await pages.place('Andy');
    await pages.page.mouse.click(andy.all.x, andy.all.y);
    await pages.popup().getByRole('button', { name: 'Person' }).click();
    expect(await pages.entities()).toEqual(['person:Andy']);
    const handle = (await pages.page.locator('.handle.end').boundingBox())!;
    const jassy = await pages.place('Jassy');
    await pages.drag(
      { x: handle.x + handle.width / 2, y: handle.y + handle.height / 2 },
      { x: jassy.all.x + 3, y: jassy.all.y },
    );
    expect(await pages.entities()).toEqual(['person:Andy Jassy']);
    await pages.page.mouse.click(andy.all.x, andy.all.y);
    await pages.popup().getByRole('button', { name: 'Remove' }).click();
    expect(await pages.entities()).toEqual([]);
    expect(pages.errors).toEqual([]);
  });

  test('a label that is chosen first labels whatever is selected, until it is let go', async () => {
    await pages.open(tool(TEXT));
    await pages.page.locator('.label-button', { hasText: 'place' }).click();
    expect(await pages.page.locator('.label-button.selected').count()).toBe(1);
    await pages.doubleClick('Seattle');
    await pages.doubleClick('Seattle', 1);
    expect(await pages.entities()).toEqual(['place:Seattle', 'place:Seattle']);
    await pages.press('Escape', 'Escape');
    expect(await pages.page.locator('.label-button.selected').count()).toBe(0);
    await pages.doubleClick('Amazon');
    await pages.popup().waitFor();
  });
});

describe('with the keyboard alone', () => {
  test('no key means two things', async () => {
    await pages.open(tool(TEXT));
    const keys = await pages.page.evaluate(() =>
      (document.querySelector('crowd-entity-annotation') as any)
        .commands()
        .flatMap(({ id, keys }: any) => keys.map((key: string) => `${key} ${id}`)),
    );
    const names = keys.map((key: string) => key.split(' ')[0]);
    expect(keys.filter((_: string, index: number) => names.indexOf(names[index]) !== index)).toEqual([]);
  });

  test('a task is completed: selected, labelled, changed, removed, submitted', async () => {
    await pages.open(tool(TEXT));
    for (let i = 0; i < 20; i += 1) {
      await pages.page.keyboard.press('Tab');
      if (
        await pages.page.evaluate(
          () => document.querySelector('crowd-entity-annotation')!.shadowRoot!.activeElement?.className === 'prose',
        )
      )
        break;
    }
    // In 2006 Andy Jassy
    await pages.press('ArrowRight', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter');
    await pages.popup().waitFor();
    await pages.press('ArrowDown', 'ArrowUp', 'Enter');
    expect(await pages.entities()).toEqual(['person:Andy Jassy']);
    // of Amazon came
    await pages.press('ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', '2');
    expect(await pages.entities()).toEqual(['person:Andy Jassy', 'org:Amazon came']);
    // The span that is picked: shorter at its end, then longer at its start, then with another label.
    await pages.press('BracketLeft', 'Shift+ArrowLeft', 'Alt+Shift+ArrowLeft', '3');
    expect(await pages.entities()).toEqual(['person:Andy Jassy', 'place:of Amazon']);
    await pages.press('BracketLeft', 'Delete');
    expect(await pages.entities()).toEqual(['place:of Amazon']);
    await pages.press('Control+z');
    await pages.press('t', 'Control+End', 'Control+Shift+Home', '2', 'Enter');
    expect(await pages.shown()).toEqual([
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
    await pages.open(tool(`first line\r\nsecond 👩‍👩‍👧 e\u0301nd\r\n\r\nlast`));
    await pages.page.keyboard.press('t');
    await pages.press('w', 'ArrowDown', 'End', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', '1');
    expect(await pages.entities()).toEqual(['person:e\u0301nd']);
    await pages.press('Home', 'Control+ArrowRight', 'ArrowRight', 'Shift+ArrowRight', '2');
    await pages.press('Control+End', 'Shift+ArrowUp', 'Shift+ArrowUp', 'ArrowDown', 'Control+End', 'Shift+Home', '3');
    expect(
      await pages.page.evaluate(() => (document.querySelector('crowd-entity-annotation') as any).value.entities),
    ).toEqual([
      { endOffset: 24, label: 'org', startOffset: 19 },
      { endOffset: 29, label: 'person', startOffset: 25 },
      { endOffset: 37, label: 'place', startOffset: 33 },
    ]);
  });

  test('the list of entities jumps, removes, and opens the labels', async () => {
    await pages.open(tool(TEXT));
    await pages.doubleClick('Seattle');
    await pages.press('3', 'Escape');
    await pages.doubleClick('Andy');
    await pages.press('1', 'e', 'ArrowDown', 'ArrowDown');
    expect(await pages.page.getByRole('option', { selected: true }).textContent()).toContain('Seattle');
    await pages.press('Enter');
    await pages.popup().waitFor();
    // From the label it has to the one above.
    await pages.press('ArrowUp', 'Enter');
    expect(await pages.entities()).toEqual(['person:Andy', 'org:Seattle']);
    await pages.press('e', 'Delete');
    expect(await pages.entities()).toEqual(['person:Andy']);
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
    await pages.open(withInitial());
    expect(await pages.page.getByText('lie outside the text and are left out: 1').count()).toBe(1);
    const value = () =>
      pages.page.evaluate(() => (document.querySelector('crowd-entity-annotation') as any).value.initialValueModified);
    expect(await value()).toBe(false);
    await pages.doubleClick('Amazon');
    await pages.page.keyboard.press('2');
    expect(await value()).toBe(true);
    await pages.page.keyboard.press('Control+z');
    expect(await value()).toBe(false);
  });

  test('says what a model made, and each is confirmed or removed', async () => {
    await pages.open(withInitial());
    expect(await pages.page.getByRole('option', { name: '62%' }).count()).toBe(1);
    await pages.page.keyboard.press('u');
    await pages.page.getByRole('option', { name: '62%', selected: true }).waitFor();
    await pages.page.keyboard.press('y');
    await pages.page.getByText('Marked by a model').waitFor({ state: 'detached' });
    expect(await pages.entities()).toEqual(['person:Andy Jassy', 'place:Seattle']);
    await pages.open(withInitial('suggestion-confidence="0.5"'));
    expect(await pages.page.locator('.suggestions').textContent()).toContain('Check them: 2');
    await pages.page.getByRole('button', { name: 'Remove all' }).click();
    expect(await pages.entities()).toEqual([]);
  });

  test('no character has two labels where that is forbidden', async () => {
    await pages.open(withInitial('no-overlap'));
    await pages.doubleClick('Jassy');
    await pages.page.keyboard.press('2');
    await pages.page.locator('.notice', { hasText: 'may not overlap' }).waitFor();
    expect(await pages.entities()).toEqual(['person:Andy Jassy', 'place:Seattle']);
    await pages.page.keyboard.press('Escape');
    await pages.press('BracketLeft', 'Shift+ArrowRight', 'Shift+ArrowRight', '2');
    expect(await pages.entities()).toEqual(['org:Andy Jassy of Amazon', 'place:Seattle']);
  });

  test('overlaps that came with the task have to go where they are forbidden', async () => {
    const nested = [
      { label: 'person', startOffset: 8, endOffset: 18 },
      { label: 'org', startOffset: 13, endOffset: 18 },
    ];
    await pages.open(tool(TEXT, `${LABELS} no-overlap initial-value='${JSON.stringify(nested)}'`));
    await pages.page.getByTestId('crowd-submit').click();
    await pages.page.getByRole('alert').filter({ hasText: 'Remove this one or move its edges: “Jassy”' }).waitFor();
    expect(await pages.shown()).toBeUndefined();
    expect(await pages.page.getByRole('option', { selected: true }).textContent()).toContain('org');
    await pages.press('Delete', 'Enter');
    expect((await pages.shown())[0].ner).toMatchObject({ entities: [nested[0]], initialValueModified: true });
  });

  test.each([
    ['text="x"', 'The attribute "labels" is missing.'],
    [LABELS, 'The attribute "text" is missing.'],
    [`text="x" labels='[{'`, 'The attribute "labels" cannot be read'],
    [`text="x" ${LABELS} initial-value="[{"`, 'The attribute "initial-value" cannot be read'],
  ])('shows the author what is wrong with %s', async (attributes, problem) => {
    await pages.open(`<${TAG} name="ner" ${attributes}></${TAG}>`);
    expect(await pages.page.getByRole('alert').textContent()).toContain(problem);
  });
});

describe('the contract with templates', () => {
  test('without a crowd-form it submits, also that nothing is there, with what is appended to its own form', async () => {
    await pages.open(`${tool(TEXT, LABELS, '<p>Sure? <input name="sure" value="very"></p>')}<script>
      document.addEventListener('all-crowd-elements-ready', () => {
        const extra = document.createElement('div');
        extra.innerHTML = '<label>Why? <input name="why" id="why"></label>';
        document.querySelector('crowd-entity-annotation').shadowRoot.querySelector('crowd-form').form.appendChild(extra);
      });
    </script>`);
    await pages.page.locator('#why').fill('so');
    expect(await pages.page.getByRole('button', { name: 'Submit' }).count()).toBe(1);
    await pages.page.locator('[data-testid="crowd-submit"]').click();
    expect(await pages.shown()).toEqual([{ ner: { entities: [] }, sure: 'very', why: 'so' }]);
  });

  test('inside a crowd-form it does the same; listeners of either form may stop it', async () => {
    await pages.open(`<crowd-form>${tool(TEXT)}</crowd-form>`);
    await pages.page.evaluate(() => {
      const own = document.querySelector('crowd-entity-annotation')!.shadowRoot!.querySelector('crowd-form') as any;
      own.form.insertAdjacentHTML('beforeend', '<input name="why" value="so">');
      own.addEventListener('submit', (event: Event) => (window as any).stop_ && event.preventDefault());
      (window as any).stop_ = true;
      own.submit();
    });
    expect(await pages.page.locator('#answers-box').count()).toBe(0);
    const text = await pages.page.evaluate(() => {
      const own = document.querySelector('crowd-entity-annotation')!.shadowRoot!.querySelector('crowd-form') as any;
      (window as any).stop_ = false;
      own.submit();
      return own._serializeForm().taskAnswers;
    });
    expect(await pages.shown()).toEqual([{ ner: { entities: [] }, why: 'so' }]);
    expect(JSON.parse(text)).toEqual([{ ner: { entities: [] }, why: 'so' }]);
    expect(await pages.page.locator('crowd-form').count()).toBe(2);
  });

  test('scripts read and replace labels and values, before the element is there and after', async () => {
    await pages.open(`<div id="place"></div><script>
      window.heard = 0;
      document.addEventListener('change', () => { window.heard += 1; });
      document.addEventListener('all-crowd-elements-ready', () => {
        document.getElementById('place').innerHTML = '<crowd-entity-annotation name="ner" labels="[]" text="Ann met Bob"></crowd-entity-annotation>';
      });
    </script>`);
    const found = await pages.page.evaluate(async () => {
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
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toEqual([
      {
        ner: {
          entities: [
            { endOffset: 3, label: 'person', startOffset: 0 },
            { label: 'place', startOffset: 8, endOffset: 11 },
          ],
        },
      },
    ]);
    expect(await pages.page.evaluate(() => (window as any).heard)).toBe(0);
    await pages.doubleClick('Bob');
    await pages.page.keyboard.press('2');
    expect(await pages.page.evaluate(() => (window as any).heard)).toBe(1);
  });

  test('in the portal, without a crowd-form: drafts go out and come back, and it is submitted from outside', async () => {
    const frame = await pages.openInPortal(tool('😀 Ann met Bob', LABELS, '<input name="why" value="">'));
    expect(await frame.getByRole('button', { name: 'Submit' }).count()).toBe(0);
    const box = (await frame.locator('.prose').boundingBox())!;
    await pages.page.mouse.dblclick(box.x + 40, box.y + 20);
    await pages.post({ type: 'plumbline:key', key: '1', code: 'Digit1' });
    const answer = { ner: { entities: [{ endOffset: 5, label: 'person', startOffset: 2 }] }, why: '' };
    expect(await pages.message('change')).toMatchObject({ answer });
    const draft = { ner: { entities: [{ endOffset: 13, label: 'place', startOffset: 10 }] }, why: 'so' };
    await pages.post({ type: 'plumbline:draft', answer: draft });
    await frame.getByRole('option', { name: 'Bob' }).waitFor();
    expect(await frame.locator('input[name=why]').inputValue()).toBe('so');
    await pages.post({ type: 'plumbline:request-submit' });
    expect(await pages.message('submit')).toMatchObject({ answer: draft });
  });
});

describe('accessibility', () => {
  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('the built-in template has no problem in %s at %d pixels', async (colorScheme, width) => {
    await pages.page.emulateMedia({ colorScheme });
    await pages.page.setViewportSize({ width, height: 800 });
    await pages.openAsIs(builtInTemplate('named-entity-recognition'), {
      taskObject: TEXT,
      labels: [{ label: 'person' }, { label: 'org', shortDisplayName: 'ORG' }],
    });
    expect(await accessibilityProblems(pages.page)).toEqual([]);
    await pages.doubleClick('Amazon');
    await pages.press('2');
    await pages.doubleClick('Seattle');
    await pages.popup().waitFor();
    await pages.page.keyboard.press('f');
    await pages.page.locator('.find-input').waitFor();
    expect(await accessibilityProblems(pages.page)).toEqual([]);
  });
});
