import type { Point, Rect, Size } from './geometry';
import { type GestureEffect, type GestureInput, type GestureState, gesture, IDLE, type PointerKind } from './gestures';
import { levelFor, type Picture } from './picture';
import {
  fitRect,
  fitWhole,
  keepInSight,
  pan,
  reveal,
  SQUARES,
  toImage,
  type View,
  wheelFactor,
  zoomAt,
} from './viewport';

/** Where somebody works: with the mouse, a finger, a pen, or the crosshair that the keys move. */
export interface Pointer {
  /** Picture pixels, not rounded; may lie outside the picture. */
  readonly at: Point;
  /** Stage pixels. */
  readonly screen: Point;
  readonly kind: PointerKind | 'keyboard';
  /** 0 to 1; a mouse's is 0.5 while it is pressed. */
  readonly pressure: number;
  readonly shift: boolean;
  readonly alt: boolean;
  /** Ctrl, or ⌘ on a Mac. */
  readonly ctrl: boolean;
  /** The pen is turned round. */
  readonly isEraser: boolean;
  /** Where the pointer has been since the last call, in picture pixels, `at` last: a fast stroke has many in one frame. */
  readonly path: readonly Point[];
}

/** What a tool hears. The stage keeps zooming and moving the picture to itself. */
export interface PointerListener {
  press(pointer: Pointer): void;
  drag(pointer: Pointer): void;
  release(pointer: Pointer): void;
  /** The gesture became another one: nothing of it is to stay. */
  abandon(): void;
  /** Moves with nothing pressed; undefined when the pointer has left. */
  hover(pointer: Pointer | undefined): void;
  longPress(pointer: Pointer): void;
  doubleClick(pointer: Pointer): void;
}

export interface Frame {
  readonly view: View;
  /** CSS pixels. */
  readonly size: Size;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** The picture was moved, zoomed or resized since the last frame. */
  readonly isViewNew: boolean;
}

/** One of the surfaces over the picture. `canvas2d/painted-layer.ts` is the plain kind: a canvas drawn anew whenever it has to be. */
export interface Layer {
  attach(root: HTMLElement): void;
  /** Draws what has changed. True asks for another frame. */
  frame(frame: Frame): boolean;
}

const LONG_PRESS_MS = 550;
const MOST_RATIO = 2;
const KINDS = new Set(['mouse', 'touch', 'pen']);

/**
 * The surface on which every image tool works: the picture as stored, layers over it, and pointers in picture coordinates. It draws once a
 * frame, and only what has changed.
 */
export class Stage {
  view: View = { scale: 1, x: 0, y: 0 };
  size: Size = { width: 1, height: 1 };
  /** What the worker hears of the view: set by the widget. */
  onView: (view: View) => void = () => {};
  /** Space is held, or the hand is chosen: the first button moves the picture. */
  isHandHeld = false;

  private readonly canvas = document.createElement('canvas');
  /** The area of the picture, for scripts that look for it; nothing is drawn here. */
  private readonly area = document.createElement('canvas');
  private readonly layers: Layer[] = [];
  private readonly resizes = new ResizeObserver(() => this.measure());
  private picture: Picture | undefined;
  private state: GestureState = IDLE;
  private requested: number | undefined;
  private isViewNew = true;
  private isFitted = true;
  private holdTimer: ReturnType<typeof setTimeout> | undefined;
  private lastEvent: PointerEvent | undefined;
  private penUntil = 0;

  constructor(
    readonly root: HTMLElement,
    private readonly listener: PointerListener,
  ) {
    this.canvas.className = 'picture';
    this.area.className = 'upper-canvas';
    root.append(this.canvas, this.area);
    this.listen();
    this.resizes.observe(root);
    this.measure();
  }

  /** Layers lie over one another in the order they are added. */
  addLayer(layer: Layer): void {
    this.layers.push(layer);
    const holder = document.createElement('div');
    holder.className = 'layer';
    this.area.before(holder);
    layer.attach(holder);
    this.isViewNew = true;
    this.requestFrame();
  }

  show(picture: Picture): void {
    this.picture = picture;
    this.area.width = picture.width;
    this.area.height = picture.height;
    this.fit();
    // At once: scripts look for the picture's area as soon as the stage says it is there.
    this.draw();
  }

