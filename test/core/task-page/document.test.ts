import { describe, expect, test } from '@jest/globals';
import { dataOrigins, taskPagePolicy } from '../../../core/task-page/content-security-policy';
import { authorOrigins, taskDocument } from '../../../core/task-page/document';
import { hasOwnScripts } from '../../../core/task-page/own-scripts';
import { languageOf, noticePage } from '../../../lambdas/task-page/notice-page';

const SCRIPT = '<script src="/assets/crowd-html-elements.js"></script>';

describe('a page out of a template', () => {
  test('a fragment becomes a document, on the author’s own lines', () => {
    const page = taskDocument('<crowd-form>\n</crowd-form>', 'ja');
    expect(page).toMatch(
      /^<!doctype html><html lang="ja"><head>.*<\/head><body><crowd-form>\n<\/crowd-form><\/body><\/html>$/s,
    );
    expect(page.split('\n')).toHaveLength(2);
    expect(page).toContain(SCRIPT);
  });

  test.each([
    'https://assets.crowd.aws/crowd-html-elements.js',
    'http://assets.crowd.aws/crowd-html-elements.js',
    'https://assets.crowd.aws/crowd-html-elements-v2.js',
    'https://assets.crowd.aws/crowd-html-elements-v2s.js',
  ])('%s is our bundle, and is not added a second time', (url) => {
    const page = taskDocument(`<script src="${url}"></script><crowd-form></crowd-form>`, 'en');
    expect(page.match(/\/assets\/crowd-html-elements\.js/g)).toHaveLength(1);
    expect(page).not.toContain('assets.crowd.aws');
  });

  test.each([
    ['<!DOCTYPE html><html><head lang="x"><title>T</title></head></html>', `<head lang="x">${SCRIPT}<title>`],
    ['<html class="a"><body></body></html>', `<html class="a">${SCRIPT}<body>`],
    ['<!doctype html>\n<p>x</p>', `<!doctype html>${SCRIPT}\n<p>`],
  ])('a document stays one: %s', (template, expected) => {
    const page = taskDocument(template, 'en');
    expect(page).toContain(expected);
    expect(page.replace(SCRIPT, '')).toBe(template);
  });

  test.each([
    ['at the top', (tag: string) => `${tag}<p>x</p>`],
    ['at the end', (tag: string) => `<p>x</p>${tag}`],
    ['before the document', (tag: string) => `${tag}\n<!DOCTYPE html><html><body>x</body></html>`],
    ['in the head', (tag: string) => `<!DOCTYPE html><html><head>${tag}</head><body>x</body></html>`],
    ['within the form', (tag: string) => `<crowd-form>${tag}<p>x</p></crowd-form>`],
    ['twice, in both versions', (tag: string) => `${tag}${tag.replace('elements.js', 'elements-v2.js')}`],
    ['as a module', (tag: string) => tag.replace('<script', '<script type="module"')],
  ])('the script is found %s', (_, template) => {
    const crowd = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>';
    const page = taskDocument(template(crowd), 'en');
    const own = template(crowd).replace(/https:[^"]*\.js/g, '/assets/crowd-html-elements.js');
    expect(page).toContain(own);
    expect(page.replace(own, '')).not.toContain('crowd-html-elements');
  });

  test.each([
    '<!-- <script src="https://assets.crowd.aws/crowd-html-elements.js"></script> -->',
    '{% comment %}/assets/crowd-html-elements.js{% endcomment %}',
  ])('in a comment it is none: %s', (comment) => {
    expect(taskDocument(`${comment}<crowd-form></crowd-form>`, 'en')).toContain(`${SCRIPT}</head>`);
  });

  test('digests of the old files go, those of other files stay', () => {
    const page = taskDocument(
      `<script integrity="sha384-a" src="https://assets.crowd.aws/crowd-html-elements.js" crossorigin="anonymous"></script>
      <link rel="stylesheet" href="https://assets.crowd.aws/css/crowd-html-elements-v2.css" integrity='sha384-b'>
      <script src="https://cdn.example/d3.js" integrity="sha384-c" crossorigin></script>`,
      'en',
    );
    expect(page.match(/integrity="[^"]*"/g)).toEqual(['integrity="sha384-c"']);
    expect(page).toContain('<script src="/assets/crowd-html-elements.js" crossorigin="anonymous">');
    expect(page).toContain('<link rel="stylesheet" href="/assets/crowd-html-elements.css">');
  });

  test('a document keeps its language, head and the attributes of its body', () => {
    const page = taskDocument(
      '<!DOCTYPE html>\n<html lang="fr" data-a>\n<head><base target="_self"><style>p{}</style></head>\n<body class="b" onload="start()"><crowd-form></crowd-form></body></html>',
      'ja',
    );
    for (const piece of ['<html lang="fr" data-a>', '<style>p{}</style>', '<body class="b" onload="start()">'])
      expect(page).toContain(piece);
    expect(page.match(/<(?:html|head|body)[ >]/g)).toHaveLength(3);
  });

  test('shown elsewhere it loads the elements from where they are', () => {
    const page = taskDocument('<link href="https://assets.crowd.aws/css/crowd-html-elements-v2.css">', 'en', {
      origin: 'https://portal.example',
    });
    expect(page).toContain('<script src="https://portal.example/assets/crowd-html-elements.js">');
    expect(page).toContain('<link href="https://portal.example/assets/crowd-html-elements.css">');
  });

  test('pictures of Augmented AI’s instructions are drawn, others of that host are a placeholder', () => {
    const names = [
      'correct-value-text',
      'correct-value',
      'not-a-key-value-pair',
      'key-is-not-found',
      'value-is-blank',
      'sample-key-value-pair-1',
      'sample-key-value-pair-2',
      'multiple-lines',
    ];
    const drawn = [...names, 'unknown'].map((name) => {
      const page = taskDocument(
        `<img src="https://assets.crowd.aws/images/a2i-console/${name}.png" width="100%" />`,
        'en',
      );
      const [, url] = /<img src="data:image\/svg\+xml,([^"{}<>'()\s]*)" width="100%" \/>/.exec(page)!;
      return decodeURIComponent(url!);
    });
    expect(new Set(drawn).size).toBe(names.length + 1);
    for (const svg of drawn) expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*<\/svg>$/s);
    expect(taskDocument('<p style="background:url(//assets.crowd.aws/images/x/y.jpg)">', 'en')).toContain(
      'url(data:image/svg+xml,',
    );
  });

  test('nor are those of services that are gone', () => {
    expect(
      authorOrigins(
        '<img src="https://assets.crowd.aws/images/a2i-console/multiple-lines.png"><script src="https://s3.amazonaws.com/mturk-public/externalHIT_v1.js"></script>',
      ),
    ).toEqual([]);
  });

  test('origins the author wrote are found, ours and Liquid are not', () => {
    const template = `<script src="https://CDN.example/d3.js"></script><link href='https://fonts.example:8443/a.css'>
      <img src="{{ task.input.a | grant_read_access }}"><script src="https://assets.crowd.aws/crowd-html-elements.js"></script>`;
    expect(authorOrigins(template)).toEqual(['https://cdn.example', 'https://fonts.example:8443']);
  });
});

describe('a page of Mechanical Turk', () => {
  const page = (template: string) => taskDocument(template, 'en', { dialect: 'mturk' });
  const SHIM = '<script src="/assets/external-hit.js"></script>';

  test.each([
    'https://s3.amazonaws.com/mturk-public/externalHIT_v1.js',
    'http://s3.amazonaws.com/mturk-public/externalHIT_v1.js',
    '//mturk-public.s3.amazonaws.com/externalHIT_v1.js',
  ])('%s is our script, and is not added a second time', (url) => {
    const template = `<script type="text/javascript" src="${url}"></script><form id="mturk_form"></form>`;
    for (const dialect of ['mturk', 'liquid'] as const) {
      const html = taskDocument(template, 'en', { dialect });
      expect(html.match(/\/assets\/external-hit\.js/g)).toHaveLength(1);
      expect(html).not.toContain('amazonaws');
    }
  });

  test('has our scripts', () => {
    expect(page('<form></form>')).toContain(`${SCRIPT}${SHIM}</head><body><form></form></body>`);
    expect(taskDocument('<form></form>', 'en')).not.toContain(SHIM);
  });

  test('is taken out of the XML it was sent in', () => {
    const html = '<!DOCTYPE html>\n<html><body><form id="mturk_form"></form></body></html>';
    const question = `<?xml version="1.0"?><HTMLQuestion xmlns="http://example.com/HTMLQuestion.xsd"><HTMLContent><![CDATA[\n${html}\n]]></HTMLContent><FrameHeight>0</FrameHeight></HTMLQuestion>`;
    expect(page(question).trim()).toBe(page(html));
  });

  test.each([
    ['<p>${a}</p><input name="x">', '<body><form id="mturk_form" data-added><p>${a}</p><input name="x"></form></body>'],
    [
      '<html><body class="b"><input></body></html>',
      '<body class="b"><form id="mturk_form" data-added><input></form></body></html>',
    ],
    ['<html><head></head><input></html>', '</head><form id="mturk_form" data-added><input></form></html>'],
  ])('without a form gets one: %s', (template, expected) => {
    expect(page(template)).toContain(expected);
  });

  test.each([
    '<crowd-form></crowd-form>',
    '<FORM action="/x"></FORM>',
    '<crowd-entity-annotation></crowd-entity-annotation>',
  ])('with %s gets none', (template) => {
    expect(page(template)).not.toContain('data-added');
  });
});

describe('its policy', () => {
  const directives = (policy: string) =>
    Object.fromEntries(policy.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]));

  test('gives the page no origin, no foreign scripts, no way out by a form', () => {
    const policy = directives(taskPagePolicy({ author: [], granted: [] }));
    expect(policy.sandbox).toEqual(['allow-scripts', 'allow-forms', 'allow-modals']);
    expect(policy['default-src']).toEqual(["'none'"]);
    expect(policy['script-src']).not.toContain('https:');
    expect([policy['form-action'], policy['base-uri'], policy['frame-ancestors']]).toEqual([
      ["'none'"],
      ["'none'"],
      ["'self'"],
    ]);
  });

  test('admits what the author names and what was signed', () => {
    const policy = directives(
      taskPagePolicy({ author: ['https://cdn.example'], granted: ['http://bucket.example:9000'] }),
    );
    expect(policy['script-src']).toEqual(expect.arrayContaining(['https://cdn.example', 'http://bucket.example:9000']));
    for (const name of ['img-src', 'media-src', 'connect-src'])
      expect(policy[name]).toContain('http://bucket.example:9000');
  });

  test('runs nothing but the elements where the template has no scripts', () => {
    const author = ['https://cdn.example'];
    expect(
      directives(taskPagePolicy({ author, granted: author, allowed: author, scripts: false }))['script-src'],
    ).toEqual(["'self'"]);
    const crowd = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>';
    const form = '<crowd-form answer-format="flatten-objects"><p class="one" data-on="x">on = off</p></crowd-form>';
    expect(hasOwnScripts(`${crowd}${form}<script src='/assets/crowd-html-elements-v2.js'></script>`)).toBe(false);
    for (const own of [
      '<script>',
      '<SCRIPT type="module">',
      '<script src="https://cdn.example/lib.js">',
      '<script data-src="crowd-html-elements.js">',
      '<body onload="start()">',
      '<a href="javascript:start()">',
      '{{ task.input.html | skip_autoescape }}',
    ])
      expect([own, hasOwnScripts(crowd + own)]).toEqual([own, true]);
  });

  test('lets nothing be sent or fetched elsewhere, until the job’s owner allows it', () => {
    const names = ['img-src', 'media-src', 'connect-src', 'frame-src', 'script-src', 'style-src', 'font-src'];
    const author = ['https://cdn.example'];
    const strict = directives(taskPagePolicy({ author, granted: [] }));
    for (const name of names) expect(strict[name]).not.toContain('https:');
    const wide = directives(taskPagePolicy({ author, granted: [], allowed: ['https://*.maps.example'] }));
    for (const name of names) expect(wide[name]).toContain('https://*.maps.example');
  });

  test('lets what the data names be shown, and never be run', () => {
    const data = dataOrigins({
      taskObject: 'https://photos.example/1.jpg',
      more: [{ thumb: 'https://photos.example:8443/2.jpg' }],
      text: 'see https://evil.example for more',
      broken: "https://a.example'; script-src *",
    });
    expect(data).toEqual(['https://photos.example', 'https://photos.example:8443']);
    const policy = directives(taskPagePolicy({ author: [], granted: [], data }));
    expect(policy['img-src']).toContain('https://photos.example');
    for (const name of ['script-src', 'style-src']) expect(policy[name]!.join()).not.toContain('photos.example');
  });
});

describe('notices', () => {
  test('escape what they tell', () => {
    expect(noticePage('en', 'template', 'line 1: <script>')).toContain('line 1: &lt;script&gt;');
  });

  test.each([
    ['ja', 'en-US', 'ja'],
    [undefined, 'ja-JP,ja;q=0.9,en;q=0.8', 'ja'],
    [undefined, 'de,ja', 'en'],
    ['xx', undefined, 'en'],
  ])('language asked %p, accepted %p: %s', (asked, accepted, language) => {
    expect(languageOf(asked, accepted)).toBe(language);
  });
});
