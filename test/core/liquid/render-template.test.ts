import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkTemplate } from '../../../core/liquid/check-template';
import { liquidEngine } from '../../../core/liquid/engine';
import { renderTemplate } from '../../../core/liquid/render-template';

const grantReadAccess = async ({ bucket, key }: { bucket: string; key: string }) =>
  `https://${bucket}.s3.example/${encodeURIComponent(key)}?X=1&Y=2`;

const render = (template: string, taskInput: unknown = {}) =>
  renderTemplate({ template, where: 'template', taskInput, grantReadAccess });

describe('printing', () => {
  test.each<[string, string, unknown, string]>([
    [
      'text is escaped',
      '{{ task.input.a }}',
      { a: `<b>"R&D" 'x'</b>` },
      '&lt;b&gt;&quot;R&amp;D&quot; &#39;x&#39;&lt;/b&gt;',
    ],
    ['escape does not escape twice', '{{ task.input.a | escape }}', { a: 'R&D' }, 'R&amp;D'],
    ['escape twice is escape once', '{{ task.input.a | escape | escape }}', { a: '<' }, '&lt;'],
    ['an assigned escape stays escaped once', '{% assign x = task.input.a | escape %}{{ x }}', { a: '<' }, '&lt;'],
    ['text that looks escaped is text', '{{ task.input.a }}', { a: '&amp;' }, '&amp;amp;'],
    ['escape_once keeps entities', '{{ task.input.a | escape_once }}', { a: '&lt; <' }, '&lt; &lt;'],
    [
      'to_json is escaped once',
      '{{ task.input.l | to_json | escape }}',
      { l: ["O'Neil", 'R&D'] },
      '[&quot;O&#39;Neil&quot;,&quot;R&amp;D&quot;]',
    ],
    ['to_json alone is escaped too', '{{ task.input.l | to_json }}', { l: ['a'] }, '[&quot;a&quot;]'],
    ['to_json quotes strings', '{{ task.input.a | to_json | skip_autoescape }}', { a: 'x"' }, '"x\\""'],
    ['to_json of nothing is null', '{{ task.input.none | to_json }}', {}, 'null'],
    ['skip_autoescape prints markup', '{{ task.input.a | skip_autoescape }}', { a: '<b>&amp;</b>' }, '<b>&amp;</b>'],
    ['objects print as JSON', '{{ task.input.o }}', { o: { k: [1, '<'] } }, '{&quot;k&quot;:[1,&quot;&lt;&quot;]}'],
    ['lists print as JSON', '{{ task.input.l }}', { l: ['a', 2] }, '[&quot;a&quot;,2]'],
    ['task.input prints as JSON', '{{ task.input }}', { a: 1 }, '{&quot;a&quot;:1}'],
    ['task prints as JSON', '{{ task | skip_autoescape }}', { a: 1 }, '{"input":{"a":1}}'],
    [
      'numbers and booleans print raw',
      't = {{ task.input.n }}; b = {{ task.input.b }}',
      { n: 1.5, b: false },
      't = 1.5; b = false',
    ],
    ['missing values print nothing', '[{{ task.input.no.such.thing }}{{ nil }}{{ none }}]', {}, '[]'],
    [
      'capture is not escaped twice',
      '{% capture c %}<i>{{ task.input.a }}</i>{% endcapture %}{{ c }}',
      { a: '&' },
      '<i>&amp;</i>',
    ],
    [
      'filters after escape keep it escaped once',
      '{{ task.input.a | escape | downcase }}',
      { a: 'R&D <' },
      'r&amp;d &lt;',
    ],
    [
      'and what they put in is escaped too',
      '{{ task.input.a | escape | replace: "&amp;", "<b>" }}',
      { a: 'R&D' },
      'R&lt;b&gt;D',
    ],
    [
      'unless the author says so',
      '{{ task.input.a | escape | newline_to_br | skip_autoescape }}',
      { a: '<\n' },
      '&lt;<br />\n',
    ],
    [
      'parts of escaped text',
      '{% assign l = task.input.a | escape | split: "," %}{{ l[1] }}{{ l | join: "+" }}',
      { a: '&,<' },
      '&lt;&amp;+&lt;',
    ],
    [
      'escaped beside plain text',
      '{% assign e = task.input.a | escape %}{{ "<" | append: e }}',
      { a: '&amp;' },
      '&lt;&amp;amp;',
    ],
    ['JSON of escaped text', '{{ task.input.a | escape | to_json }}', { a: 'R&D' }, '&quot;R&amp;D&quot;'],
    ['JSON of JSON', '{{ task.input.l | to_json | to_json | skip_autoescape }}', { l: ['a'] }, '"[\\"a\\"]"'],
    [
      'JSON in a script cannot end the script',
      'x = {{ task.input | to_json | skip_autoescape }}; y = {{ task.input | skip_autoescape }}',
      { a: '</Script><!--<script>' },
      'x = {"a":"\\u003c/Script>\\u003c!--\\u003cscript>"}; y = {"a":"\\u003c/Script>\\u003c!--\\u003cscript>"}',
    ],
    ['carriage returns stay what they are', '{{ task.input.a }}', { a: 'a\r\nb' }, 'a&#13;\nb'],
  ])('%s', async (_, template, input, expected) => {
    expect(await render(template, input)).toBe(expected);
  });
});