  /** Brightness and contrast as factors; 1 is the picture as it is. */
  adjust(brightness: number, contrast: number): void {
    this.canvas.style.filter =
      brightness === 1 && contrast === 1 ? '' : `brightness(${brightness}) contrast(${contrast})`;
  }

  fit(): void {
    if (!this.picture) return;
    this.setView(fitWhole(this.picture, this.size));
    this.isFitted = true;
  }

  fitRect(rect: Rect): void {
    if (this.picture) this.setView(fitRect(rect, this.picture, this.size));
  }

  /** @param at stage pixels; the middle when absent */
  zoom(factor: number, at: Point = { x: this.size.width / 2, y: this.size.height / 2 }): void {
    if (this.picture) this.setView(zoomAt(this.view, factor, at, this.picture, this.size));
  }

  pan(dx: number, dy: number): void {
    if (this.picture) this.setView(pan(this.view, dx, dy, this.picture, this.size));
  }

  /** Brings a point of the picture onto the stage. */
  reveal(point: Point): void {
    const view = reveal(this.view, point, this.size);
    if (view.x !== this.view.x || view.y !== this.view.y) this.setView(view);
  }

  setView(view: View): void {
    this.view = view;
    this.isFitted = false;
    this.isViewNew = true;
    this.requestFrame();
    this.onView(view);
  }

  requestFrame(): void {
    this.requested ??= requestAnimationFrame(() => this.draw());
  }

  /** Ends what the pointers are doing: a dialog opened, the task is over. */
  abandon(): void {
    if (this.state.name === 'working') this.listener.abandon();
    this.state = IDLE;
    clearTimeout(this.holdTimer);
  }

  dispose(): void {
    this.resizes.disconnect();
    if (this.requested !== undefined) cancelAnimationFrame(this.requested);
    clearTimeout(this.holdTimer);
    this.requested = undefined;
  }

  /** After `dispose`, when the widget is put back into a page. */
  resume(): void {
    this.resizes.observe(this.root);
    this.isViewNew = true;
    this.requestFrame();
  }

  private measure(): void {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (width === 0 || height === 0 || (width === this.size.width && height === this.size.height)) return;
    this.size = { width, height };
    this.isViewNew = true;
    if (this.isFitted) this.fit();
    else if (this.picture) this.setView(keepInSight(this.view, this.picture, this.size));
    this.draw();
  }

  private draw(): void {
    if (this.requested !== undefined) cancelAnimationFrame(this.requested);
    this.requested = undefined;
    const ratio = Math.min(window.devicePixelRatio || 1, MOST_RATIO);
    const frame: Frame = { view: this.view, size: this.size, ratio, isViewNew: this.isViewNew };
    if (this.isViewNew) this.drawPicture(frame);
    this.isViewNew = false;
    let isMore = false;
    for (const layer of this.layers) if (layer.frame(frame)) isMore = true;
    if (isMore) this.requestFrame();
  }

  private drawPicture({ view, size, ratio }: Frame): void {
    const { picture, canvas } = this;
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    if (!picture) return;
    const context = canvas.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    context.imageSmoothingEnabled = view.scale < SQUARES;
    const level = levelFor(picture, view.scale * ratio);
    const shrink = (level as ImageBitmap).width / picture.width || 1;
    // Only what is seen is read: the rest of a large picture costs time.
    const [left, top] = [Math.max(0, -view.x / view.scale), Math.max(0, -view.y / view.scale)];
    const right = Math.min(picture.width, (size.width - view.x) / view.scale);
    const bottom = Math.min(picture.height, (size.height - view.y) / view.scale);
    if (right > left && bottom > top)
      context.drawImage(
        level,
        left * shrink,
        top * shrink,
        (right - left) * shrink,
        (bottom - top) * shrink,
        left * view.scale + view.x,
        top * view.scale + view.y,
        (right - left) * view.scale,
        (bottom - top) * view.scale,
      );
    const { style } = this.area;
    style.left = `${view.x}px`;
    style.top = `${view.y}px`;
    style.width = `${picture.width * view.scale}px`;
    style.height = `${picture.height * view.scale}px`;
  }

