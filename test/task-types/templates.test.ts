/** The built-in templates hand their elements what the slices prepared, whatever the labels and texts are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { renderTemplate } from '../../core/liquid/render-template';
import type { ManifestLine } from '../../core/manifest/line';
import { readAnswer } from '../../task-types/answers';
import { taskTypes } from '../../task-types/registry';
import { reviewedAttribute } from '../../task-types/reviews';
import { submittedUnchanged } from './submitted-unchanged';

const root = join(__dirname, '../..');
const awkward = [`O'Neil`, `"R&D" <b>`, '猫 {{ task }}'];
const folder = (slug: string) => join(root, 'task-types', slug, 'fixtures');
const json = (slug: string, name: string) => JSON.parse(readFileSync(join(folder(slug), name), 'utf8'));
const lineOf = (slug: string): ManifestLine =>
  JSON.parse(readFileSync(join(folder(slug), 'manifest.jsonl'), 'utf8').split('\n')[0]!);

const unescaped = (text: string) =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');

/** The attributes of the element of that name, as a browser would read them. */
function attributesOf(html: string, name: string): Record<string, string> {
  const tag = [...html.matchAll(/<([a-z-]+)((?:\s+[a-z-]+(?:=(?:"[^"]*"|'[^']*'))?)*)\s*>/g)].find(([, , attributes]) =>
    attributes!.includes(`name="${name}"`),
  );
  if (!tag) throw new Error(`no element called ${name}`);
  return Object.fromEntries(
    [...tag[2]!.matchAll(/([a-z-]+)=("[^"]*"|'[^']*')/g)].map(([, key, value]) => [
      key,
      unescaped(value!.slice(1, -1)),
    ]),
  );
}

const own = taskTypes.filter(({ bringsTemplate }) => !bringsTemplate);
const cases = own.flatMap((type) => ['', 'ja/'].map((language) => [`${language}${type.slug}`, type] as const));

describe.each(cases)('%s', (file, type) => {
  const template = readFileSync(join(root, 'ui-templates', `${file}.liquid.html`), 'utf8');
  const render = async (taskInput: Record<string, unknown>) =>
    attributesOf(
      await renderTemplate({
        template,
        where: file,
        taskInput,
        grantReadAccess: async ({ bucket, key }) => `https://${bucket}.example/${key}?a=1&b=2`,
      }),
      type.element,
    );
  const line = lineOf(type.slug);
  const context = { reviewedAttribute: type.reviews && reviewedAttribute(line, type.reviews, { own: 'kind' }) };

  test('shows the object and labels of any name', async () => {
    const categories = awkward.map((label) => ({ label }));
    const attributes = await render(
      type.preAnnotation({ ...line, ...(line.source && { source: awkward.join(' ') }) }, categories, context),
    );
    if (type.minimumCategories > 0) {
      const shown = JSON.parse(attributes.labels ?? attributes.categories!);
      expect(shown.map((label: unknown) => (typeof label === 'string' ? label : (label as any).label))).toEqual(
        awkward,
      );
    }
    if (type.source === 'image' && attributes.src)
      expect(attributes.src).toBe(`https://acme-lbl.example/${line['source-ref']!.slice(14)}?a=1&b=2`);
    if (attributes.text) expect(attributes.text).toBe(awkward.join(' '));
    if (type.reviews === undefined) expect(attributes['initial-value'] ?? '').toBe('');
  });

  test('starts from an answer as the element would submit it', async () => {
    if (!type.initialValue || type.reviews) return;
    const { labels } = json(type.slug, 'labels.json');
    for (const { answer, content } of json(type.slug, 'answers.json')) {
      const read = readAnswer(type, content, labels);
      if (!read.ok || answer === undefined) continue;
      const initialValue = type.initialValue(read.value, labels);
      const attributes = await render({
        ...type.preAnnotation(line, labels, context),
        initialValue,
        initialValueConfidence: 0.62,
      });
      const text = attributes['initial-value'] ?? attributes.value!;
      const given = typeof initialValue === 'string' ? text : JSON.parse(text);
      expect(readAnswer(type, submittedUnchanged(type, given), labels)).toEqual(read);
      if (attributes['initial-value']) expect(attributes['suggestion-confidence']).toBe('0.62');
    }
  });

  test('shows the earlier label that it is about', async () => {
    if (!type.reviews) return;
    const { labels } = json(type.slug, 'labels.json');
    const input = type.preAnnotation(line, labels, context);
    const attributes = await render(input);
    const signed = (value: unknown) =>
      JSON.parse(
        JSON.stringify(value).replace(
          /s3:\/\/acme-lbl\/([^"]+)/g,
          (_, key) => `https://acme-lbl.example/${key}?a=1&b=2`,
        ),
      );
    if (input.overlay) expect(JSON.parse(attributes.overlay!)).toEqual(signed(input.overlay));
    else expect(JSON.parse(attributes['initial-value']!)).toEqual(signed(input.initialValue));
  });
});