describe('syntax templates use', () => {
  test.each<[string, string, unknown, string]>([
    ['hyphens in names', '{{ task.input.source-ref }}', { 'source-ref': 's3://b/k' }, 's3://b/k'],
    ['strings in brackets', `{{ task.input['source-ref'] }}`, { 'source-ref': 'x' }, 'x'],
    [
      'variables in brackets',
      '{% assign id = "7" %}{{ task.input.m.j-metadata.class-map[id] }}',
      { m: { 'j-metadata': { 'class-map': { 7: 'cat' } } } },
      'cat',
    ],
    [
      'objects iterate as pairs',
      '{% for p in task.input.o %}{{ p[0] }}={{ p[1].v }};{% endfor %}',
      { o: { a: { v: 1 }, b: { v: '<' } } },
      'a=1;b=&lt;;',
    ],
    ['for has an else branch', '{% for x in task.input.l %}{{ x }}{% else %}none{% endfor %}', { l: [] }, 'none'],
    ['empty text is true', '{% if task.input.a %}yes{% else %}no{% endif %}', { a: '' }, 'yes'],
    ['zero is true', '{% if task.input.a %}yes{% else %}no{% endif %}', { a: 0 }, 'yes'],
    ['nothing is false', '{% unless task.input.a %}no{% endunless %}', {}, 'no'],
    [
      'contains, and, or',
      '{% if task.input.l contains "a" and task.input.n >= 2 %}y{% endif %}',
      { l: ['a'], n: 2 },
      'y',
    ],
    ['case', '{% case task.input.a %}{% when "x" %}1{% else %}2{% endcase %}', { a: 'x' }, '1'],
    [
      'tags in a start tag',
      '<i {% if task.input.r %}required{% else %}disabled{% endif %}>',
      { r: true },
      '<i required>',
    ],
    ['raw and comment', '{% raw %}{{ x }}{% endraw %}{% comment %}no{% endcomment %}', {}, '{{ x }}'],
    ['increment', '{% increment n %}{% increment n %}', {}, '01'],
    [
      'forloop',
      '{% for x in task.input.l %}{{ forloop.index }}{% if forloop.last %}.{% endif %}{% endfor %}',
      { l: [1, 2] },
      '12.',
    ],
    [
      'captured text is a key, and compares as what it says',
      '{% capture k %}{{ task.input.k }}{% endcapture %}{{ task.input.m[k] }}{% if k == task.input.k %}={% endif %}{% case k %}{% when "R&D" %}!{% endcase %}{{ k.size }}',
      { k: 'R&D', m: { 'R&D': 'ok' } },
      'ok=!3',
    ],
    [
      'nothing of JavaScript',
      '[{{ task.input.constructor }}{{ task.input.l.map }}{{ task.input.__proto__ }}]',
      { l: [] },
      '[]',
    ],
    [
      'blank, empty, nil',
      '{% if task.input.s == blank and task.input.l == empty and task.input.x == nil %}y{% endif %}',
      { s: ' ', l: [] },
      'y',
    ],
    [
      'a style and a script',
      '<style>p{color:{{ task.input.c }}}</style><script>t = {{ task.input.t }}; f = `${t}`</script>',
      { c: 'red', t: 2 },
      '<style>p{color:red}</style><script>t = 2; f = `${t}`</script>',
    ],
    [
      'nested loops',
      '{% for p in task.input.o %}{% for x in p[1] %}{{ forloop.rindex }}{{ x }}{% endfor %}{% endfor %}',
      { o: { a: [1, 2], b: [3] } },
      '211213',
    ],
    ['dollar braces are left alone', '${name}', { name: 'x' }, '${name}'],
  ])('%s', async (_, template, input, expected) => {
    expect(await render(template, input)).toBe(expected);
  });
});

