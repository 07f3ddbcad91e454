import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderTemplate } from '../../../core/liquid/render-template';

const grantReadAccess = async ({ bucket, key }: { bucket: string; key: string }) =>
  `https://${bucket}.s3.example/${key}?a=1&b=2`;
const render = (template: string, taskInput: unknown, dialect: 'liquid' | 'mturk' = 'mturk') =>
  renderTemplate({ template, dialect, where: 'template', taskInput, grantReadAccess });

const AWKWARD = `</script><b>"R&D" 'x'</b> \`\${y}\``;

describe('a placeholder of Mechanical Turk', () => {
  test.each<[string, string, unknown, string]>([
    ['prints its value, escaped once', '<p>${a}</p>', { a: '<b>R&amp;D' }, '<p>&lt;b&gt;R&amp;amp;D</p>'],
    ['prints nothing when absent', '<p>[${none}]</p>', { a: 1 }, '<p>[]</p>'],
    ['prints numbers', '${n} ${z}', { n: 1.5, z: 0 }, '1.5 0'],
    [
      'prints JSON of lists',
      '<c labels="${l}">',
      { l: ["O'Neil", 'R&D'] },
      '<c labels="[&quot;O&#39;Neil&quot;,&quot;R&amp;D&quot;]">',
    ],
    ['is found in the manifest line', '${city}', { taskObject: 'x', manifestLine: { city: 'Oslo' } }, 'Oslo'],
    ['reads a column whose name has a dot, and one within another', '${a.b} ${c.d}', { 'a.b': 1, c: { d: 2 } }, '1 2'],
    ['sees nothing of JavaScript', '[${constructor}${l.length}]', { l: [1] }, '[]'],
    [
      'leaves other dollars and braces',
      '<p>$5 ${ } {{ a }} {% if a %} ${5.00}</p>',
      { a: 1 },
      '<p>$5 ${ } {{ a }} {% if a %} ${5.00}</p>',
    ],
    [
      'is quoted where its attribute is not',
      '<input value=${a} name=n>',
      { a: 'x onclick=y' },
      '<input value="x onclick=y" name=n>',
    ],
    [
      'stays one value beside others',
      '<img src=/p/${a}.png>',
      { a: 'x onerror=y' },
      '<img src=/p/x&#32;onerror&#61;y.png>',
    ],
    ['keeps an empty attribute one', '<input value=${none} name=n>', {}, '<input value="" name=n>'],
    ['may be an attribute', '<input ${state}>', { state: 'checked' }, '<input checked>'],
    ['is no attribute with a value or a handler', '<p ${a}${b}>', { a: 'onclick=x()', b: 'onload' }, '<p >'],
    [
      'prints into a style',
      '<style>a{color:${c};background:url(${u})}</style>',
      { c: '#fff', u: 'https://x.example/?a&b' },
      '<style>a{color:#fff;background:url(https://x.example/?a&b)}</style>',
    ],
    ['cannot end a style', '<style>${c}</style>', { c: '</style>' }, '<style>\\3c /style></style>'],
    [
      'prints into a textarea and a title',
      '<title>${a}</title><textarea>${a}</textarea>',
      { a: '<' },
      '<title>&lt;</title><textarea>&lt;</textarea>',
    ],
    [
      'is found after a comment with a tag in it',
      '<!-- <script> ${a} -->${a}',
      { a: '<' },
      '<!-- <script> &lt; -->&lt;',
    ],
  ])('%s', async (_, template, input, expected) => {
    expect(await render(template, input)).toBe(expected);
  });

  test('is left alone in Liquid', async () => {
    expect(await render('<p>${a} {{ task.input.a }}</p>', { a: 1 }, 'liquid')).toBe('<p>${a} 1</p>');
  });

  test.each([
    ['is signed where it is loaded', '<img src="${a}">', '<img src="https://pics.s3.example/k.png?a=1&amp;b=2">'],
    [
      'is signed in a script',
      '<script>x="${a}"</script>',
      '<script>x="https://pics.s3.example/k.png?a=1&b=2"</script>',
    ],
    ['stays itself in a field', '<input value="${a}">', '<input value="s3://pics/k.png">'],
    ['stays itself in a text', '<p>${a}</p>', '<p>s3://pics/k.png</p>'],
  ])('an s3:// address %s', async (_, template, expected) => {
    expect(await render(template, { a: 's3://pics/k.png' })).toBe(expected);
  });
});

