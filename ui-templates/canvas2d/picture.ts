import { asStored } from './exif';
import type { Size } from './geometry';

/** Pixels on the longer side above which smaller copies are kept for drawing the picture small. */
const LARGE = 2048;

export type PictureProblem =
  /** There is no picture at the address, or it is not one. */
  | 'missing'
  /** It is shown, but its server does not let pages read it: neither its stored orientation nor its pixels are known. */
  | 'no-cors';

/** A picture that was loaded, as stored. */
export interface Picture extends Size {
  readonly problem?: 'no-cors';
  /** The picture and ever smaller halves of it. */
  readonly levels: readonly CanvasImageSource[];
  /** Whether pixels can be read. */
  readonly isReadable: boolean;
}

/** @throws Error when the address gives no picture */
export async function loadPicture(src: string, signal: AbortSignal): Promise<Picture> {
  const bytes = await read(src, signal);
  if (!bytes) return unreadable(src, signal);
  const source = await decode(new Blob([asStored(bytes.data) as BlobPart], { type: bytes.type }));
  const size = sizeOf(source);
  return { ...size, levels: [source, ...(await halves(source, size))], isReadable: true };
}

/** Undefined when the server's answer is hidden from pages. */
async function read(src: string, signal: AbortSignal): Promise<{ data: Uint8Array; type: string } | undefined> {
  let response: Response;
  try {
    response = await fetch(src, { mode: 'cors', credentials: 'omit', signal });
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const type = response.headers.get('content-type') ?? '';
  return { data: new Uint8Array(await response.arrayBuffer()), type };
}

async function decode(blob: Blob): Promise<CanvasImageSource> {
  try {
    return await createImageBitmap(blob);
  } catch {
    // Vector pictures are only drawn by image elements, which need to be told what they are.
    const isVector = (await blob.slice(0, 1024).text()).includes('<svg') || blob.type.startsWith('image/svg');
    const url = URL.createObjectURL(isVector ? new Blob([blob], { type: 'image/svg+xml' }) : blob);
    try {
      return await element(url);
    } finally {
      URL.revokeObjectURL(url);
    }
  }
}

async function element(src: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = src;
  await image.decode();
  if (image.naturalWidth === 0) throw new Error('no size');
  return image;
}

async function unreadable(src: string, signal: AbortSignal): Promise<Picture> {
  const image = await element(src);
  signal.throwIfAborted();
  return { ...sizeOf(image), levels: [image], isReadable: false, problem: 'no-cors' };
}

const sizeOf = (source: CanvasImageSource): Size =>
  source instanceof HTMLImageElement
    ? { width: source.naturalWidth, height: source.naturalHeight }
    : { width: (source as ImageBitmap).width, height: (source as ImageBitmap).height };

async function halves(source: CanvasImageSource, { width, height }: Size): Promise<ImageBitmap[]> {
  const levels: ImageBitmap[] = [];
  let larger = source as ImageBitmapSource;
  for (let divisor = 2; Math.max(width, height) / (divisor / 2) > LARGE; divisor *= 2) {
    larger = await createImageBitmap(larger, {
      resizeWidth: Math.max(1, Math.round(width / divisor)),
      resizeHeight: Math.max(1, Math.round(height / divisor)),
      resizeQuality: 'medium',
    });
    levels.push(larger as ImageBitmap);
  }
  return levels;
}

/** The smallest copy that has at least as many pixels as will be shown. */
export function levelFor(picture: Picture, devicePixels: number): CanvasImageSource {
  const wanted = Math.floor(Math.log2(1 / Math.max(devicePixels, 1e-6)));
  return picture.levels[Math.max(0, Math.min(wanted, picture.levels.length - 1))]!;
}

/** Pixels of a part of the picture, at most `most` on the longer side; undefined where they cannot be read. */
export function pixelsOf(
  picture: Picture,
  part: { left: number; top: number; width: number; height: number },
  most = Number.POSITIVE_INFINITY,
): ImageData | undefined {
  if (!picture.isReadable) return undefined;
  const scale = Math.min(1, most / Math.max(part.width, part.height));
  const width = Math.max(1, Math.round(part.width * scale));
  const height = Math.max(1, Math.round(part.height * scale));
  const level = levelFor(picture, scale);
  const shrink = sizeOf(level).width / picture.width;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  const [left, top] = [part.left * shrink, part.top * shrink];
  context.drawImage(level, left, top, part.width * shrink, part.height * shrink, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
