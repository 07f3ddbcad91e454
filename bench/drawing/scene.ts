import sharp from 'sharp';

export const WIDTH = 6000;
export const HEIGHT = 4000;
export const LABELS = ['car', 'bus', 'van', 'person', 'sign'];
export const COLORS = ['#2ca02c', '#1f77b4', '#ff7f0e', '#d62728', '#9467bd'];

/** The same numbers in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A picture of 24 megapixels with something to see everywhere. */
export async function picture(): Promise<Buffer> {
  const next = numbers(1);
  const things = Array.from({ length: 900 }, () => {
    const [x, y, r] = [next() * WIDTH, next() * HEIGHT, 20 + next() * 160];
    return `<circle cx="${x | 0}" cy="${y | 0}" r="${r | 0}" fill="hsl(${(next() * 360) | 0} 45% ${30 + ((next() * 45) | 0)}%)"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="#7a8a86"/>${things.join('')}</svg>`;
  return sharp(Buffer.from(svg), { limitInputPixels: false }).jpeg({ quality: 80 }).toBuffer();
}

export interface Box {
  label: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Polygon {
  label: string;
  vertices: { x: number; y: number }[];
}

const inside = (value: number, most: number) => Math.max(0, Math.min(most, Math.round(value)));

export function boxes(count: number): Box[] {
  const next = numbers(2);
  return Array.from({ length: count }, (_, i) => {
    const [width, height] = [30 + Math.round(next() * 170), 30 + Math.round(next() * 170)];
    const [left, top] = [inside(next() * WIDTH, WIDTH - width), inside(next() * HEIGHT, HEIGHT - height)];
    return { label: LABELS[i % LABELS.length]!, left, top, width, height };
  });
}

/** Round outlines with wavy edges, none of which crosses itself. */
export function polygons(count: number, points: number): Polygon[] {
  const next = numbers(3);
  return Array.from({ length: count }, (_, i) => {
    const [x, y, r, waves] = [next() * WIDTH, next() * HEIGHT, 60 + next() * 180, 3 + Math.floor(next() * 7)];
    const vertices = Array.from({ length: points }, (_point, k) => {
      const angle = (2 * Math.PI * k) / points;
      const reach = r * (1 + 0.15 * Math.sin(waves * angle));
      return { x: inside(x + reach * Math.cos(angle), WIDTH), y: inside(y + reach * Math.sin(angle), HEIGHT) };
    });
    return { label: LABELS[i % LABELS.length]!, vertices };
  });
}
