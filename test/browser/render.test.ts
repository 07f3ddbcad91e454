import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { main } from '../../bin/commands/main';
import { testTerminal } from '../bin/test-terminal';
import { launchBrowser } from './support/browser';

let folder: string;
let browser: Browser;
beforeAll(async () => {
  [folder, browser] = await Promise.all([mkdtemp(join(tmpdir(), 'plumbline-render-test-')), launchBrowser()]);
  await sharp({ create: { width: 40, height: 30, channels: 3, background: '#c33' } }).toFile(join(folder, 'red.png'));
  await writeFile(
    join(folder, 'task.json'),
    JSON.stringify({ taskObject: 's3://pictures/a/red.png', labels: ['red', '<b>blue</b>'] }),
  );
  await writeFile(
    join(folder, 'template.html'),
    `<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
     <crowd-form><crowd-image-classifier name="colour" header="Which?" src="{{ task.input.taskObject | grant_read_access }}"
       categories="{{ task.input.labels | to_json | escape }}"></crowd-image-classifier></crowd-form>`,
  );
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Waits for the address the command prints. */
async function addressOf(terminal: ReturnType<typeof testTerminal>, running: Promise<number>): Promise<string> {
  let over = false;
  void running.finally(() => {
    over = true;
  });
  for (;;) {
    const found = /http:\/\/\S+/.exec(terminal.stderr.join('\n'));
    if (found) return found[0];
    if (over) throw new Error(terminal.stderr.join('\n'));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('plumbline render', () => {
  test('shows the page with its files and writes what is submitted', async () => {
    const terminal = testTerminal();
    const answer = join(folder, 'answer.json');
    const running = main(
      ['render', join(folder, 'template.html'), '--input', join(folder, 'task.json'), '--answer', answer],
      terminal,
    );
    const page = await browser.newPage();
    await page.goto(await addressOf(terminal, running));
    const frame = page.frameLocator('iframe');
    await frame.locator('crowd-image-classifier img').evaluate((img: HTMLImageElement) => img.decode());
    expect(
      await frame.locator('crowd-image-classifier img').evaluate((img: HTMLImageElement) => img.naturalWidth),
    ).toBe(40);
    await frame.getByRole('radio', { name: '<b>blue</b>' }).check();
    await frame.getByRole('button', { name: 'Submit' }).click();
    expect(await running).toBe(0);
    expect(JSON.parse(await readFile(answer, 'utf8'))).toEqual({ colour: { label: '<b>blue</b>' } });
    expect(JSON.parse(terminal.stdout.join('\n'))).toEqual({ colour: { label: '<b>blue</b>' } });
    await page.close();
  });

  test('writes the rendered page, and refuses a template that is none, by line', async () => {
    const page = join(folder, 'page.html');
    const saved = testTerminal();
    expect(await main(['render', join(folder, 'template.html'), '--save', page], saved)).toBe(0);
    expect(await readFile(page, 'utf8')).toContain('<crowd-image-classifier name="colour"');
    const broken = join(folder, 'broken.html');
    await writeFile(broken, '<crowd-form>\n{% if %}');
    const terminal = testTerminal();
    expect(await main(['render', broken, '--save', page], terminal)).toBe(1);
    expect(terminal.stderr.join('\n')).toMatch(/broken\.html: line 2, column 6/);
  });
});

describe('the dialect of Mechanical Turk', () => {
  test('is rendered and validated on request, and refused when it is none', async () => {
    const [template, input, page] = ['turk.html', 'turk.json', 'turk-page.html'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(template, '<p>${shop} {{ shop }}</p><input name="sign">\n<p>${city}</p>');
    await writeFile(input, JSON.stringify({ shop: 'R&D' }));
    const turk = [template, '--input', input, '--dialect', 'mturk'];
    expect(await main(['render', ...turk, '--save', page], testTerminal())).toBe(0);
    expect(await readFile(page, 'utf8')).toContain('<p>R&amp;D {{ shop }}</p><input name="sign">\n<p></p>');
    const valid = testTerminal();
    expect(await main(['validate', ...turk], valid)).toBe(0);
    expect(valid.stdout).toEqual([`${template}:2: warning: \${city} is not in the input`]);
    const liquid = testTerminal();
    expect(await main(['validate', template], liquid)).toBe(1);
    expect(liquid.stdout.join('\n')).toContain(
      `${template}:1: warning: \${shop} is printed as it stands: templates of Mechanical Turk need the dialect mturk`,
    );
    const unknown = testTerminal();
    expect(await main(['render', template, '--dialect', 'jinja'], unknown)).toBe(2);
    expect(unknown.stderr.join('\n')).toContain('--dialect: expected one of liquid, mturk, got "jinja"');
  });
});

describe('plumbline validate', () => {
  test('lists what it found, and fails only for errors', async () => {
    const good = testTerminal();
    expect(await main(['validate', join(folder, 'template.html'), '--input', join(folder, 'task.json')], good)).toBe(0);
    expect(good.stdout.join('\n')).toMatch(/nothing wrong was found/);
    const bad = join(folder, 'bad.html');
    await writeFile(bad, '<crowd-form>\n<crowd-inptu name="x"></crowd-inptu></crowd-form>');
    const terminal = testTerminal();
    expect(await main(['validate', bad, '--json'], terminal)).toBe(1);
    expect(JSON.parse(terminal.stdout.join('\n'))).toMatchObject({
      errors: 1,
      findings: [{ severity: 'error', line: 2, message: expect.stringContaining('<crowd-input>') }],
    });
  });

  test('says in one line what cannot be read', async () => {
    const terminal = testTerminal();
    expect(await main(['validate', join(folder, 'nowhere.html')], terminal)).toBe(1);
    expect(terminal.stderr.join('\n')).toMatch(/nowhere\.html cannot be read: ENOENT/);
    const input = join(folder, 'broken.json');
    await writeFile(input, '{\n"a": }');
    const wrong = testTerminal();
    expect(await main(['validate', join(folder, 'template.html'), '--input', input], wrong)).toBe(1);
    expect(wrong.stderr.join('\n')).toMatch(/broken\.json is not JSON: .* at line 2, character 6/);
  });
});