describe('grant_read_access', () => {
  const signed = (bucket: string, key: string) => `https://${bucket}.s3.example/${encodeURIComponent(key)}?X=1&amp;Y=2`;

  test.each<[string, string, unknown, string]>([
    [
      'signs an S3 address and escapes the URL',
      '{{ task.input.a | grant_read_access }}',
      { a: 's3://pics/a&b.jpg' },
      signed('pics', 'a&b.jpg'),
    ],
    ['signs a literal', '{{ "s3://pics/app.css" | grant_read_access }}', {}, signed('pics', 'app.css')],
    [
      'signs a virtual-host URL',
      '{{ task.input.a | grant_read_access }}',
      { a: 'https://pics.s3.eu-west-1.amazonaws.com/d/x.png' },
      signed('pics', 'd/x.png'),
    ],
    [
      'signs a captured http URL',
      '{% capture u %}http://s3.amazonaws.com/{{ task.input.b }}/{{ task.input.k }}{% endcapture %}{{ u | grant_read_access }}',
      { b: 'pics', k: 'a&b.png' },
      signed('pics', 'a&b.png'),
    ],
    [
      'leaves other URLs',
      '{{ task.input.a | grant_read_access }}',
      { a: 'https://example.com/x.png?a=1' },
      'https://example.com/x.png?a=1',
    ],
    [
      'leaves a signed URL',
      '{{ task.input.a | grant_read_access }}',
      { a: 'https://pics.s3.amazonaws.com/k?X-Amz-Signature=1' },
      'https://pics.s3.amazonaws.com/k?X-Amz-Signature=1',
    ],
    [
      'signs what was escaped',
      '{{ task.input.a | escape | grant_read_access }}',
      { a: 's3://pics/a&b.jpg' },
      signed('pics', 'a&b.jpg'),
    ],
    ['leaves a bucket', '{{ task.input.a | grant_read_access }}', { a: 's3://pics' }, 's3://pics'],
    ['leaves nothing', '[{{ task.input.none | grant_read_access }}]', {}, '[]'],
  ])('%s', async (_, template, input, expected) => {
    expect(await render(template, input)).toBe(expected);
  });

  test('the sample of the reference renders with its attribute as plain JSON', async () => {
    const template =
      '<c src="{{ task.input.taskObject | grant_read_access }}" categories="{{ task.input.labels | to_json | escape }}">';
    const html = await render(template, { taskObject: 's3://pics/a&b.jpg', labels: ["O'Neil", 'R&D'] });
    expect(html).toBe(
      `<c src="${signed('pics', 'a&b.jpg')}" categories="[&quot;O&#39;Neil&quot;,&quot;R&amp;D&quot;]">`,
    );
  });

  test('what the signer throws is thrown, not dressed up as a template error', async () => {
    const failing = renderTemplate({
      template: '{{ "s3://pics/k" | grant_read_access }}',
      where: 'template',
      taskInput: {},
      grantReadAccess: async () => {
        throw new RangeError('no credentials');
      },
    });
    await expect(failing).rejects.toThrow(RangeError);
  });
});

