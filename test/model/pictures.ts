import sharp from 'sharp';
import { randomGenerator } from '../../core/random/generator';

export const shapes = ['red circle', 'blue circle', 'red square', 'blue square'] as const;

/** A noisy picture of a shape of one colour somewhere on a grey ground; which one, where and how large depend on the number alone. */
export async function picture(number: number, format: 'png' | 'jpeg' = 'png'): Promise<Buffer> {
  const random = randomGenerator(number);
  const side = 64 + Math.floor(random.next() * 33);
  const [colour, shape] = shapes[number % shapes.length]!.split(' ');
  const radius = side * (0.18 + 0.12 * random.next());
  const cx = radius + random.next() * (side - 2 * radius);
  const cy = radius + random.next() * (side - 2 * radius);
  const pixels = Buffer.alloc(side * side * 3);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const inside =
        shape === 'circle'
          ? Math.hypot(x - cx, y - cy) < radius
          : Math.max(Math.abs(x - cx), Math.abs(y - cy)) < radius * 0.88;
      const base = !inside ? [128, 128, 128] : colour === 'red' ? [200, 60, 50] : [50, 70, 200];
      for (let c = 0; c < 3; c++)
        pixels[(y * side + x) * 3 + c] = Math.max(0, Math.min(255, base[c]! + (random.next() - 0.5) * 80));
    }
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .toFormat(format)
    .toBuffer();
}
