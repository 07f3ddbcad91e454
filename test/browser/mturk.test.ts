import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Frame, Page } from 'playwright-core';
import { launchBrowser } from './support/browser';
import { serveTaskPages, type TaskPageServer } from './support/element-page';

let browser: Browser;
let server: TaskPageServer;
let page: Page;
let problems: string[];

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serveTaskPages()]);
  page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(() => {
  problems = [];
});

/** In a frame as the portal has it. */
async function inPortal(template: string, input: unknown = {}): Promise<Frame> {
  const path = await server.put(template, input, 'en', 'mturk');
  await page.goto(server.origin + server.parentOf(path));
  await page.waitForFunction(() => (window as any).messages?.some((m: any) => m.type === 'plumbline:ready'));
  return page.frames()[1]!;
}

const messages = async (type: string): Promise<any[]> =>
  (await page.evaluate(() => (window as any).messages)).filter((m: any) => m.type === `plumbline:${type}`);
const send = (message: unknown) =>
  page.evaluate((m) => document.querySelector('iframe')!.contentWindow!.postMessage(m, '*'), message);
async function submitted(): Promise<unknown> {
  await page.waitForFunction(() => (window as any).messages.some((m: any) => m.type === 'plumbline:submit'));
  return (await messages('submit')).at(-1).answer;
}

const QUESTION = `<!DOCTYPE html>
<html><head><title>Shop sign</title>
<script type='text/javascript' src='https://s3.amazonaws.com/mturk-public/externalHIT_v1.js'></script></head>
<body class="hit">
<form name='mturk_form' method='post' id='mturk_form' action='https://www.mturk.com/mturk/externalSubmit'>
<input type='hidden' value='' name='assignmentId' id='assignmentId'/>
<h1>What does the sign of \${shop} say?</h1>
<img id="sign" src="\${image_url}" alt="Sign">
<p><textarea name='text' required rows=3 cols=40></textarea></p>
<label><input type=radio name=kind value=open> open</label> <label><input type=radio name=kind value=closed> closed</label>
<label><input type=checkbox name=seen value=door> door</label> <label><input type=checkbox name=seen value=window> window</label>
<input type=hidden name=image value="\${image_url}">
<p><input type='submit' id='submitButton' value='Send it' /></p></form>
<script language='Javascript'>
  const shop = "\${shop}"; document.body.dataset.shop = \`\${shop.length} \${shop}\`;
  turkSetAssignmentID();
</script>
</body></html>`;
const INPUT = { shop: `<b>O'Neil & "Sons"</b>`, image_url: 's3://pics/picture.png' };

