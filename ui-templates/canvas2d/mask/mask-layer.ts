import type { Frame, Layer } from '../stage';
import { visibleRect } from '../viewport';
import type { LabelRaster } from './label-raster';
import { TILE } from './label-raster';
import { CELLS, drawTile, type MaskLook } from './mask-tile';

/** Squares that are kept drawn, 256 kB each: several screens full. */
const MOST_KEPT = 256;

interface Square {
  at: number;
  look: MaskLook;
  canvas: HTMLCanvasElement | undefined;
}

/** The mask over the picture. Squares of it are drawn once and kept until their pixels or their look change. */
export class MaskLayer implements Layer {
  private readonly canvas = document.createElement('canvas');
  private readonly squares = new Map<string, Square>();
  private readonly image = new ImageData(CELLS, CELLS);
  private shown: { raster: LabelRaster; look: MaskLook; at: number } | undefined;

  /** @param content undefined while there is no picture; the look is a new object whenever it has changed */
  constructor(private readonly content: () => { raster: LabelRaster; look: MaskLook } | undefined) {}

  attach(root: HTMLElement): void {
    root.append(this.canvas);
  }

  frame(frame: Frame): boolean {
    const content = this.content();
    if (!content) return false;
    const { raster, look } = content;
    if (raster !== this.shown?.raster) this.squares.clear();
    else if (!frame.isViewNew && look === this.shown.look && raster.now === this.shown.at) return false;
    this.shown = { raster, look, at: raster.now };
    this.draw(raster, look, frame);
    return false;
  }

  private draw(raster: LabelRaster, look: MaskLook, { view, size, ratio }: Frame): void {
    const { canvas } = this;
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const context = canvas.getContext('2d')!;
    context.clearRect(0, 0, width, height);
    context.imageSmoothingEnabled = false;
    const level = Math.max(0, Math.floor(Math.log2(1 / (view.scale * ratio))));
    const span = CELLS << level;
    const seen = visibleRect(view, size);
    const first = { x: Math.max(0, Math.floor(seen.left / span)), y: Math.max(0, Math.floor(seen.top / span)) };
    const last = {
      x: Math.min(Math.ceil(raster.width / span), Math.ceil(seen.right / span)),
      y: Math.min(Math.ceil(raster.height / span), Math.ceil(seen.bottom / span)),
    };
    // Squares begin and end on whole device pixels, so that none shows through between them.
    const toX = (x: number) => Math.round((x * span * view.scale + view.x) * ratio);
    const toY = (y: number) => Math.round((y * span * view.scale + view.y) * ratio);
    for (let y = first.y; y < last.y; y++)
      for (let x = first.x; x < last.x; x++) {
        const square = this.square(raster, look, level, x, y);
        if (square) context.drawImage(square, toX(x), toY(y), toX(x + 1) - toX(x), toY(y + 1) - toY(y));
      }
    for (const key of this.squares.keys()) {
      if (this.squares.size <= MOST_KEPT) break;
      this.squares.delete(key);
    }
  }

  private square(raster: LabelRaster, look: MaskLook, level: number, x: number, y: number) {
    const key = `${level} ${x} ${y}`;
    const known = this.squares.get(key);
    if (known && known.look === look && writtenIn(raster, level, x, y) <= known.at) {
      this.squares.delete(key);
      this.squares.set(key, known);
      return known.canvas;
    }
    const isSeen = drawTile(raster, x, y, level, look, new Uint32Array(this.image.data.buffer));
    const canvas = isSeen ? (known?.canvas ?? squareCanvas()) : undefined;
    canvas?.getContext('2d')?.putImageData(this.image, 0, 0);
    this.squares.delete(key);
    this.squares.set(key, { at: raster.now, look, canvas });
    return canvas;
  }
}

/** When the pixels of a square, or those beside it, were last written. */
function writtenIn(raster: LabelRaster, level: number, x: number, y: number): number {
  const tiles = (CELLS << level) / TILE;
  let latest = 0;
  for (let row = Math.max(0, y * tiles - 1); row <= Math.min(raster.rows - 1, (y + 1) * tiles); row++)
    for (let column = Math.max(0, x * tiles - 1); column <= Math.min(raster.columns - 1, (x + 1) * tiles); column++)
      latest = Math.max(latest, raster.written[row * raster.columns + column]!);
  return latest;
}

function squareCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = CELLS;
  canvas.height = CELLS;
  return canvas;
}
