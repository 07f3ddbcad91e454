import sharp from 'sharp';
import { type RandomGenerator, randomGenerator } from '../../../core/random/generator';
import type { GeneratedObject } from './generated-object';

/**
 * Pictures of one shape on a textured background: 48 × 48 PNG. Size, place, turn, colours and noise vary, a thin line crosses
 * some of them; only the shape tells the class.
 */
export const pictureLabels = ['circle', 'square', 'triangle', 'ring'];

type PictureObject = Extract<GeneratedObject, { kind: 'image' }>;

const SIZE = 48;

export async function generatePictures(count: number, seed: number): Promise<PictureObject[]> {
  const pictures: PictureObject[] = [];
  for (let index = 0; index < count; index++) {
    const draw = randomGenerator(`${seed}:picture:${index}`);
    const label = draw.pick(pictureLabels);
    const png = await sharp(pixels(draw, label), { raw: { width: SIZE, height: SIZE, channels: 3 } })
      .png({ compressionLevel: 6, adaptiveFiltering: false })
      .toBuffer();
    pictures.push({ kind: 'image', fileName: `picture-${String(index).padStart(5, '0')}.png`, png, label });
  }
  return pictures;
}

type Colour = [number, number, number];

function pixels(draw: RandomGenerator, label: string): Buffer {
  const inside = shape(draw, label);
  const light = draw.next() < 0.5;
  const ground = colour(draw, light ? 170 : 60);
  const figure = colour(draw, light ? 75 : 185);
  const [waveX, waveY, strength] = [0.1 + draw.next() * 0.5, 0.1 + draw.next() * 0.5, draw.next() * 18];
  const line = draw.next() < 0.3 ? { angle: draw.next() * Math.PI, offset: (draw.next() - 0.5) * SIZE } : undefined;
  const noise = 6 + draw.next() * 14;
  const data = Buffer.alloc(SIZE * SIZE * 3);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const texture = Math.sin(x * waveX) * Math.cos(y * waveY) * strength;
      const onLine =
        line &&
        Math.abs((x - SIZE / 2) * Math.cos(line.angle) + (y - SIZE / 2) * Math.sin(line.angle) - line.offset) < 0.8;
      const base = inside(x, y) || onLine ? figure : ground;
      for (let channel = 0; channel < 3; channel++) {
        const value = base[channel]! + texture + draw.normal() * noise;
        data[(y * SIZE + x) * 3 + channel] = Math.max(0, Math.min(255, Math.round(value)));
      }
    }
  }
  return data;
}

const colour = (draw: RandomGenerator, level: number): Colour =>
  [0, 0, 0].map(() => level + (draw.next() - 0.5) * 70) as Colour;

/** Whether a pixel lies in the figure. */
function shape(draw: RandomGenerator, label: string): (x: number, y: number) => boolean {
  const radius = 9 + draw.next() * 8;
  const centreX = radius + 2 + draw.next() * (SIZE - 2 * radius - 4);
  const centreY = radius + 2 + draw.next() * (SIZE - 2 * radius - 4);
  const turn = (draw.next() - 0.5) * 0.6;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const local = (x: number, y: number): [number, number] => [
    ((x - centreX) * cos + (y - centreY) * sin) / radius,
    ((y - centreY) * cos - (x - centreX) * sin) / radius,
  ];
  return (x, y) => {
    const [u, v] = local(x, y);
    switch (label) {
      case 'circle':
        return Math.hypot(u, v) < 0.95;
      case 'ring': {
        const distance = Math.hypot(u, v);
        return distance < 1 && distance > 0.58;
      }
      case 'square':
        return Math.max(Math.abs(u), Math.abs(v)) < 0.84;
      default:
        return v < 0.7 && v > -1 && Math.abs(u) < (v + 1) * 0.58;
    }
  };
}