describe('a template that is wrong', () => {
  test.each([
    ['an open tag', 'a\n{% if x %}\nb', 'ui.html: line 2, column 1: tag {% if x %} not closed'],
    ['an open output', 'a\n  {{ y ', 'ui.html: line 2, column 3: output "{{ y " not closed'],
    ['an unknown filter', '{{ y | sparkle }}', 'ui.html: line 1, column 1: undefined filter: sparkle'],
    ['an unknown tag', '{% sparkle %}', 'ui.html: line 1, column 1: tag "sparkle" not found'],
    ['nothing', ' \n', 'ui.html: the template is empty'],
  ])('%s is refused with line and cause', (_, template, message) => {
    expect(() => checkTemplate(template, 'ui.html')).toThrow(
      expect.objectContaining({ name: 'ValidationException', message }),
    );
  });

  test('a right one passes', () => {
    checkTemplate('{{ task.input.a | grant_read_access | to_json | skip_autoescape }}', 'ui.html');
  });

  test('it cannot read files', async () => {
    await expect(render('{% include "/etc/hostname" %}')).rejects.toThrow(
      'template: line 1, column 1: there is no template "/etc/hostname" to include: a template is one file',
    );
  });

  test.each([
    [
      'prints without end',
      '{% for i in (1..999999) %}{{ task.input.a }}{% endfor %}',
      'line 1, column 27: the page grows beyond',
    ],
    [
      'captures without end',
      '{% assign x = "ab" %}{% for i in (1..99) %}{% capture x %}{{ x }}{{ x }}{% endcapture %}{% endfor %}',
      'the page grows beyond',
    ],
    ['makes endless lists', '{% for i in (1..999999999) %}{% endfor %}', 'lists or texts grow beyond'],
    [
      'makes endless texts',
      '{% assign x = "ab" %}{% for i in (1..99) %}{% assign x = x | append: x %}{% endfor %}',
      'lists or texts grow beyond',
    ],
    [
      'takes too long',
      '{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}',
      'rendering takes too long',
      0.3,
    ],
  ])('one that %s is stopped', async (_, template, message, maxSeconds = 50) => {
    await expect(
      renderTemplate({ template, where: 't', taskInput: { a: '<'.repeat(999) }, grantReadAccess, maxSeconds }),
    ).rejects.toThrow(message);
  });
});

describe('whatever the data', () => {
  const { parse, stringify } = JSON;
  /** Texts full of what HTML, Liquid and JSON give a meaning to. */
  const text = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 5 }),
        fc.constantFrom(
          '&',
          '<',
          '>',
          '"',
          "'",
          '&amp;',
          '&lt;',
          '&#39;',
          '</script>',
          '<!--',
          '{{ x }}',
          '{% if %}',
          '\\',
          '\r\n',
          '$&',
          '${x}',
        ),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join(''));
  const decoded = (html: string): string => html.replace(/&(amp|lt|gt|quot|#39|#13);/g, (_, name) => DECODED[name]!);
  const DECODED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#13': '\r' };

  test.each([
    '{{ task.input.a }}',
    '{{ task.input.a | escape }}',
    '{{ task.input.a | escape | escape }}',
    '{% assign x = task.input.a | escape %}{{ x }}',
    '{% capture x %}{{ task.input.a }}{% endcapture %}{{ x }}',
    '{% capture x %}{{ task.input.a | escape }}{% endcapture %}{{ x | escape }}',
    '{{ task.input.a | escape | append: "" }}',
    '{{ task.input.a | escape | strip_newlines | prepend: "" }}',
    '{% for x in task.input.l %}{{ x | escape }}{% endfor %}',
  ])('%s is escaped once', async (template) => {
    await fc.assert(
      fc.asyncProperty(text, async (a) => {
        const html = await render(template, { a, l: [a] });
        expect(html).not.toMatch(/[<>"']/);
        expect(decoded(html)).toBe(template.includes('strip_newlines') ? a.replaceAll('\n', '') : a);
      }),
      { numRuns: 60 },
    );
  });

  test.each(['{{ task.input | to_json }}', '{{ task.input }}', '{{ task.input | to_json | escape }}'])(
    '%s is its JSON in an attribute',
    async (template) => {
      await fc.assert(
        fc.asyncProperty(
          fc.dictionary(text, fc.oneof(text, fc.array(text), fc.integer(), fc.constant(null))),
          async (data) => {
            const html = await render(template, data);
            expect(html).not.toMatch(/[<>"']/);
            expect(parse(decoded(html))).toEqual(parse(stringify(data)));
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  const FILTERS = Object.keys(liquidEngine(async () => '').filters).filter((name) => !name.endsWith('_exp'));
  test('no filter and no tag throws for what is missing', async () => {
    for (const name of FILTERS)
      for (const value of ['task.input.none', 'task.input.none.deeper', 'task.input.none["x"][0]', 'none'])
        await render(`{{ ${value} | ${name} }}{{ ${value} | ${name}: task.input.none }}`);
    await render(
      `{% for x in task.input.none %}{{ x.y }}{% endfor %}{% for p in none.o %}{{ p[0] }}{% endfor %}{% if none.a.b contains "x" and none > 1 %}{% endif %}
       {% case none %}{% when none %}{% endcase %}{% tablerow x in none %}{% endtablerow %}{% assign a = none.b | split: "," | first %}{{ a.b[none] }}{% unless none %}{% endunless %}`,
    );
  });
});
