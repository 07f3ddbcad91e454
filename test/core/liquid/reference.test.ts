/** What templates written for Ground Truth, Augmented AI and Mechanical Turk lean on, one test for each rule; more of each rule in render-template.test.ts. */
import { describe, expect, test } from '@jest/globals';
import { renderTemplate } from '../../../core/liquid/render-template';

const grantReadAccess = async ({ bucket, key }: { bucket: string; key: string }) =>
  `https://${bucket}.s3.example/${encodeURIComponent(key)}?X=1&Y=2`;
const render = (template: string, taskInput: unknown = {}) =>
  renderTemplate({ template, where: 'template', taskInput, grantReadAccess });

type Row = [rule: string, template: string, input: unknown, expected: string];
const rule = (rows: Row[]) =>
  test.each(rows)('%s', async (_, template, input, expected) => {
    expect(await render(template, input)).toBe(expected);
  });

describe('from data object to template', () => {
  rule([
    ['taskInput is task.input', '{{ task.input.a }}', { a: 1 }, '1'],
    ['and nothing else is there', '{{ task | skip_autoescape }}[{{ input }}{{ taskInput }}]', {}, '{"input":{}}[]'],
    [
      'what built-in functions put there: object, labels, header, manifest line',
      '{{ task.input.taskObject }} {{ task.input.labels[1] }} {{ task.input.header }} {{ task.input.manifestLine.source-ref }}',
      { taskObject: 's3://b/k', labels: ['a', 'b'], header: 'H', manifestLine: { 'source-ref': 's3://b/k' } },
      's3://b/k b H s3://b/k',
    ],
    [
      'entity labels as objects',
      '{% for l in task.input.labels %}{{ l.label }}:{{ l.shortDisplayName }};{% endfor %}',
      { labels: [{ label: 'person', shortDisplayName: 'P' }] },
      'person:P;',
    ],
    [
      'keys of the manifest directly, where a function passes them through',
      '{{ task.input.source }} {{ task.input.responses }}',
      { source: 'Why?', responses: ['so', 'no'] },
      'Why? [&quot;so&quot;,&quot;no&quot;]',
    ],
    [
      'Augmented AI’s picture',
      '{% capture u %}s3://{{ task.input.aiServiceRequest.image.s3Object.bucket }}/{{ task.input.aiServiceRequest.image.s3Object.name }}{% endcapture %}{{ u | grant_read_access }}',
      { aiServiceRequest: { image: { s3Object: { bucket: 'pics', name: 'a&b.jpg' } } } },
      'https://pics.s3.example/a%26b.jpg?X=1&amp;Y=2',
    ],
    [
      'Augmented AI’s moderation labels',
      '{% for l in task.input.selectedAiServiceResponse.moderationLabels %}{name:"{{ l.name }}",parentName:"{{ l.parentName }}"},{% endfor %}',
      { selectedAiServiceResponse: { moderationLabels: [{ name: 'A', parentName: '' }] } },
      '{name:"A",parentName:""},',
    ],
    [
      'Augmented AI’s blocks and important keys as attributes',
      '<c initial-value="{{ task.input.selectedAiServiceResponse.blocks }}" keys="{{ task.input.humanLoopContext.importantFormKeys }}">',
      { selectedAiServiceResponse: { blocks: [{ id: '1' }] }, humanLoopContext: { importantFormKeys: '*' } },
      '<c initial-value="[{&quot;id&quot;:&quot;1&quot;}]" keys="*">',
    ],
  ]);
});

describe('tags', () => {
  rule([
    ['for, with else', '{% for x in task.input.l %}{{ x }}{% else %}none{% endfor %}', {}, 'none'],
    [
      'for over a range, reversed, with limit and offset',
      '{% for i in (1..5) reversed limit:2 offset:1 %}{{ i }}{% endfor %}',
      {},
      '32',
    ],
    [
      'break and continue',
      '{% for i in (1..5) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}',
      {},
      '13',
    ],
    [
      'if, elsif, else',
      '{% if task.input.n > 5 %}big{% elsif task.input.n > 2 %}mid{% else %}small{% endif %}',
      { n: 3 },
      'mid',
    ],
    ['unless', '{% unless task.input.x %}no{% else %}yes{% endunless %}', { x: 1 }, 'yes'],
    [
      'case, with several values and else',
      '{% case task.input.a %}{% when "x", "y" %}1{% else %}2{% endcase %}',
      { a: 'y' },
      '1',
    ],
    ['assign', '{% assign a = task.input.l | first %}{{ a }}', { l: ['<'] }, '&lt;'],
    ['capture', '{% capture a %}<i>{{ task.input.t }}</i>{% endcapture %}{{ a }}', { t: '<' }, '<i>&lt;</i>'],
    ['increment and decrement', '{% increment n %}{% increment n %}{% decrement m %}', {}, '01-1'],
    ['raw', '{% raw %}{{ x }}{% endraw %}', {}, '{{ x }}'],
    ['comment, even around what is wrong', '{% comment %}{{ x | nothing }}{% if %}{% endcomment %}-', {}, '-'],
    ['inline comment', '{% # aside %}-', {}, '-'],
    ['cycle', '{% for i in (1..3) %}{% cycle "odd", "even" %} {% endfor %}', {}, 'odd even odd '],
    [
      'tablerow',
      '{% tablerow i in task.input.l cols:1 %}{{ i }}{% endtablerow %}',
      { l: ['<'] },
      '<tr class="row1"><td class="col1">&lt;</td></tr>',
    ],
    ['echo and liquid', '{% liquid\n assign a = "<"\n echo a\n%}', {}, '&lt;'],
    ['white space is trimmed where asked', 'a  {%- if true -%}  b  {%- endif -%}  c', {}, 'abc'],
  ]);
});

