/**
 * `npx tsx bench/drawing/masks.ts`: the mask tools without a browser. How long each action takes on a 24-megapixel mask, and how well an
 * object is found from its four outermost points, beside filling the box or the ellipse through them. Writes
 * bench/results/masks-drawing.{json,md}.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { colourOf } from '../../core/formats/mask/ground-truth-picture';
import { randomGenerator } from '../../core/random/generator';
import { holesOf, islandsOf, regionAt } from '../../ui-templates/canvas2d/mask/components';
import { LabelRaster } from '../../ui-templates/canvas2d/mask/label-raster';
import type { MaskChange } from '../../ui-templates/canvas2d/mask/mask-change';
import { MaskPen } from '../../ui-templates/canvas2d/mask/mask-pen';
import { MaskPng } from '../../ui-templates/canvas2d/mask/mask-png';
import { CELLS, drawTile, type MaskLook } from '../../ui-templates/canvas2d/mask/mask-tile';
import { readMask } from '../../ui-templates/canvas2d/mask/read-mask';
import { polygonSpans, strokeSpans } from '../../ui-templates/canvas2d/mask/shapes';
import { findObject } from '../../ui-templates/canvas2d/mask/smart/find-object';
import { drawScene } from '../model/drawn-scenes';
import { markdownTable, writeResults } from '../results-file';
import { type Picture, readPicture, reducedBy, samplerOf } from './picture-samples';
import { extremesOf, intersectionOverUnion, type Truth } from './truths';

const COLOURS = Array.from({ length: 20 }, (_, i) => colourOf(i));
const WIDTH = 6000;
const HEIGHT = 4000;
const DISCS = [
  { x: 600, y: 700, radius: 100 },
  { x: 1200, y: 3000, radius: 400 },
  { x: 4200, y: 2000, radius: 1500 },
];

const times = timed();
const qualities = [await cellsQuality(), await scenesQuality()].filter((quality) => quality !== undefined);
const lines = [
  '# Painting masks',
  '',
  'Made by `npx tsx bench/drawing/masks.ts`.',
  '',
  `A mask of ${WIDTH} × ${HEIGHT} pixels with 150 discs of 500 pixels in 20 labels. Milliseconds: least and median of several runs; one frame of a display is 16. Whatever else the machine does meanwhile is in the median.`,
  '',
  ...markdownTable(
    ['action', 'least, ms', 'median, ms', 'note'],
    times.map(({ action, least, median, note }) => [action, least.toFixed(1), median.toFixed(1), note]),
  ),
  '',
  'An object found from its four outermost points, taken from the true mask: mean intersection over union with the true mask. Nothing is tuned per set.',
  '',
  ...markdownTable(
    ['set', 'objects', 'found', 'ellipse', 'box', 'one click', 'found, ms'],
    qualities.map(({ name, objects, found, ellipse, box, click, ms }) => [
      name,
      objects,
      found.toFixed(3),
      ellipse.toFixed(3),
      box.toFixed(3),
      click.toFixed(3),
      ms.toFixed(0),
    ]),
  ),
];
console.log(lines.join('\n'));
await writeResults('masks-drawing', { times, qualities }, lines);

interface Time {
  action: string;
  least: number;
  median: number;
  note: string;
}

function timed(): Time[] {
  const random = randomGenerator('masks');
  const at = () => ({ x: random.next() * WIDTH, y: random.next() * HEIGHT });
  const raster = new LabelRaster(WIDTH, HEIGHT);
  const stroke = (value: number, diameter: number, from = at(), to = from): MaskChange | undefined => {
    const pen = new MaskPen(raster, value);
    strokeSpans(from, to, diameter, (...span) => pen.fill(...span));
    return pen.finish();
  };
  for (let i = 0; i < 150; i++) stroke(1 + (i % 20), 500);
  const png = new MaskPng(raster);
  const times: Time[] = [];
  const measure = (action: string, runs: number, run: () => unknown, note: () => string = () => '') => {
    const all: number[] = [];
    for (let i = 0; i < runs; i++) {
      const begin = performance.now();
      run();
      all.push(performance.now() - begin);
    }
    all.sort((a, b) => a - b);
    times.push({ action, least: all[0]!, median: all[runs >> 1]!, note: note() });
    console.error(times.at(-1));
  };
  const near = () => {
    const from = at();
    return [from, { x: from.x + 200, y: from.y + 100 }] as const;
  };
  let change: MaskChange | undefined;
  measure(
    'stroke of 40 pixels, 220 long',
    30,
    () => {
      change = stroke(3, 40, ...near());
    },
    () => `undo step of ${((change?.size ?? 0) / 1024).toFixed(1)} kB`,
  );
  measure('undo and redo of it', 30, () => {
    change?.undo();
    change?.redo();
  });
  measure(
    'stroke of 1,000 pixels, 220 long',
    10,
    () => {
      change = stroke(4, 1000, ...near());
    },
    () => `undo step of ${((change?.size ?? 0) / 1024).toFixed(1)} kB`,
  );
  measure('polygon of 2,000 pixels', 10, () => {
    const { x, y } = at();
    const pen = new MaskPen(raster, 5);
    const corners = Array.from({ length: 40 }, (_, i) => ({
      x: x + (800 + 200 * (i % 2)) * Math.cos((i * Math.PI) / 20),
      y: y + (800 + 200 * (i % 2)) * Math.sin((i * Math.PI) / 20),
    }));
    polygonSpans(corners, (...span) => pen.fill(...span));
    pen.finish();
  });
  measure('region under a click', 5, () => regionAt(raster, Math.floor(at().x), Math.floor(at().y)));
  measure('holes of a label', 5, () => holesOf(raster, 3));
  measure('islands of a label', 5, () => islandsOf(raster, 3, 100));
  const look: MaskLook = {
    fill: new Uint32Array(21).fill(0x80808080),
    edge: new Uint32Array(21).fill(0xff808080),
    isStriped: new Uint8Array(21),
  };
  const cells = new Uint32Array(CELLS * CELLS);
  measure(
    'draw a screen of it, all in sight',
    5,
    () => {
      for (let y = 0; y < 4; y++) for (let x = 0; x < 6; x++) drawTile(raster, x, y, 2, look, cells);
    },
    () => '24 squares; only those that changed are drawn again',
  );
  measure(
    'write as PNG, all of it',
    3,
    () => new MaskPng(raster).base64(COLOURS),
    () => `${Math.round(png.base64(COLOURS).length / 1024)} kB of base64`,
  );
  measure('write again after a stroke', 10, () => {
    stroke(3, 40, ...near());
    png.base64(COLOURS);
  });
  measure('read a PNG', 3, () => readMask(png.bytes(COLOURS), raster, COLOURS));
  const picture = largePicture();
  const sample = reducedBy(picture);
  const hints = { include: [], exclude: [], reach: 0, bias: 0 };
  for (const { x, y, radius } of DISCS)
    measure(`find an object ${2 * radius} pixels wide from four points`, 9, () => {
      const extremes = [
        { x: x - radius, y },
        { x: x + radius, y },
        { x, y: y - radius },
        { x, y: y + radius },
      ];
      findObject({ ...hints, extremes }, picture, sample);
    });
  return times;
}

/** Discs with texture on ground with texture, reduced copies ready as the page has them. */
function largePicture(): Picture {
  const data = new Uint8Array(4 * WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const isIn = DISCS.some((disc) => Math.hypot(x - disc.x, y - disc.y) < disc.radius);
      const noise = ((x * 7919 + y * 104_729) % 41) - 20;
      const i = 4 * (y * WIDTH + x);
      data[i] = (isIn ? 160 : 90) + noise;
      data[i + 1] = (isIn ? 90 : 110) + noise;
      data[i + 2] = (isIn ? 80 : 120) + noise;
      data[i + 3] = 255;
    }
  return { width: WIDTH, height: HEIGHT, data };
}

