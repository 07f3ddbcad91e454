import type { Rect } from '../geometry';
import { PaintedLayer } from '../painted-layer';
import type { Layer } from '../stage';
import type { View } from '../viewport';
import { type DeskHost, isShown } from './desk-host';
import type { ShapeDesk } from './shape-desk';
import { type Look, NAME_REACH, ShapePainter, STROKE_REACH } from './shape-painter';
import { MOST_NAMES, ShapesLayer } from './shapes-layer';

/** What is at rest lies under what is in hand: a drag draws only the latter again. */
export class ShapeLayers {
  private readonly painter: ShapePainter;
  private readonly resting: ShapesLayer;
  private readonly hand: PaintedLayer;
  private look: Look;

  /** @param wantedLook asked after `invalidateAll` only: the look is needed for every shape of every frame */
  constructor(
    private readonly desk: ShapeDesk,
    host: Pick<DeskHost, 'kind' | 'isKnown'>,
    private readonly wantedLook: () => Look,
  ) {
    this.look = wantedLook();
    this.painter = new ShapePainter(host.kind, () => this.look);
    this.resting = new ShapesLayer({
      within: (part) => desk.store.within(part).filter((shape) => isShown(shape, host) && !desk.selection.has(shape)),
      reach: (isNamed) => (isNamed && this.look.hasNames ? NAME_REACH : STROKE_REACH),
      draw: (context, shape, view, isNamed) => this.painter.draw(context, shape, view, isNamed),
    });
    this.hand = new PaintedLayer((context, { view }) => this.paintHand(context, view));
  }

  /** Bottom to top. */
  get all(): Layer[] {
    return [this.resting, this.hand];
  }

  /** Something has changed under these parts of the picture, or in hand. */
  invalidate(parts: readonly Rect[]): void {
    for (const part of parts) this.resting.invalidate(part);
    this.hand.invalidate();
  }

  /** Everything looks different. */
  invalidateAll(): void {
    this.look = this.wantedLook();
    this.resting.invalidateAll();
    this.hand.invalidate();
  }

  private paintHand(context: CanvasRenderingContext2D, view: View): boolean {
    const { inHand, sketch, marquee, selection, label } = this.desk;
    const { preview } = sketch;
    const look = { focus: selection.handle, isAlone: selection.ids.size === 1, isNamed: inHand.length <= MOST_NAMES };
    for (const shape of inHand) this.painter.drawSelected(context, shape, view, look);
    if (preview) this.painter.drawPreview(context, preview, this.look.colorOf(label ?? ''), view);
    if (marquee) this.painter.drawMarquee(context, marquee, view);
    return inHand.length > 0 || preview !== undefined || marquee !== undefined;
  }
}
