import type { Frame, Layer } from './stage';

/** A canvas over the whole stage that is drawn anew when the view or its content has changed. For what is small or changes all the time. */
export class PaintedLayer implements Layer {
  readonly canvas = document.createElement('canvas');
  private isStale = true;
  private isEmpty = true;

  /** @param paint draws in CSS pixels of the stage; false says that nothing was drawn */
  constructor(private readonly paint: (context: CanvasRenderingContext2D, frame: Frame) => boolean) {}

  attach(root: HTMLElement): void {
    root.append(this.canvas);
  }

  /** To be drawn in the next frame; asking the stage for one is the caller's. */
  invalidate(): void {
    this.isStale = true;
  }

  frame(frame: Frame): boolean {
    if (!this.isStale && !frame.isViewNew) return false;
    this.isStale = false;
    const { canvas } = this;
    const [width, height] = [Math.round(frame.size.width * frame.ratio), Math.round(frame.size.height * frame.ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      this.isEmpty = true;
    }
    const context = canvas.getContext('2d')!;
    context.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
    if (!this.isEmpty) context.clearRect(0, 0, frame.size.width, frame.size.height);
    this.isEmpty = !this.paint(context, frame);
    // An empty canvas costs the compositor as much as a full one, and some go on showing what it held.
    canvas.hidden = this.isEmpty;
    return false;
  }
}