interface Quality {
  name: string;
  objects: number;
  found: number;
  ellipse: number;
  box: number;
  click: number;
  ms: number;
}

async function cellsQuality(): Promise<Quality | undefined> {
  const folder = join(import.meta.dirname, '../../../shared/data/crowd_masks_cells_4');
  if (!existsSync(folder)) {
    console.error(`cells: left out, ../shared/data/crowd_masks_cells_4 is not there`);
    return undefined;
  }
  const cases: { picture: Picture; truth: Truth }[] = [];
  for (const line of readFileSync(join(folder, 'gold.jsonl'), 'utf8').trim().split('\n')) {
    const { object, width, height, counts } = JSON.parse(line);
    const pixels = new Uint8Array(width * height);
    let at = 0;
    for (const [i, length] of (counts as number[]).entries()) {
      if (i % 2 === 1) pixels.fill(1, at, at + length);
      at += length;
    }
    cases.push({
      picture: await readPicture(sharp(join(folder, 'images', `${object}.png`))),
      truth: { width, height, pixels },
    });
  }
  return quality('cells (fluorescence, crowd_masks_cells_4)', cases);
}

/** What lies on top counts only as far as it can be seen. */
async function scenesQuality(): Promise<Quality> {
  const cases: { picture: Picture; truth: Truth }[] = [];
  for (let number = 0; number < 20; number++) {
    const { png, width, height, boxes, mask } = await drawScene(number);
    const picture = await readPicture(sharp(png));
    for (const [left, top, boxWidth, boxHeight, label] of boxes) {
      const wanted = mask.classes.indexOf(label) + 1;
      const pixels = new Uint8Array(width * height);
      let at = 0;
      for (let i = 0; i < mask.runs.length; i += 2) {
        if (mask.runs[i] === wanted)
          for (let p = at; p < at + mask.runs[i + 1]!; p++) {
            const [x, y] = [p % width, Math.floor(p / width)];
            if (x >= left - 1 && x <= left + boxWidth && y >= top - 1 && y <= top + boxHeight) pixels[p] = 1;
          }
        at += mask.runs[i + 1]!;
      }
      if (pixels.includes(1)) cases.push({ picture, truth: { width, height, pixels } });
    }
  }
  return quality('drawn discs, squares and rings', cases);
}

