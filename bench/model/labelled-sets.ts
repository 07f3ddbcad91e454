import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { generatePictures } from '../../bin/commands/generate/pictures';
import { imageClassifier } from '../../model/learners/image-classifier';
import type { Example, Learner } from '../../model/learners/learner';
import { textClassifier } from '../../model/learners/text-classifier';

export interface LabelledSet {
  name: string;
  learner: Learner;
  labels: string[];
  examples: Example<unknown>[];
  /** Reading the objects into what the learner takes (for pictures: decoding and features), all of them, one after another. */
  readSeconds: number;
}

const shared = join(import.meta.dirname, '../../../shared/data');

export const setNames = [
  'text_sms_spam',
  'text_ja_hotel_sentiment',
  'text_trec6',
  'text_mr_polarity',
  'text_snips7',
  'image_mnist10k',
  'generated_pictures',
];

/** Undefined when the set is not on this machine. */
export async function labelledSet(name: string): Promise<LabelledSet | undefined> {
  if (name === 'generated_pictures') return drawnPictures();
  if (!existsSync(join(shared, name))) return undefined;
  return name === 'image_mnist10k' ? digits(join(shared, name)) : texts(name, join(shared, name, 'train.jsonl'));
}

function texts(name: string, path: string): LabelledSet {
  const lines: { source: string; label: string }[] = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const labels = [...new Set(lines.map((line) => line.label))].sort();
  const started = performance.now();
  const examples = lines.map(({ source, label }) => ({
    input: textClassifier.fromText(source),
    target: labels.indexOf(label),
  }));
  return { name, learner: textClassifier, labels, examples, readSeconds: (performance.now() - started) / 1000 };
}

/** The first 4,000 digits, out of the IDX files into PNG files, read as the container reads them. */
async function digits(folder: string): Promise<LabelledSet> {
  const pixels = gunzipSync(readFileSync(join(folder, 't10k-images-idx3-ubyte.gz'))).subarray(16);
  const classes = gunzipSync(readFileSync(join(folder, 't10k-labels-idx1-ubyte.gz'))).subarray(8);
  const pngs: Buffer[] = [];
  for (let i = 0; i < 4000; i++)
    pngs.push(
      await sharp(pixels.subarray(i * 784, (i + 1) * 784), { raw: { width: 28, height: 28, channels: 1 } })
        .png()
        .toBuffer(),
    );
  const labels = Array.from({ length: 10 }, (_, digit) => String(digit));
  return pictures('image_mnist10k', labels, pngs, (i) => classes[i]!);
}

async function drawnPictures(): Promise<LabelledSet> {
  const drawn = await generatePictures(2000, 7);
  const labels = [...new Set(drawn.map((picture) => picture.label))].sort();
  return pictures(
    'generated_pictures',
    labels,
    drawn.map((picture) => picture.png),
    (i) => labels.indexOf(drawn[i]!.label),
  );
}

async function pictures(
  name: string,
  labels: string[],
  files: Buffer[],
  targetOf: (i: number) => number,
): Promise<LabelledSet> {
  const started = performance.now();
  const examples: Example<unknown>[] = [];
  for (const [i, file] of files.entries())
    examples.push({ input: await imageClassifier.fromFile(file), target: targetOf(i) });
  return { name, learner: imageClassifier, labels, examples, readSeconds: (performance.now() - started) / 1000 };
}
