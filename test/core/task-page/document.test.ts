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

  test('origins the author wrote are found, ours and Liquid are not', () => {
    const template = `<script src="https://CDN.example/d3.js"></script><link href='https://fonts.example:8443/a.css'>
      <img src="{{ task.input.a | grant_read_access }}"><script src="https://assets.crowd.aws/crowd-html-elements.js"></script>`;
    expect(authorOrigins(template)).toEqual(['https://cdn.example', 'https://fonts.example:8443']);
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
