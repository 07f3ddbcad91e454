import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ELEMENTS } from '../../../core/task-page/elements';
import { validateTemplate } from '../../../core/task-page/validate-template';

const UI = join(__dirname, '../../../ui-templates');
const SCRIPT = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>';
const messages = (template: string, input?: unknown) =>
  validateTemplate(template, input).map(({ severity, line, message }) => `${line} ${severity} ${message}`);

describe('validateTemplate', () => {
  test('knows every element there is, and no other', () => {
    const folders = readdirSync(join(UI, 'elements'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
      .map(({ name }) => name);
    expect(Object.keys(ELEMENTS).sort()).toEqual(folders.sort());
  });

  test.each(
    ['', 'ja'].flatMap((folder) =>
      readdirSync(join(UI, folder))
        .filter((file) => file.endsWith('.liquid.html'))
        .map((file) => join(folder, file)),
    ),
  )('finds no error in %s', (file) => {
    expect(
      validateTemplate(readFileSync(join(UI, file), 'utf8')).filter(({ severity }) => severity === 'error'),
    ).toEqual([]);
  });

  test('names unknown elements with the nearest, and attributes that are missing, with their lines', () => {
    expect(
      messages(`${SCRIPT}
<crowd-form>
  <crowd-boundingbox name="a" src="x" labels="[]"></crowd-boundingbox>
  <crowd-classifier {% if true %}name="b"{% endif %}
    header="a > b"></crowd-classifier>
</crowd-form>`),
    ).toEqual([
      '3 error there is no element <crowd-boundingbox>; the nearest is <crowd-bounding-box>',
      '4 error <crowd-classifier> has no "categories"',
    ]);
  });

  test('finds what cannot be submitted, loaded or told apart', () => {
    expect(messages('<p>hello</p>')).toEqual(['0 error there is no <crowd-form>: nothing could be submitted']);
    expect(
      messages(`<crowd-form><input name="a"><select name="a"></select>
<crowd-checkbox name="c"></crowd-checkbox><crowd-checkbox name="c"></crowd-checkbox>
<crowd-input name="f" type="file"></crowd-input>
<script src="http://cdn.example/x.js"></script></crowd-form>`),
    ).toEqual([
      '1 warning the name "a" is taken by <input> on line 1: one of the two answers is lost',
      '3 error <crowd-input type="file">: files cannot be handed in with a task',
      '4 error http://cdn.example/x.js is not loaded over https: browsers refuse it',
    ]);
  });

  test('says where Liquid is wrong', () => {
    expect(messages('<crowd-form>\n{% if x %}</crowd-form>')).toEqual([
      expect.stringMatching(/^2 error line 2, column 1: /),
    ]);
  });

  test('names variables that the input does not have', () => {
    const template =
      '<crowd-form>\n{{ task.input.source-ref }} {{ task.input.manifestLine.a.b }} {{ task.input["c"] }}</crowd-form>';
    expect(messages(template, { 'source-ref': 'x', c: 1, manifestLine: {} })).toEqual([
      '2 warning task.input.manifestLine.a is not in the input',
    ]);
    expect(messages(template)).toEqual([]);
  });

  test.each([
    ['a condition asks for', '{% if task.input.hint %}{{ task.input.hint }}{% endif %}'],
    [
      'a condition asks for part of',
      '{% unless task.input.hint.text == "x" %}{{ task.input.hint.text }}{% endunless %}',
    ],
    ['an else-branch asks for', '{% if task.input.a %}{% elsif task.input.hint and task.input.a %}{% endif %}'],
    ['has a default', '{{ task.input.hint | default: "none" }}'],
  ])('takes what %s for optional', (_, liquid) => {
    expect(messages(`<crowd-form>${liquid}</crowd-form>`, { a: 1 })).toEqual([]);
  });

  test('still misses what a condition only asks a part before for', () => {
    expect(
      messages('<crowd-form>{% if task.input.o %}{{ task.input.o.x }}{% endif %}</crowd-form>', { o: {} }),
    ).toEqual(['1 warning task.input.o.x is not in the input']);
  });

  test('knows pages of Mechanical Turk', () => {
    const form = '<form id="mturk_form"><input name="a"></form>';
    expect(messages(form)).toEqual([]);
    const turk = `<p>\${name}</p>\n<p>{% if %}\${name} \${age}</p><script>x = \`\${age} \${i}\`; y = "\${height}"</script>`;
    expect(
      validateTemplate(turk, { name: 'x' }, 'mturk').map(({ code, line, message }) => `${line} ${code} ${message}`),
    ).toEqual(['2 MissingInput ${age} is not in the input', '2 MissingInput ${height} is not in the input']);
    expect(validateTemplate(turk, undefined, 'mturk')).toEqual([]);
  });

  test('sees placeholders of Mechanical Turk in Liquid, but not a script’s own', () => {
    const script = '<script>x = `${a}`</script>';
    expect(messages(`<crowd-form>${script}</crowd-form>`)).toEqual([]);
    expect(messages(`<crowd-form>${script}\n<img src="\${url}"></crowd-form>`)).toEqual([
      '2 warning ${url} is printed as it stands: templates of Mechanical Turk need the dialect mturk',
    ]);
  });

  test('comes to an end on tags that do not', () => {
    const liquid = '{{ x }}{% if a %}{% endif %}'.repeat(200);
    expect(messages(`<crowd-form></crowd-form><a ${liquid}`)).toEqual([]);
    expect(messages(`<crowd-form></crowd-form>${'<!-- '.repeat(9000)}<crowd-none>`)).toEqual([]);
  });

  test('does not look into comments', () => {
    expect(
      messages(
        '<crowd-form><!-- <crowd-nothing> -->{% comment %}<crowd-none>{% endcomment %}</crowd-form><script>/* <crowd-no> */ f(); // <crowd-not>\n</script>',
      ),
    ).toEqual([]);
  });
});
