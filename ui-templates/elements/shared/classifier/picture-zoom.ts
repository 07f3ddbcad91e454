import { html, type LitElement, type ReactiveController } from 'lit';
import type { Point, Size } from '../../../canvas2d/geometry';
import { type GestureInput, type GestureState, gesture, IDLE, type PointerKind } from '../../../canvas2d/gestures';
import {
  fitWhole,
  keepInSight,
  pan,
  reveal,
  SQUARES,
  type View,
  wheelFactor,
  zoomAt,
} from '../../../canvas2d/viewport';
import { type Command, keyText } from '../full-page/commands';
import { zoomCommands } from '../full-page/zoom-commands';
import { phrases } from '../phrases';
import { VIEW_WORDS } from '../view-words';

const word = phrases({
  en: {
    ...VIEW_WORDS.en,
    left: 'See further left',
    right: 'See further right',
    up: 'See further up',
    down: 'See further down',
  },
  ja: { ...VIEW_WORDS.ja, left: '左を見る', right: '右を見る', up: '上を見る', down: '下を見る' },
});

/** Screen pixels that an arrow key moves the picture. */
const STEP = 64;
/** What a double click on the whole picture enlarges it by. */
const DOUBLE = 2;

/**
 * Looks at a part of a picture that is only shown: zooms by wheel, keys, buttons, two fingers and double click, moves by dragging and by
 * arrows. The page lays the whole picture out; this puts a transformation over it.
 */
export class PictureZoom implements ReactiveController {
  /** Undefined while the whole picture is shown. */
  private view: View | undefined;
  private image: Size | undefined;
  private state: GestureState = IDLE;
  private dragged: Point | undefined;

  constructor(private readonly host: LitElement) {
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('resize', this.onResize);
  }

  hostDisconnected(): void {
    window.removeEventListener('resize', this.onResize);
    this.state = IDLE;
  }

  /** A picture of that size is there: the whole of it is shown. */
  show(image: Size): void {
    this.image = image;
    this.fit();
  }

  fit(): void {
    this.put(undefined);
  }

  /** @param at what stays in its place, in pixels of the area; its middle where nothing is said */
  zoom(factor: number, at?: Point): void {
    const { image, area } = this;
    if (!image || !area) return;
    const fitted = this.fitted();
    const view = zoomAt(this.view ?? fitted, factor, at ?? { x: area.width / 2, y: area.height / 2 }, image, area);
    this.put(view.scale > fitted.scale * 1.001 ? view : undefined);
  }

  /** Moves an enlarged picture so that a point of it, in shares of its width and height, can be seen. */
  reveal({ x, y }: Point): void {
    const { view, image, area } = this;
    if (view && image && area) this.put(reveal(view, { x: x * image.width, y: y * image.height }, area));
  }

  get isZoomed(): boolean {
    return this.view !== undefined;
  }

  commands(canUseArrows: () => boolean): Command[] {
    const arrow = (id: 'left' | 'right' | 'up' | 'down', key: string, dx: number, dy: number): Command => ({
      id: `see-${id}`,
      title: word(id),
      keys: [key],
      run: () => this.move(dx * STEP, dy * STEP),
      enabled: () => this.isZoomed && canUseArrows(),
    });
    return [
      ...zoomCommands(this),
      arrow('left', 'ArrowLeft', 1, 0),
      arrow('right', 'ArrowRight', -1, 0),
      arrow('up', 'ArrowUp', 0, 1),
      arrow('down', 'ArrowDown', 0, -1),
    ];
  }

  /** How the laid out picture is moved and enlarged, as CSS. */
  get style(): string {
    if (!this.view) return '';
    const fitted = this.fitted();
    const { scale, x, y } = this.view;
    const by = scale / fitted.scale;
    const squares = scale >= SQUARES ? ';--rendering:pixelated' : '';
    return `transform:translate(${x - by * fitted.x}px,${y - by * fitted.y}px) scale(${by})${squares}`;
  }

  renderButtons() {
    const commands = zoomCommands(this);
    const button = (id: string, text: string, value = '') => {
      const { title, keys, run } = commands.find((command) => command.id === id)!;
      return html`<button type="button" title="${title} (${keyText(keys[0]!)})" aria-label="${value}${title}" @click=${run}>${text}</button>`;
    };
    const percent = this.image ? `${Math.round(100 * (this.view ?? this.fitted()).scale)}%` : '…';
    return html`<div class="zoom" role="group" aria-label=${word('zoomed')}>
      ${button('zoom-out', '−')} ${button('fit', percent, `${word('zoomed')} ${percent}. `)} ${button('zoom-in', '+')}
    </div>`;
  }

  readonly onDown = (event: PointerEvent): void => {
    const isMouse = event.pointerType === 'mouse';
    if (isMouse && event.button > 1) return;
    // A click is not to take the focus from the labels; a drag is not to take the picture along.
    if (isMouse) event.preventDefault();
    if (event.isTrusted && this.isZoomed) this.figure?.setPointerCapture(event.pointerId);
    const pointer = event.pointerType as PointerKind;
    this.take({ type: 'down', id: event.pointerId, at: this.place(event), pointer, isPanning: false });
  };

  readonly onMove = (event: PointerEvent): void =>
    this.take({ type: 'move', id: event.pointerId, at: this.place(event) });

  readonly onEnd = (event: PointerEvent): void =>
    this.take({
      type: event.type === 'pointercancel' ? 'cancel' : 'up',
      id: event.pointerId,
      at: this.place(event),
    });

  readonly onWheel = {
    handleEvent: (event: WheelEvent): void => {
      if (!this.area) return;
      event.preventDefault();
      const { delta, factor } = wheelFactor(event, this.area.height);
      if (event.shiftKey) this.move(-delta, 0);
      else if (event.altKey) this.move(0, -delta);
      else this.zoom(factor, this.place(event));
    },
    passive: false,
  };

  readonly onDoubleClick = (event: MouseEvent): void => {
    if (this.isZoomed) this.fit();
    else this.zoom(DOUBLE, this.place(event));
  };

  private readonly onResize = (): void => {
    const { view, image, area } = this;
    if (view && image && area) this.put(keepInSight(view, image, area));
  };

  private take(input: GestureInput): void {
    const [state, effects] = gesture(this.state, input);
    this.state = state;
    for (const effect of effects) {
      if (effect.type === 'press') this.dragged = effect.at;
      else if (effect.type === 'drag') {
        const from = this.dragged ?? effect.at;
        this.dragged = effect.at;
        this.move(effect.at.x - from.x, effect.at.y - from.y);
      } else if (effect.type === 'pan') this.move(effect.dx, effect.dy);
      else if (effect.type === 'zoom') this.zoom(effect.factor, effect.at);
    }
  }

  private move(dx: number, dy: number): void {
    const { view, image, area } = this;
    if (view && image && area) this.put(pan(view, dx, dy, image, area));
  }

  private put(view: View | undefined): void {
    this.view = view;
    this.host.requestUpdate();
  }

  private get figure(): HTMLElement | null {
    return this.host.renderRoot.querySelector('figure');
  }

  private get area(): Size | undefined {
    const { figure } = this;
    return figure ? { width: figure.clientWidth, height: figure.clientHeight } : undefined;
  }

  /** Where the page lays the whole picture out. */
  private fitted(): View {
    const padding = Number.parseFloat(getComputedStyle(this.figure!.firstElementChild!).paddingTop);
    return fitWhole(this.image!, this.area!, padding);
  }

  private place(event: MouseEvent): Point {
    const { left, top } = this.figure!.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}