describe('operators and literals', () => {
  const holds = (condition: string) => `{% if ${condition} %}y{% else %}n{% endif %}`;
  const input = { n: 2, s: 'ab', l: ['a'], o: { k: null }, e: '', none: null };
  test.each([
    'task.input.n == 2',
    'task.input.n != 3',
    'task.input.n < 3 and task.input.n > 1',
    'task.input.n <= 2 and task.input.n >= 2',
    'task.input.nope or task.input.n',
    'task.input.s contains "b"',
    'task.input.l contains "a"',
    'task.input.o contains "k"',
    'task.input.nope == nil',
    'task.input.none == null',
    'task.input.nope == blank',
    'task.input.e == empty',
    'task.input.e == blank',
    'true',
    'task.input.e',
    '0',
    'task.input.o',
  ])('%s', async (condition) => {
    expect(await render(holds(condition), input)).toBe('y');
  });
  test.each([
    'task.input.nope',
    'nil',
    'false',
    'task.input.none',
    'task.input.nope > 1',
    'task.input.nope contains "x"',
    'task.input.o contains "toString"',
  ])('not: %s', async (condition) => {
    expect(await render(holds(condition), input)).toBe('n');
  });
});

describe('variables', () => {
  rule([
    ['hyphens', '{{ task.input.source-ref }}', { 'source-ref': 'x' }, 'x'],
    [
      'hyphens on a path, and a variable as key',
      '{% assign class_id = 3 %}{{ task.input.manifestLine.my-job-metadata.class-map[class_id] }}',
      { manifestLine: { 'my-job-metadata': { 'class-map': { 3: 'cat' } } } },
      'cat',
    ],
    [
      'strings in brackets',
      '{{ task.input[\'source-ref\'] }}{{ task.input["a b"] }}',
      { 'source-ref': 'x', 'a b': 'y' },
      'xy',
    ],
    ['keys in Japanese', '{{ task.input.名前 }}', { 名前: '値' }, '値'],
    ['keys that begin with a digit', '{{ task.input.3d-points[0] }}', { '3d-points': [7] }, '7'],
    [
      'objects iterate as pairs',
      "{% for box in task.input.boxes %}{{ box[0] }}{{ box[1]['class-name'] }}{{ box[1].Value }}{% endfor %}",
      { boxes: { a: { 'class-name': 'Car', Value: 1 } } },
      'aCar1',
    ],
    [
      'forloop.index, first and last in nested loops',
      '{% for r in task.input.l %}{% for x in r %}{{ forloop.index }}{% if forloop.first %}f{% endif %}{% if forloop.last %}l{% endif %}{% endfor %}|{% endfor %}',
      { l: [[1, 2], [3]] },
      '1f2l|1fl|',
    ],
    [
      'first, last and size of lists',
      '{{ task.input.l.first }}{{ task.input.l.last }}{{ task.input.l.size }}',
      { l: ['a', 'b'] },
      'ab2',
    ],
    [
      'missing variables and properties print nothing and do not throw',
      '[{{ nope }}{{ task.input.a.b.c[0].d }}{{ task.nope.nope }}]',
      {},
      '[]',
    ],
    [
      'numbers print raw',
      'video.currentTime = {{ task.input.start_time }};',
      { start_time: 12.5 },
      'video.currentTime = 12.5;',
    ],
    [
      'task and task.input print JSON',
      '{{ task.input }}{{ task }}',
      { a: '<' },
      '{&quot;a&quot;:&quot;&lt;&quot;}{&quot;input&quot;:{&quot;a&quot;:&quot;&lt;&quot;}}',
    ],
    [
      'objects and lists print as JSON, and are then escaped',
      '<c labels="{{ task.input.labels }}">',
      { labels: ["O'Neil"] },
      '<c labels="[&quot;O&#39;Neil&quot;]">',
    ],
  ]);
});