function quality(name: string, cases: { picture: Picture; truth: Truth }[]): Quality {
  const sums = { found: 0, ellipse: 0, box: 0, click: 0, ms: 0 };
  for (const { picture, truth } of cases) {
    const sample = samplerOf(picture);
    const extremes = extremesOf(truth);
    const hints = { extremes, include: [], exclude: [], reach: 0, bias: 0 };
    const begin = performance.now();
    const found = findObject(hints, truth, sample);
    sums.ms += performance.now() - begin;
    const [left, right, top, bottom] = extremes as [Point, Point, Point, Point];
    const middle = { x: (left.x + right.x) / 2, y: (top.y + bottom.y) / 2 };
    const inBox = (x: number, y: number) => x >= left.x && x <= right.x && y >= top.y && y <= bottom.y;
    const inEllipse = (x: number, y: number) =>
      Math.hypot((2 * (x - middle.x)) / (right.x - left.x), (2 * (y - middle.y)) / (bottom.y - top.y)) <= 1;
    sums.found += intersectionOverUnion(truth, drawn(truth, found));
    sums.box += intersectionOverUnion(truth, where(truth, inBox));
    sums.ellipse += intersectionOverUnion(truth, where(truth, inEllipse));
    const reach = Math.max(right.x - left.x, bottom.y - top.y);
    const clicked = findObject({ ...hints, extremes: [], include: [innermost(truth)], reach }, truth, sample);
    sums.click += intersectionOverUnion(truth, drawn(truth, clicked));
  }
  const mean = (sum: number) => sum / cases.length;
  return {
    name,
    objects: cases.length,
    found: mean(sums.found),
    ellipse: mean(sums.ellipse),
    box: mean(sums.box),
    click: mean(sums.click),
    ms: mean(sums.ms),
  };
}

interface Point {
  x: number;
  y: number;
}

function drawn({ width, height }: Truth, spans: readonly number[] | undefined): Uint8Array {
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < (spans?.length ?? 0); i += 3)
    pixels.fill(1, spans![i]! * width + spans![i + 1]!, spans![i]! * width + spans![i + 2]!);
  return pixels;
}

function where({ width, height }: Truth, isIn: (x: number, y: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) =>
    isIn((i % width) + 0.5, Math.floor(i / width) + 0.5) ? 1 : 0,
  );
}

/** The pixel of the object that lies nearest to its centre of mass. */
function innermost({ width, pixels }: Truth): Point {
  const all = [...pixels.entries()].flatMap(([i, pixel]) =>
    pixel ? { x: (i % width) + 0.5, y: Math.floor(i / width) + 0.5 } : [],
  );
  const centre = {
    x: all.reduce((sum, { x }) => sum + x, 0) / all.length,
    y: all.reduce((sum, { y }) => sum + y, 0) / all.length,
  };
  const off = ({ x, y }: Point) => Math.hypot(x - centre.x, y - centre.y);
  return all.reduce((a, b) => (off(b) < off(a) ? b : a));
}