describe('a page of Mechanical Turk', () => {
  test('runs its script, shows its data, and its own button hands in what was given', async () => {
    const frame = await inPortal(QUESTION, INPUT);
    expect(await frame.locator('h1').textContent()).toBe(`What does the sign of ${INPUT.shop} say?`);
    expect(await frame.locator('#sign').evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(8);
    // A name that only the script has stays the script's.
    expect(await frame.locator('body').getAttribute('data-shop')).toBe(`${INPUT.shop.length} ${INPUT.shop}`);
    expect(await frame.locator('body').getAttribute('class')).toBe('hit');
    expect(await frame.locator('#assignmentId').inputValue()).toMatch(/^\d+$/);
    await frame.getByRole('button', { name: 'Send it' }).click();
    expect(await messages('submit')).toEqual([]);
    await frame.locator('textarea').fill('closed\non Sundays');
    await frame.getByLabel('closed').check();
    for (const name of ['door', 'window']) await frame.getByLabel(name).check();
    await frame.getByRole('button', { name: 'Send it' }).click();
    expect(await submitted()).toEqual({
      text: 'closed\non Sundays',
      kind: 'closed',
      seen: 'door|window',
      image: 's3://pics/picture.png',
    });
    expect(problems).toEqual([]);
  });

  test('is submitted, kept and restored by the portal', async () => {
    const draft = { text: 'two\nlines', kind: 'open', seen: 'window', image: 's3://pics/picture.png' };
    const frame = await inPortal(QUESTION, INPUT);
    await send({ type: 'plumbline:draft', answer: draft });
    await frame.locator('input[value=window]:checked').waitFor();
    expect(await frame.locator('input[value=door]').isChecked()).toBe(false);
    await frame.getByLabel('door').check();
    await page.waitForFunction(() => (window as any).messages.some((m: any) => m.type === 'plumbline:change'));
    expect((await messages('change')).at(-1).answer).toEqual({ ...draft, seen: 'door|window' });
    await send({ type: 'plumbline:request-submit' });
    expect(await submitted()).toEqual({ ...draft, seen: 'door|window' });
  });

  test.each([
    [
      'by a script of the page',
      '<form id="mturk_form"><input name="a" value="1"></form><button onclick="document.getElementById(\'mturk_form\').submit()">Go</button>',
    ],
    [
      'in a form that a script makes',
      `<button onclick="go()">Go</button><script>function go() {
        const form = document.createElement('form'); form.action = turkGetSubmitToHost() + '/mturk/externalSubmit'; form.method = 'POST';
        form.innerHTML = '<input name="a" value="1"><input name="assignmentId" value="x">'; document.body.append(form); form.submit(); }</script>`,
    ],
    [
      'by a button that is part of the answer',
      '<form action="/x" onsubmit="this.more.value = 2"><input type=hidden name=more><button name=a value=1>Go</button></form>',
      { a: '1', more: '2' },
    ],
  ])('hands in %s', async (_, template, expected: unknown = { a: '1' }) => {
    const frame = await inPortal(template);
    await frame.getByRole('button', { name: 'Go' }).click();
    expect(await submitted()).toEqual(expected);
    expect(problems).toEqual([]);
  });

  test('may refuse to be submitted', async () => {
    const frame = await inPortal(
      '<form onsubmit="return this.a.value !== \'\'"><input name="a"><button>Go</button></form>',
    );
    await frame.getByRole('button', { name: 'Go' }).click();
    expect(await messages('submit')).toEqual([]);
    await frame.locator('input').fill('x');
    await send({ type: 'plumbline:request-submit' });
    expect(await submitted()).toEqual({ a: 'x' });
  });

  test('without a form gets one, and without a portal shows what it would hand in', async () => {
    const path = await server.put('<p>${q}</p><input name="a" value="${a}">', { q: 'Why?', a: '"1"' }, 'en', 'mturk');
    await page.goto(server.origin + path);
    await page.getByRole('button', { name: 'Submit' }).click();
    expect(JSON.parse((await page.locator('#answers-box').textContent())!)).toEqual([{ a: '"1"' }]);
    const frame = await inPortal('<input name="a" value="1">');
    expect(await frame.getByRole('button').count()).toBe(0);
    await send({ type: 'plumbline:request-submit' });
    expect(await submitted()).toEqual({ a: '1' });
  });

  test('with crowd elements is a page like any other', async () => {
    const frame = await inPortal(
      `<script src="https://assets.crowd.aws/crowd-html-elements.js"></script><crowd-form answer-format="flatten-objects">
       <crowd-classifier name="c" header="\${q}" categories="['a','b']"><classification-target>\${q}</classification-target></crowd-classifier></crowd-form>`,
      { q: '<i>Which?</i>' },
    );
    await frame.getByRole('radio', { name: 'a' }).check();
    await send({ type: 'plumbline:request-submit' });
    expect(await submitted()).toEqual({ 'c.label': 'a' });
    expect(problems).toEqual([]);
  });
});

test('hostile data reads as what it says wherever it stands, and none of it runs', async () => {
  const hostile = `"'\`</script></style></textarea></title>--><img src=x onerror=hacked=1>\${hacked=1}{{7}}&lt;\u2028*/ x=y`;
  const path = await server.put(
    `<title>\${a}</title><style>p::before{content:"\${a}"}</style><!-- \${a} -->
     <form><p id="text" title="\${a}" data-single='\${a}' data-bare=\${a} data-part=<\${a}>\${a}</p>
     <textarea name="area">\${a}</textarea><input name="bare" value=\${a} \${a}>
     <button type="button" onclick="clicked = '\${a}'">One</button><button type="button" onclick=clicked=\${a}>Two</button></form>
     <script>/* \${a} */ // \${a}
       single = '\${a}'; double = "\${a}"; literal = \`\${a}\`; bare = \${a}; inner = \`\${[\${a}].join('')}\`;</script>
     <script type="application/json" id="json">{"a": "\${a}", "b": \${a}}</script><script type="text/template" id="markup">\${a}</script>`,
    { a: hostile },
    'en',
    'mturk',
  );
  await page.goto(server.origin + path);
  const read = () =>
    page.evaluate(() => {
      const all = window as any;
      const { dataset, title, textContent } = document.querySelector<HTMLElement>('#text')!;
      const json = JSON.parse(document.querySelector('#json')!.textContent!);
      const markup = new DOMParser().parseFromString(document.querySelector('#markup')!.textContent!, 'text/html');
      const values = {
        text: textContent,
        title,
        single: dataset.single,
        bare: dataset.bare,
        part: dataset.part?.slice(1),
        pageTitle: document.title,
        area: document.querySelector('textarea')!.value,
        input: document.querySelector('input')!.value,
        before: getComputedStyle(document.querySelector('#text')!, '::before').content.length,
        scripts: [all.single, all.double, all.literal, all.bare, all.inner],
        json: [json.a, json.b],
        markup: markup.body.textContent,
        hacked: all.hacked,
        clicked: all.clicked,
        attributes: document.querySelector('input')!.getAttributeNames(),
      };
      return values;
    });
  const values = await read();
  expect(values).toMatchObject({
    text: hostile,
    title: hostile,
    single: hostile,
    bare: hostile,
    part: hostile,
    pageTitle: hostile,
    area: hostile,
    input: hostile,
    scripts: Array(5).fill(hostile),
    json: [hostile, hostile],
    markup: hostile,
    attributes: ['name', 'value'],
  });
  expect(values.before).toBeGreaterThan(hostile.length);
  for (const name of ['One', 'Two']) {
    await page.getByRole('button', { name }).click();
    expect((await read()).clicked).toBe(hostile);
    await page.evaluate(() => delete (window as any).clicked);
  }
  expect((await read()).hacked).toBeUndefined();
  expect(problems).toEqual([]);
});

test('a page of Mechanical Turk says so itself: its form is taken in Liquid too', async () => {
  const path = await server.put(QUESTION, INPUT);
  await page.goto(server.origin + path);
  await page.locator('textarea').fill('x');
  await page.getByRole('button', { name: 'Send it' }).click();
  expect(JSON.parse((await page.locator('#answers-box').textContent())!)).toEqual([
    { text: 'x', image: '${image_url}' },
  ]);
});