describe('where tags stand', () => {
  rule([
    [
      'in a start tag',
      '<crowd-input {% if task.input.x %}required{% else %}disabled{% endif %}>',
      {},
      '<crowd-input disabled>',
    ],
    ['in an attribute’s value', '<p class="a {% if task.input.x %}b{% endif %}">', { x: true }, '<p class="a b">'],
    [
      'in a style',
      '<style>{% for c in task.input.l %}.{{ c }}{}{% endfor %}</style>',
      { l: ['a', 'b'] },
      '<style>.a{}.b{}</style>',
    ],
    [
      'in a script',
      '<script>{% if task.input.n %}n = {{ task.input.n }};{% endif %} t = `${n}`;</script>',
      { n: 1 },
      '<script>n = 1; t = `${n}`;</script>',
    ],
    [
      'before any HTML is parsed: across tags',
      '<{{ task.input.tag }} a>{% for x in task.input.l %}</p><p>{% endfor %}',
      { tag: 'p', l: [1] },
      '<p a></p><p>',
    ],
  ]);
});

describe('grant_read_access', () => {
  const url = 'https://pics.s3.example/k.css?X=1&amp;Y=2';
  rule([
    ['takes s3://', '{{ task.input.a | grant_read_access }}', { a: 's3://pics/k.css' }, url],
    [
      'takes https, host style',
      '{{ task.input.a | grant_read_access }}',
      { a: 'https://pics.s3.us-west-2.amazonaws.com/k.css' },
      url,
    ],
    [
      'takes https, path style',
      '{{ task.input.a | grant_read_access }}',
      { a: 'https://s3-us-west-2.amazonaws.com/pics/k.css' },
      url,
    ],
    [
      'takes http, built with capture',
      '{% capture u %}http://s3.amazonaws.com/{{ task.input.b }}/k.css{% endcapture %}{{ u | grant_read_access }}',
      { b: 'pics' },
      url,
    ],
    [
      'takes a literal, in a link',
      '<link href="{{ "s3://pics/k.css" | grant_read_access }}">',
      {},
      `<link href="${url}">`,
    ],
    [
      'takes a literal, in a string of a script',
      '<script>u = \'{{ "s3://pics/k.css" | grant_read_access }}\'</script>',
      {},
      `<script>u = '${url}'</script>`,
    ],
    [
      'passes other addresses',
      '{{ task.input.a | grant_read_access }}',
      { a: 'https://example.com/a?b' },
      'https://example.com/a?b',
    ],
    [
      'passes what is missing, as nothing',
      '[{{ task.input.none | grant_read_access }}{{ "" | grant_read_access }}]',
      {},
      '[]',
    ],
    [
      'passes what is no address',
      '{{ 5 | grant_read_access }}{{ task.input.l | grant_read_access }}{{ "s3://" | grant_read_access }}',
      { l: [] },
      '5[]s3://',
    ],
  ]);
});

describe('escaping', () => {
  rule([
    ['every output is escaped', '{{ task.input.a }}', { a: `&<>"'` }, '&amp;&lt;&gt;&quot;&#39;'],
    ['what to_json makes too', '{{ task.input.a | to_json }}', { a: ['<'] }, '[&quot;&lt;&quot;]'],
    ['strings get quotes from to_json', '{{ task.input.a | to_json }}', { a: 'x' }, '&quot;x&quot;'],
    ['to_json | escape escapes once', '{{ task.input.a | to_json | escape }}', { a: ['R&D'] }, '[&quot;R&amp;D&quot;]'],
    ['escape alone escapes once', '{{ task.input.a | escape }}{{ task.input.a | h }}', { a: '&' }, '&amp;&amp;'],
    ['escape_once', '{{ task.input.a | escape_once }}', { a: '&amp; &' }, '&amp; &amp;'],
    [
      'skip_autoescape, last in the chain, escapes nothing',
      '{{ task.input.html | skip_autoescape }}',
      { html: '<table><tr><td>R&amp;D</td></tr></table>' },
      '<table><tr><td>R&amp;D</td></tr></table>',
    ],
    [
      'JSON of several lines is legal in an attribute',
      '<c l="{{ task.input.a }}">',
      { a: '[\n"x"\n]' },
      '<c l="[\n&quot;x&quot;\n]">',
    ],
  ]);
});
