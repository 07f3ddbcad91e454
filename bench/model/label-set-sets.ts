import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { randomGenerator } from '../../core/random/generator';
import type { Example } from '../../model/learners/learner';
import { multiLabelImage } from '../../model/learners/multi-label-image';
import { multiLabelText } from '../../model/learners/multi-label-text';
import type { StructuredSet } from './structured-set';

const shared = join(import.meta.dirname, '../../../shared/data');

/** No set with several labels per object is at hand: these are made of sets with one, several objects joined to one that has all their labels. */
export const labelSetSets: Record<string, () => Promise<StructuredSet | undefined>> = {
  joined_snips7: async () => joinedTexts('text_snips7'),
  joined_digits: joinedDigits,
};

/** One to three texts, one after another. */
function joinedTexts(name: string): StructuredSet | undefined {
  const path = join(shared, name, 'train.jsonl');
  if (!existsSync(path)) return undefined;
  const lines: { source: string; label: string }[] = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const labels = [...new Set(lines.map(({ label }) => label))].sort();
  const random = randomGenerator(`joined ${name}`);
  const examples = Array.from({ length: 5000 }, () => {
    const parts = Array.from({ length: random.pick([1, 1, 2, 2, 3]) }, () => random.pick(lines));
    return {
      input: multiLabelText.fromText(parts.map(({ source }) => source).join(' ')),
      target: multiLabelText.targetOfAnswer(
        parts.map(({ label }) => label),
        labels,
      ),
    };
  });
  return { learner: multiLabelText, labels, examples };
}

/** Two digits side by side; the labels are the digits 0 to 4, so that some pictures have none. */
async function joinedDigits(): Promise<StructuredSet | undefined> {
  const folder = join(shared, 'image_mnist10k');
  if (!existsSync(folder)) return undefined;
  const pixels = gunzipSync(readFileSync(join(folder, 't10k-images-idx3-ubyte.gz'))).subarray(16);
  const classes = gunzipSync(readFileSync(join(folder, 't10k-labels-idx1-ubyte.gz'))).subarray(8);
  const labels = ['0', '1', '2', '3', '4'];
  const random = randomGenerator('joined digits');
  const examples: Example[] = [];
  for (let i = 0; i < 1500; i++) {
    const pair = [random.integer(classes.length), random.integer(classes.length)];
    const both = Buffer.alloc(56 * 28);
    pair.forEach((digit, side) => {
      for (let y = 0; y < 28; y++)
        both.set(pixels.subarray(digit * 784 + y * 28, digit * 784 + y * 28 + 28), y * 56 + side * 28);
    });
    const png = await sharp(both, { raw: { width: 56, height: 28, channels: 1 } })
      .png()
      .toBuffer();
    const names = pair.map((digit) => String(classes[digit])).filter((digit) => labels.includes(digit));
    examples.push({
      input: await multiLabelImage.fromFile(png),
      target: multiLabelImage.targetOfAnswer(names, labels),
    });
  }
  return { learner: multiLabelImage, labels, examples };
}
