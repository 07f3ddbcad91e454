import sharp from 'sharp';
import { RunBuilder } from '../../core/formats/mask/semantic-mask';
import { type RandomGenerator, randomGenerator } from '../../core/random/generator';

export const sceneLabels = ['disc', 'square', 'ring'];

/** A drawn picture and what is in it. */
export interface Scene {
  png: Buffer;
  width: number;
  height: number;
  /** `[left, top, width, height, label]`. */
  boxes: [number, number, number, number, string][];
  mask: { width: number; height: number; classes: string[]; runs: number[] };
}

const width = 320;
const height = 240;

/**
 * Discs, squares and rings of colours that vary and meet, on a ground with texture, uneven light and scratches; some lie partly on each other, some pictures
 * are empty. The same number gives the same picture.
 */
export async function drawScene(number: number): Promise<Scene> {
  const draw = randomGenerator(`scene ${number}`);
  const things = placeThings(draw);
  const ground = colour(draw, [150, 140, 120], 30);
  const waves = [draw.next() * 0.15, draw.next() * 0.15, 6 + draw.next() * 14] as const;
  const light = [(draw.next() - 0.5) * 0.25, (draw.next() - 0.5) * 0.25] as const;
  const noise = 5 + draw.next() * 10;
  const scratches = Array.from({ length: draw.integer(4) }, () => ({
    angle: draw.next() * Math.PI,
    offset: (draw.next() - 0.5) * width,
    colour: colour(draw, [90, 80, 80], 60),
  }));
  const data = Buffer.alloc(width * height * 3);
  const builder = new RunBuilder();
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let value = 0;
      let base = ground;
      for (const { angle, offset, colour: own } of scratches)
        if (Math.abs((x - width / 2) * Math.cos(angle) + (y - height / 2) * Math.sin(angle) - offset) < 1) base = own;
      for (const thing of things)
        if (covers(thing, x + 0.5, y + 0.5)) {
          value = thing.label + 1;
          base = thing.colour;
        }
      builder.push(value, 1);
      const shade = 1 + light[0] * (x / width - 0.5) + light[1] * (y / height - 0.5);
      const texture = Math.sin(x * waves[0] + 3) * Math.cos(y * waves[1]) * waves[2];
      for (let c = 0; c < 3; c++)
        data[(y * width + x) * 3 + c] = Math.max(
          0,
          Math.min(255, (base[c]! + texture) * shade + draw.normal() * noise),
        );
    }
  const png = await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return {
    png,
    width,
    height,
    boxes: things.map(({ x, y, radius, label }) => [
      Math.floor(x - radius),
      Math.floor(y - radius),
      Math.ceil(2 * radius),
      Math.ceil(2 * radius),
      sceneLabels[label]!,
    ]),
    mask: { width, height, classes: sceneLabels, runs: builder.runs },
  };
}

interface Thing {
  x: number;
  y: number;
  radius: number;
  label: number;
  colour: number[];
}

const colours = [
  [185, 90, 80],
  [90, 110, 180],
  [150, 95, 150],
];
const radii = [24, 15, 32];

function placeThings(draw: RandomGenerator): Thing[] {
  const wanted = draw.next() < 0.05 ? 0 : 1 + draw.integer(9);
  const things: Thing[] = [];
  for (let tries = 0; things.length < wanted && tries < 60; tries++) {
    const label = draw.integer(sceneLabels.length);
    const radius = radii[label]! * (0.75 + 0.5 * draw.next());
    const x = radius + 1 + draw.next() * (width - 2 * radius - 2);
    const y = radius + 1 + draw.next() * (height - 2 * radius - 2);
    // They may lie on each other by up to a third of the way.
    if (things.some((other) => Math.hypot(other.x - x, other.y - y) < (other.radius + radius) * 0.67)) continue;
    things.push({ x, y, radius, label, colour: colour(draw, colours[label]!, 40) });
  }
  return things;
}

function covers({ x, y, radius, label }: Thing, px: number, py: number): boolean {
  if (label === 1) return Math.max(Math.abs(px - x), Math.abs(py - y)) < radius;
  const distance = Math.hypot(px - x, py - y);
  return distance < radius && (label === 0 || distance > 0.5 * radius);
}

const colour = (draw: RandomGenerator, around: readonly number[], spread: number): number[] =>
  around.map((level) => level + (draw.next() - 0.5) * 2 * spread);