  private listen(): void {
    const { root } = this;
    root.addEventListener('pointerdown', (event) => this.onDown(event));
    root.addEventListener('pointermove', (event) => this.onMove(event));
    root.addEventListener('pointerup', (event) => this.onEnd(event, 'up'));
    root.addEventListener('pointercancel', (event) => this.onEnd(event, 'cancel'));
    // After its release a pointer is known no more; before it, its end would never be heard of.
    root.addEventListener('lostpointercapture', (event) => this.onEnd(event, 'cancel'));
    root.addEventListener('pointerleave', () => {
      if (this.state.name === 'idle') this.listener.hover(undefined);
    });
    root.addEventListener('dblclick', (event) => {
      if (this.lastEvent) this.listener.doubleClick({ ...this.pointer(this.lastEvent), screen: this.place(event) });
    });
    root.addEventListener('wheel', (event) => this.onWheel(event), { passive: false });
    // A right press or a long one is ours; the middle one would start to scroll.
    root.addEventListener('contextmenu', (event) => event.preventDefault());
    root.addEventListener('mousedown', (event) => {
      if (event.button === 1) event.preventDefault();
    });
  }

  private onDown(event: PointerEvent): void {
    this.lastEvent = event;
    const pointer = KINDS.has(event.pointerType) ? (event.pointerType as PointerKind) : 'mouse';
    if (pointer === 'mouse' && event.button === 2) return;
    // A hand that rests on the screen while a pen writes moves nothing.
    if (pointer === 'pen') this.penUntil = event.timeStamp + 1000;
    if (pointer === 'touch' && event.timeStamp < this.penUntil) return;
    if (event.isTrusted) this.root.setPointerCapture(event.pointerId);
    const isPanning = event.button === 1 || this.isHandHeld;
    this.take({ type: 'down', id: event.pointerId, at: this.place(event), pointer, isPanning });
    if (pointer === 'touch') {
      clearTimeout(this.holdTimer);
      this.holdTimer = setTimeout(() => this.take({ type: 'hold', id: event.pointerId }), LONG_PRESS_MS);
    }
  }

  private onMove(event: PointerEvent): void {
    this.lastEvent = event;
    if (event.pointerType === 'pen') this.penUntil = event.timeStamp + 1000;
    // A finger that moves while it works nothing is a hand that rests.
    if (this.state.name === 'idle' && event.pointerType === 'touch') return;
    if (this.state.name === 'idle') this.listener.hover(this.pointer(event));
    else this.take({ type: 'move', id: event.pointerId, at: this.place(event) });
  }

  private onEnd(event: PointerEvent, type: 'up' | 'cancel'): void {
    this.lastEvent = event;
    clearTimeout(this.holdTimer);
    this.take({ type, id: event.pointerId, at: this.place(event) });
  }

  /** The wheel zooms at the pointer, Shift moves sideways, Alt up and down. */
  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    const { delta, factor } = wheelFactor(event, this.size.height);
    if (event.shiftKey) this.pan(-delta, 0);
    else if (event.altKey) this.pan(0, -delta);
    else this.zoom(factor, this.place(event));
  }

  private take(input: GestureInput): void {
    const [state, effects] = gesture(this.state, input);
    this.state = state;
    this.root.classList.toggle('moving', state.name === 'panning');
    for (const effect of effects) this.perform(effect);
  }

  private perform(effect: GestureEffect): void {
    const { listener } = this;
    if (effect.type === 'pan') {
      this.pan(effect.dx, effect.dy);
      return;
    }
    if (effect.type === 'zoom') {
      this.zoom(effect.factor, effect.at);
      return;
    }
    if (effect.type === 'abandon') {
      listener.abandon();
      return;
    }
    const pointer = this.pointer(this.lastEvent!, effect.at);
    if (effect.type === 'press') listener.press(pointer);
    else if (effect.type === 'drag') listener.drag(pointer);
    else if (effect.type === 'release') listener.release(pointer);
    else listener.longPress(pointer);
  }

  private pointer(event: PointerEvent, screen: Point = this.place(event)): Pointer {
    const at = toImage(this.view, screen);
    const between = event.type === 'pointermove' ? event.getCoalescedEvents() : [];
    const path = between.map((one) => toImage(this.view, this.place(one)));
    return {
      at,
      screen,
      kind: KINDS.has(event.pointerType) ? (event.pointerType as PointerKind) : 'mouse',
      pressure: event.pressure,
      shift: event.shiftKey,
      alt: event.altKey,
      ctrl: event.ctrlKey || event.metaKey,
      isEraser: (event.buttons & 32) !== 0 || event.button === 5,
      path: path.length > 0 ? [...path.slice(0, -1), at] : [at],
    };
  }

  private place(event: MouseEvent): Point {
    const { left, top } = this.root.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}