test('a page without end is refused, in bytes', async () => {
  const many = '${a}'.repeat(1001);
  expect(await render(many, { a: 'あ'.repeat(1600) })).toHaveLength(1001 * 1600);
  await expect(render(many, { a: 'あ'.repeat(1700) })).rejects.toThrow(
    'template: the page grows beyond 5,000,000 bytes',
  );
});

test('what the signer throws is thrown', async () => {
  const refused = renderTemplate({
    template: '<img src="${a}">',
    dialect: 'mturk',
    where: 'template',
    taskInput: { a: 's3://pics/k.png' },
    grantReadAccess: () => Promise.reject(new RangeError('no credentials')),
  });
  await expect(refused).rejects.toThrow(RangeError);
});

/** What a browser would run. */
const scriptOf = (html: string): string => /<script[^>]*>([\s\S]*?)<\/script/i.exec(html)![1]!;
const run = async (script: string, input: unknown): Promise<unknown> => {
  const sandbox: Record<string, unknown> = {};
  runInNewContext(scriptOf(await render(`<script>${script}</script>`, input)), sandbox);
  return sandbox.x;
};

describe('in a script', () => {
  test.each([
    ['a double-quoted string', 'x = "<${a}>"'],
    ['a single-quoted string', "x = '<${a}>'"],
    ['a template literal', 'x = `<${a}>`'],
    ['an expression', 'x = "<" + ${a} + ">"'],
    ['an expression in a template literal', 'x = `<${[${a}].join("")}>`'],
    ['after a comment with a quote', '// don\'t\n/* "\n */ x = "<" + ${a} + ">"'],
    ['after an old comment', '<!-- `\nx = "<" + ${a} + ">"\n//-->'],
    ['after an escaped end of a literal', 'var q = `\\``; x = "<" + ${a} + ">"'],
    ['after an expression with a quote', 'var r = /["\\/]/.test("a") ? 4 / 2 : 1; x = "<" + ${a} + ">"'],
    ['after an escaped quote', 'var q = "\\""; x = \'<${a}>\''],
    ['after a nested literal', 'var q = `a${ `b${1}` + { c: 1 }.c }"`; x = "<${a}>"'],
  ])('%s holds the value, whatever it is', async (_, script) => {
    expect(await run(script, { a: AWKWARD })).toBe(`<${AWKWARD}>`);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.constantFrom('\\', '"', "'", '\n', '\u2028', '*/', '</script>', '<!--', '${x}'),
        ),
        async (a) => {
          fc.pre(Number.isNaN(Number(a)) && !/^\s*(?:null|true|false|".*")\s*$/s.test(a));
          expect(await run(script, { a })).toBe(`<${a}>`);
        },
      ),
      { numRuns: 30 },
    );
  });

  test.each<[string, string, unknown, unknown]>([
    ['numbers are numbers', 'x = ${a} + 1', { a: '5' }, 6],
    ['JSON is data', 'x = ${a}.length', { a: '[1, "</script>"]' }, 2],
    ['lists are data', 'x = ${a}[1]', { a: [1, { k: '<!--' }] }, { k: '<!--' }],
    ['a literal’s own names stay', 'const b = 2; x = `${b} ${a}`', { a: 'v' }, '2 v'],
    ['what is absent is empty in a string', 'x = "[${none}]"', {}, '[]'],
    ['what is absent is null in an expression', 'x = ${none}', {}, null],
  ])('%s', async (_, script, input, expected) => {
    expect(JSON.stringify(await run(script, input))).toBe(JSON.stringify(expected));
  });

  test('a handler gets the value too', async () => {
    const html = await render(`<a onclick="pick('\${a}', \${b})">`, { a: AWKWARD, b: 'R&D' });
    const attribute = /onclick="([^"]*)"/
      .exec(html)![1]!
      .replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => DECODED[name]!);
    const picked: unknown[] = [];
    runInNewContext(attribute, { pick: (...values: unknown[]) => picked.push(...values) });
    expect(picked).toEqual([AWKWARD, 'R&D']);
  });

  test('JSON data stay JSON, markup of a library stays markup', async () => {
    const json = await render('<script type="application/json">{"a": "${a}", "b": ${a}}</script>', { a: AWKWARD });
    expect(JSON.parse(scriptOf(json))).toEqual({ a: AWKWARD, b: AWKWARD });
    expect(await render('<script type="text/template"><b>${a}${none}</b></script>', { a: '<' })).toBe(
      '<script type="text/template"><b>&lt;${none}</b></script>',
    );
  });
});

const DECODED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
