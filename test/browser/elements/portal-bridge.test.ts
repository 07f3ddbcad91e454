import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterEach(() => pages.fresh());
afterAll(() => pages?.close());

const TASK = `<crowd-form><crowd-classifier name="topic" categories='["a","b","c"]'>
  <short-instructions><input name="why"></short-instructions></crowd-classifier></crowd-form>`;

describe('in the portal', () => {
  test('answers go out as messages, submit comes in as one, and keys go both ways', async () => {
    const frame = await pages.openInPortal(TASK);
    expect(await frame.getByRole('button', { name: 'Submit' }).count()).toBe(0);
    await pages.post({ type: 'plumbline:key', key: '2', code: 'Digit2' });
    expect(await pages.message('change')).toMatchObject({ answer: { topic: { label: 'b' }, why: '' }, origin: 'null' });
    await pages.post({ type: 'plumbline:request-submit' });
    expect(await pages.message('submit')).toMatchObject({ answer: { topic: { label: 'b' }, why: '' } });
    await frame.locator('main').click();
    await pages.page.keyboard.press('s');
    expect(await pages.message('key')).toMatchObject({ key: 's', code: 'KeyS' });
  });

  test('a draft comes back into every control', async () => {
    const frame = await pages.openInPortal(TASK);
    await pages.post({ type: 'plumbline:draft', answer: { topic: { label: 'c' }, why: 'so' } });
    await frame.getByRole('radio', { name: 'c', checked: true }).waitFor();
    expect(await frame.locator('input[name=why]').inputValue()).toBe('so');
  });

  test('single keys can be switched off', async () => {
    const frame = await pages.openInPortal(TASK);
    await pages.post({ type: 'plumbline:single-keys', isOn: false });
    await frame.locator('main').click();
    await pages.page.keyboard.press('1');
    await pages.page.keyboard.press('s');
    expect(await frame.getByRole('radio', { checked: true }).count()).toBe(0);
    expect(await pages.messages('key')).toEqual([]);
  });

  test('a template can neither read the portal nor leave the frame', async () => {
    const frame = await pages.openInPortal(`${TASK}<script>
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
    const frame = await pages.openInPortal(TASK);
    await frame.evaluate(() => window.postMessage({ type: 'plumbline:key', key: '1', code: 'Digit1' }, '*'));
    await pages.post({ type: 'plumbline:key', key: '2', code: 'Digit2' });
    await frame.getByRole('radio', { name: 'b', checked: true }).waitFor();
    await pages.message('change');
    expect(await pages.messages('change')).toHaveLength(1);
  });
});
