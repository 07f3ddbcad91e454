import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { generatePictures, pictureLabels } from '../../../bin/commands/generate/pictures';
import { generateSentences, sentenceLabels } from '../../../bin/commands/generate/sentences';

describe('generated sentences', () => {
  test('are the same for the same seed, others for another, and a longer list begins with the shorter', () => {
    expect(generateSentences(50, 3)).toEqual(generateSentences(50, 3));
    expect(generateSentences(50, 3)).not.toEqual(generateSentences(50, 4));
    expect(generateSentences(80, 3).slice(0, 50)).toEqual(generateSentences(50, 3));
  });

  test('differ from each other, cover all classes evenly and are in both languages', () => {
    const sentences = generateSentences(800, 1);
    expect(new Set(sentences.map(({ text }) => text)).size).toBe(800);
    for (const label of sentenceLabels) {
      const count = sentences.filter((sentence) => sentence.label === label).length;
      expect(count).toBeGreaterThan(150);
      expect(count).toBeLessThan(250);
    }
    const japanese = sentences.filter(({ text }) => /[ぁ-ん]/.test(text)).length;
    expect(japanese).toBeGreaterThan(320);
    expect(japanese).toBeLessThan(480);
  });

  test('leave no gap of the grammar unfilled and fit on one line', () => {
    for (const { text } of generateSentences(300, 2)) expect(text).not.toMatch(/[{}\n]|undefined/);
  });
});

describe('generated pictures', () => {
  test('are the same for the same seed', async () => {
    const [once, again, other] = await Promise.all([
      generatePictures(4, 5),
      generatePictures(4, 5),
      generatePictures(4, 6),
    ]);
    expect(once).toEqual(again);
    expect(once.map(({ png }) => png)).not.toEqual(other.map(({ png }) => png));
  });

  test('are PNG files of 48 × 48 pixels in all classes', async () => {
    const pictures = await generatePictures(40, 1);
    expect(new Set(pictures.map(({ label }) => label))).toEqual(new Set(pictureLabels));
    expect(await sharp(pictures[0]!.png).metadata()).toMatchObject({ format: 'png', width: 48, height: 48 });
    expect(pictures.map(({ fileName }) => fileName)).toEqual([...pictures.map(({ fileName }) => fileName)].sort());
  });
});
