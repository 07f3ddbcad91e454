import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessibilityProblems } from '../support/accessibility';
import { TemplatePage } from '../support/template-page';

let pages: TemplatePage;
beforeAll(async () => {
  pages = await TemplatePage.start();
});
afterAll(() => pages?.close());

describe('the overlay of crowd-image-classifier', () => {
  const judged = (overlay: string) =>
    `<crowd-form><crowd-image-classifier name="ok" header="Right?" categories='["yes","no"]' src="/picture.png" overlay='${overlay}'>
      <worker-comment></worker-comment></crowd-image-classifier></crowd-form>`;

  test('boxes lie on the picture, to the pixel, with their colours in a legend; and can be hidden', async () => {
    await pages.open(
      judged(
        '{"boundingBox":{"labels":["cat","dog"],"value":[{"label":"dog","left":2,"top":1,"width":4,"height":5}]}}',
      ),
    );
    const rect = pages.page.locator('crowd-image-classifier svg.overlay rect');
    await rect.waitFor();
    const image = (await pages.page.locator('crowd-image-classifier img').boundingBox())!;
    const side = Math.min(image.width, image.height);
    const [left, top] = [image.x + (image.width - side) / 2, image.y + (image.height - side) / 2];
    const box = (await rect.boundingBox())!;
    expect(Math.abs(box.x - (left + (2 / 8) * side))).toBeLessThan(3);
    expect(Math.abs(box.y - (top + (1 / 8) * side))).toBeLessThan(3);
    expect(Math.abs(box.width - (4 / 8) * side)).toBeLessThan(5);
    expect(await rect.getAttribute('stroke')).toBe('#1f77b4');
    await pages.page.getByRole('checkbox', { name: 'Show what was labelled' }).uncheck();
    expect(await rect.count()).toBe(0);
    await pages.page.keyboard.press('2');
    await pages.submit();
    expect(await pages.shown()).toEqual([{ ok: { label: 'no' } }]);
    expect(pages.errors).toEqual([]);
  });

  test.each([
    [
      'a mask of classes',
      '{"semanticSegmentation":{"labels":["cell"],"labelMappings":{"cell":{"color":"#ff0000"}},"src":"/picture.png"}}',
    ],
    [
      'a mask of instances',
      '{"instanceSegmentation":{"labels":["cell"],"instances":[{"color":"#ff0000","label":"cell"}],"src":"/picture.png"}}',
    ],
  ])('%s is shown through', async (_, overlay) => {
    await pages.open(judged(overlay));
    await pages.page.locator('crowd-image-classifier svg.overlay image').waitFor({ state: 'attached' });
    await pages.page.getByText('cell').waitFor();
    expect(await accessibilityProblems(pages.page)).toEqual([]);
  });

  test('the author sees what is wrong with it', async () => {
    await pages.open(judged('{"boxes":[]}'));
    await pages.page.getByText('has none of boundingBox').waitFor();
  });
});

describe('crowd-text-ranking', () => {
  const ranking = (attributes = '') =>
    `<crowd-form><crowd-text-ranking name="ranking" header="Rank" text="Why is the sky blue?" responses='["Because","It is <b>not</b>","空は青い"]'
      ordinal-ranking-dimensions='[{"name":"Clarity","allowTie":true},{"name":"Truth","allowTie":false}]' ${attributes}></crowd-text-ranking></crowd-form>`;
  const radio = (dimension: string, place: number, response: number) =>
    pages.page
      .locator('article')
      .nth(response)
      .getByRole('radio', { name: `${dimension}: ${place}` });

  test('submits a rank for each response; without ties two change places', async () => {
    await pages.open(ranking());
    await radio('Clarity', 1, 0).check();
    await pages.submit();
    expect(await pages.shown()).toBeUndefined();
    await pages.page.getByText('Give every response a rank').waitFor();
    await radio('Clarity', 2, 1).check();
    await radio('Clarity', 2, 2).check();
    // With the keyboard.
    await radio('Truth', 1, 0).focus();
    for (const [response, key] of [
      [0, '3'],
      [1, '2'],
      [2, '1'],
      [0, '1'],
    ] as const) {
      await radio('Truth', 1, response).focus();
      await pages.page.keyboard.press(key);
    }
    await pages.submit();
    expect(await pages.shown()).toEqual([
      {
        ordinalRankingDimensions: [
          { name: 'Clarity', allowTie: true, responseRankings: [1, 2, 2] },
          { name: 'Truth', allowTie: false, responseRankings: [1, 2, 3] },
        ],
      },
    ]);
    expect(pages.errors).toEqual([]);
  });

  test('under its name where that is wanted; a draft with gaps comes back', async () => {
    const frame = await pages.openInPortal(ranking('answer-under-name'));
    const draft = {
      ranking: {
        ordinalRankingDimensions: [
          { name: 'Clarity', allowTie: true, responseRankings: [1, 0, 2] },
          { name: 'Truth', allowTie: false, responseRankings: [0, 0, 0] },
        ],
      },
    };
    await pages.post({ type: 'plumbline:draft', answer: draft });
    await frame.waitForFunction(() => (document.querySelector('crowd-form') as any).answer().ranking !== undefined);
    expect(await frame.evaluate(() => (document.querySelector('crowd-form') as any).answer())).toEqual(draft);
  });

  test.each(['light', 'dark'] as const)('no accessibility problem in %s', async (colorScheme) => {
    await pages.page.emulateMedia({ colorScheme });
    await pages.open(ranking());
    expect(await accessibilityProblems(pages.page)).toEqual([]);
  });
});

describe('crowd-rekognition-detect-moderation-labels', () => {
  const review = `<crowd-form><crowd-rekognition-detect-moderation-labels header="Review" src="/picture.png"
    categories='[{"name":"Violence","parentName":""},{"name":"Weapons","parentName":"Violence"}]' exclusion-category="{ text: 'None' }"></crowd-rekognition-detect-moderation-labels></crowd-form>`;
  const KEY = 'AWS/Rekognition/DetectModerationLabels/Image/V3';

  test('submits the categories whole, under Augmented AI’s key', async () => {
    await pages.open(review);
    await pages.page.keyboard.press('2');
    await pages.page.keyboard.press('Enter');
    expect(await pages.shown()).toEqual([
      { [KEY]: { moderationLabels: [{ name: 'Weapons', parentName: 'Violence' }] } },
    ]);
    await pages.page.getByRole('checkbox', { name: 'None' }).check();
    expect(await pages.answer()).toEqual({ [KEY]: { moderationLabels: [] } });
  });

  test('comes back from a draft', async () => {
    const frame = await pages.openInPortal(review);
    const draft = { [KEY]: { moderationLabels: [{ name: 'Violence', parentName: '' }] } };
    await pages.post({ type: 'plumbline:draft', answer: draft });
    await frame.waitForFunction(() => Object.keys((document.querySelector('crowd-form') as any).answer()).length > 0);
    expect(await frame.evaluate(() => (document.querySelector('crowd-form') as any).answer())).toEqual(draft);
  });
});
