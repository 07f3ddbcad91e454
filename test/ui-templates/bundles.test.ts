import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { siteFiles } from '../browser/support/bundles';

const FOLDER = join(__dirname, '../../ui-templates/elements');
const registeredIn = (file: string): string[] =>
  [...readFileSync(join(FOLDER, file), 'utf8').matchAll(/import '\.\/([a-z-]+)\/register'/g)].map(([, tag]) => tag!);
const laterTags = [
  ...readFileSync(join(FOLDER, 'shared/later-bundles.ts'), 'utf8').matchAll(/'(crowd-[a-z-]+)': DRAWING/g),
].map(([, tag]) => tag!);

describe('the bundles of the elements', () => {
  test('together hold every element there is, each once', () => {
    const folders = readdirSync(FOLDER, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
      .map(({ name }) => name);
    expect([...registeredIn('crowd-html-elements.ts'), ...registeredIn('crowd-drawing-elements.ts')].sort()).toEqual(
      folders.sort(),
    );
  });

  test('what is fetched later is what pages are told to fetch', () => {
    expect(registeredIn('crowd-drawing-elements.ts').sort()).toEqual(laterTags.sort());
  });

  test('classification and forms come in 150 KB compressed, without the drawing tools', () => {
    const { 'crowd-html-elements.js': main, 'crowd-drawing-elements.js': drawing } = siteFiles().assets;
    expect(gzipSync(main!).length).toBeLessThan(150 * 1024);
    expect(main).not.toContain('upper-canvas');
    expect(drawing).toContain('upper-canvas');
  });
});
