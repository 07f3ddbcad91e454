import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { digitsAsPng } from '../datasets/digits-as-png';

/** A labelled set as `plumbline simulate` takes it, and how many jobs of a full run are simulated on it. */
export interface BenchSet {
  name: string;
  taskType: string;
  targets: readonly number[];
  /** Jobs per promise and panel of workers; see `seedsOf`. */
  seeds: number;
  /** Jobs of each method of the peers; 0 where they have no model for the kind. */
  peerSeeds: number;
  /** People are always right. */
  brief?: boolean;
  /** Writes what has to be written into a folder; returns the input file. */
  prepare(shared: string, folder: string): Promise<string>;
}

const CLASS_TARGETS = [0.95, 0.975];

const text = (name: string, seeds: number, peerSeeds: number): BenchSet => ({
  name,
  taskType: 'text-classification',
  targets: CLASS_TARGETS,
  seeds,
  peerSeeds,
  prepare: async (shared) => resolve(shared, name, 'train.jsonl'),
});

/**
 * Every labelled set there is but `crowd_spans_ner_a`, whose words are left out of it for their licence: without them nothing can be learnt. Seeds are chosen
 * by what a job takes, so that all of it fits into 40 minutes on two cores.
 */
export const benchSets: readonly BenchSet[] = [
  text('text_sms_spam', 100, 5),
  text('text_ja_hotel_sentiment', 100, 2),
  text('text_trec6', 100, 2),
  text('text_mr_polarity', 100, 2),
  text('text_snips7', 100, 2),
  {
    name: 'image_mnist10k',
    taskType: 'image-classification',
    targets: CLASS_TARGETS,
    seeds: 100,
    peerSeeds: 2,
    prepare: (shared, folder) => digitsAsPng(join(shared, 'image_mnist10k'), folder, 10_000),
  },
  {
    name: 'image_cifar10_crowd',
    taskType: 'image-classification',
    targets: CLASS_TARGETS,
    seeds: 1,
    peerSeeds: 1,
    brief: true,
    prepare: photos,
  },
  {
    name: 'detect_bccd',
    taskType: 'bounding-box',
    // 0.6 is what Ground Truth promised of boxes, and 0.7 of masks. Training on a few dozen pictures takes a minute, and no learner gets near 0.95.
    targets: [0.6],
    seeds: 1,
    peerSeeds: 0,
    brief: true,
    prepare: cells,
  },
  {
    name: 'crowd_masks_cells_4',
    taskType: 'semantic-segmentation',
    // Fewer objects than a first sample asks for: people label all of them.
    targets: [0.7],
    seeds: 1,
    peerSeeds: 0,
    brief: true,
    prepare: outlines,
  },
];

export const isThere = (shared: string, name: string): boolean => existsSync(join(shared, name));

/** Jobs simulated: all with 95 % and the model's labels, fewer where a promise is only looked at. */
export function seedsOf(set: BenchSet, target: number, scope: 'machine' | 'dataset', noisy: boolean): number {
  const share = scope === 'dataset' ? 0.1 : target === set.targets.at(-1) && noisy ? 0.2 : 1;
  return Math.max(Math.min(set.seeds, 3), Math.round(set.seeds * share));
}

async function photos(shared: string, folder: string): Promise<string> {
  const from = join(shared, 'image_cifar10_crowd');
  const photosFolder = join(folder, 'photos');
  await mkdir(photosFolder, { recursive: true });
  execFileSync('tar', ['xzf', resolve(from, 'images.tar.gz'), '-C', photosFolder]);
  const inner = existsSync(join(photosFolder, 'images')) ? 'photos/images' : 'photos';
  const gold = (await readFile(join(from, 'gold.csv'), 'utf8')).trim().split(/\r?\n/).slice(1);
  return written(
    join(folder, 'photos.jsonl'),
    gold.map((line) => {
      const [object, label] = line.split(',') as [string, string];
      const name = /\.\w+$/.test(object) ? object : `${object}.jpg`;
      return { 'source-ref': `${inner}/${name}`, label };
    }),
  );
}

async function cells(shared: string, folder: string): Promise<string> {
  const from = join(shared, 'detect_bccd');
  return written(
    join(folder, 'cells.jsonl'),
    (await goldOf(from)).map(({ object, width, height, boxes }) => ({
      'source-ref': resolve(from, 'images', object as string),
      label: {
        boundingBoxes: (boxes as { class: string }[]).map(({ class: label, ...box }) => ({ ...box, label })),
        inputImageProperties: { width, height },
      },
    })),
  );
}

async function outlines(shared: string, folder: string): Promise<string> {
  const from = join(shared, 'crowd_masks_cells_4');
  return written(
    join(folder, 'outlines.jsonl'),
    (await goldOf(from)).map(({ object, ...mask }) => ({
      'source-ref': resolve(from, 'images', `${object}.png`),
      label: mask,
    })),
  );
}

const goldOf = async (folder: string): Promise<Record<string, unknown>[]> =>
  (await readFile(join(folder, 'gold.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

async function written(path: string, lines: readonly object[]): Promise<string> {
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}
