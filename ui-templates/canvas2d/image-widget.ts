import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Command } from '../elements/shared/full-page/commands';
import { FullPageWidget } from '../elements/shared/full-page/full-page-widget';
import { toolStyles } from '../elements/shared/full-page/tool.styles';
import { zoomCommands } from '../elements/shared/full-page/zoom-commands';
import { message } from '../elements/shared/messages';
import { parseStringList } from '../elements/shared/string-list';
import { clamp, type Point } from './geometry';
import { History } from './history';
import { icons } from './icons';
import { imageWord } from './image-words';
import { loadPicture, type Picture } from './picture';
import { type Layer, type Pointer, type PointerListener, Stage } from './stage';
import { stageStyles } from './stage.styles';
import { toScreen } from './viewport';

const ADJUST_STEP = 0.1;
/** Stage pixels the crosshair moves at one press of an arrow, and with Shift. */
const CURSOR_STEP = 8;
const CURSOR_LEAP = 64;
const DEFAULTS = { brightness: 1, contrast: 1, opacity: 0.3 };

/**
 * What every tool on a picture shares: loading it as stored, the stage, zoom, brightness and contrast, undo, and a crosshair that the
 * keys move, so that whatever the pointer does can be done without one.
 *
 * A tool gives its layers and answers to `press`, `drag`, `release`, `hover` and `abandon`.
 */
export abstract class ImageWidget extends FullPageWidget {
  static override styles: CSSResultGroup = [FullPageWidget.styles, toolStyles, stageStyles];
  static override properties = {
    ...FullPageWidget.properties,
    src: { reflect: true },
    labelsText: { attribute: 'labels', reflect: true },
    picture: { state: true },
    hasFailed: { state: true },
    brightness: { state: true },
    contrast: { state: true },
    opacity: { state: true },
    isAdjusting: { state: true },
    isHand: { state: true },
    hasCrosshair: { state: true },
    notice: { state: true },
    zoomShown: { state: true },
    historyLength: { state: true },
  };

  declare src: string | undefined;
  declare labelsText: string | null;
  declare picture: Picture | undefined;
  declare protected hasFailed: boolean;
  declare brightness: number;
  declare contrast: number;
  /** Of what is drawn over the picture, 0 to 1. */
  declare opacity: number;
  declare protected isAdjusting: boolean;
  declare protected isHand: boolean;
  declare hasCrosshair: boolean;
  /** Something the worker has to see at once, over the picture. */
  declare protected notice: string | undefined;
  declare protected zoomShown: number;
  declare protected historyLength: number;

  readonly history = new History(() => this.onHistory());
  protected stage: Stage | undefined;
  /** Where the keys have moved the crosshair; undefined while the pointer leads. */
  protected cursor: Point | undefined;

  private readonly across = line('across');
  private readonly upright = line('upright');
  private loading: AbortController | undefined;
  private noticeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.labelsText = null;
    this.hasFailed = false;
    Object.assign(this, DEFAULTS);
    this.isAdjusting = false;
    this.isHand = false;
    this.hasCrosshair = true;
    this.zoomShown = 1;
    this.historyLength = 0;
  }

  /** Labels to choose from. Scripts may replace them, as a list or as JSON text. */
  get labels(): string[] {
    const list = parseStringList('labels', this.labelsText);
    return list.ok ? list.items : [];
  }

  set labels(labels: string[] | string) {
    this.labelsText = typeof labels === 'string' ? labels : JSON.stringify(labels);
  }

  /** For the author, where the labels cannot be read. */
  protected renderLabelProblem() {
    const list = parseStringList('labels', this.labelsText);
    return list.ok ? nothing : this.renderProblem(list.problem);
  }

  protected override get labelCount(): number {
    return this.labels.length;
  }

  /** Bottom to top. Called once for every stage. */
  protected abstract layers(): Layer[];
  protected abstract press(pointer: Pointer): void;
  protected drag(_pointer: Pointer): void {}
  protected release(_pointer: Pointer): void {}
  protected abandon(): void {}
  protected hover(_pointer: Pointer | undefined): void {}
  protected longPress(_pointer: Pointer): void {}
  protected doubleClick(_pointer: Pointer): void {}
  /** The picture is there, its size and pixels are known. */
  protected onPicture(_picture: Picture): void {}
  /** Brightness, contrast, opacity or labels have changed: what depends on them is to be drawn. */
  protected onAppearance(): void {}
  /** The buttons of the tool, at the start of the toolbar. */
  protected renderToolGroup(): TemplateResult | typeof nothing {
    return nothing;
  }
  /** What Escape ends; false when there was nothing. */
  protected cancel(): boolean {
    return false;
  }
  /** What Escape does when there was nothing to end. */
  protected unselect(): void {}
  /** What Enter does at the crosshair. */
  protected pressKey(pointer: Pointer): void {
    this.press(pointer);
    this.release(pointer);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stage?.resume();
    // A form, or a script, has moved the element while its picture was on the way.
    if (this.hasUpdated && this.loading?.signal.aborted && !this.picture) this.requestUpdate('src');
    window.addEventListener('keydown', this.onSpace, { capture: true });
    window.addEventListener('keyup', this.onSpace, { capture: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stage?.dispose();
    this.loading?.abort();
    window.removeEventListener('keydown', this.onSpace, { capture: true });
    window.removeEventListener('keyup', this.onSpace, { capture: true });
  }

  override focus(): void {
    this.stage?.root.focus({ preventScroll: true });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('src')) void this.load();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const root = this.renderRoot.querySelector<HTMLElement>('.stage');
    if (root && root !== this.stage?.root) this.createStage(root);
    this.stage?.root.classList.toggle('hand', this.isHand);
    if (['brightness', 'contrast', 'opacity', 'labelsText'].some((name) => changed.has(name))) {
      this.stage?.adjust(this.brightness, this.contrast);
      this.onAppearance();
      this.stage?.requestFrame();
    }
  }

  protected override renderWork(): TemplateResult {
    if (!this.src)
      return html`<div class="problem" role="alert"><strong>${message('templateProblem')}</strong> ${imageWord('noPicture')}</div>${noArea}`;
    if (this.hasFailed) return html`<div class="problem" role="alert">${message('pictureFailed')}</div>${noArea}`;
    return html`
      <div class="stage" tabindex="0" role="application" aria-label=${imageWord('stage')} aria-describedby="stage-help" aria-busy=${this.picture ? 'false' : 'true'}></div>
      <span id="stage-help" hidden>${imageWord('stageHelp')}</span>
      ${this.picture ? nothing : html`<div class="notice" role="status">${imageWord('loading')}</div>`}
      ${this.notice ? html`<div class="notice">${this.notice}</div>` : nothing}
      ${this.picture?.problem === 'no-cors' ? html`<div class="notice warning" role="alert">${imageWord('noCors')}</div>` : nothing}
      ${this.isAdjusting ? this.renderSettings() : nothing}
    `;
  }

  protected override renderTools(): TemplateResult {
    return html`<section class="toolbar" aria-label=${imageWord('tools')}>
      ${this.renderToolGroup()}
      <div class="group">
        ${this.renderCommand('undo', icons.undo)} ${this.renderCommand('redo', icons.redo)}
      </div>
      <div class="group">
        ${this.renderCommand('zoom-out', icons.zoomOut)}
        <button type="button" class="tool zoom-level" title=${this.tooltip('fit')} aria-label=${`${imageWord('zoomed')} ${percent(this.zoomShown)}. ${imageWord('fit')}`} @click=${() => this.stage?.fit()}>${percent(this.zoomShown)}</button>
        ${this.renderCommand('zoom-in', icons.zoomIn)} ${this.renderCommand('fit', icons.fit)}
        <button type="button" class="tool" title=${imageWord('hand')} aria-label=${imageWord('hand')} aria-pressed=${this.isHand} @click=${this.toggleHand}>${icons.hand}</button>
      </div>
      <div class="group">
        <paper-icon-button><button type="button" class="tool" title=${imageWord('adjust')} aria-label=${imageWord('adjust')} aria-expanded=${this.isAdjusting} @click=${this.toggleAdjusting}>${icons.adjust}</button></paper-icon-button>
        ${this.renderCommand('crosshair', icons.crosshair, this.hasCrosshair)}
      </div>
    </section>`;
  }

  /** A button of the toolbar that runs a command. */
  protected renderCommand(id: string, icon: unknown, isPressed?: boolean, elementId?: string) {
    const command = this.command(id);
    if (!command) return nothing;
    return html`<button type="button" id=${elementId ?? nothing} class="tool" title=${this.tooltip(id)} aria-label=${command.title} aria-pressed=${isPressed ?? nothing} ?disabled=${command.enabled?.() === false} @click=${() => command.run()}>${icon}</button>`;
  }

  protected override commands(): Command[] {
    const arrow = (id: 'left' | 'right' | 'up' | 'down', key: string, dx: number, dy: number): Command[] => {
      const enabled = () => this.canUseArrows();
      return [
        { id: `cursor-${id}`, title: imageWord(id), keys: [key], run: () => this.arrow(dx, dy, 'step'), enabled },
        { id: `cursor-${id}-far`, title: '', keys: [`Shift+${key}`], run: () => this.arrow(dx, dy, 'far'), enabled },
        { id: `cursor-${id}-one`, title: '', keys: [`Alt+${key}`], run: () => this.arrow(dx, dy, 'one'), enabled },
      ];
    };
    const adjust = (id: string, title: string, key: string, name: keyof typeof DEFAULTS, by: number): Command => ({
      id,
      title,
      keys: [key],
      run: () => this.adjust(name, this[name] + by),
    });
    return [
      ...super.commands(),
      {
        id: 'undo',
        title: imageWord('undo'),
        keys: ['Ctrl+KeyZ'],
        run: () => this.undo(),
        enabled: () => this.canUndo(),
      },
      {
        id: 'redo',
        title: imageWord('redo'),
        keys: ['Ctrl+Shift+KeyZ', 'Ctrl+KeyY'],
        run: () => this.redo(),
        enabled: () => this.canRedo(),
      },
      ...zoomCommands({ zoom: (factor) => this.zoom(factor), fit: () => this.stage?.fit() }),
      adjust('brighter', imageWord('brighter'), 'BracketRight', 'brightness', ADJUST_STEP),
      adjust('darker', imageWord('darker'), 'BracketLeft', 'brightness', -ADJUST_STEP),
      adjust('more-contrast', imageWord('moreContrast'), 'Shift+BracketRight', 'contrast', ADJUST_STEP),
      adjust('less-contrast', imageWord('lessContrast'), 'Shift+BracketLeft', 'contrast', -ADJUST_STEP),
      adjust('more-opaque', imageWord('moreOpaque'), 'Period', 'opacity', ADJUST_STEP),
      adjust('less-opaque', imageWord('lessOpaque'), 'Comma', 'opacity', -ADJUST_STEP),
      { id: 'as-it-is', title: imageWord('asItIs'), keys: ['Backslash'], run: this.asItIs },
      {
        id: 'crosshair',
        title: imageWord('crosshair'),
        keys: ['KeyC'],
        isOnce: true,
        run: () => {
          this.hasCrosshair = !this.hasCrosshair;
          this.drawCrosshair(undefined);
          this.say(`${imageWord('crosshair')}: ${imageWord(this.hasCrosshair ? 'on' : 'off')}`);
        },
      },
      ...arrow('left', 'ArrowLeft', -1, 0),
      ...arrow('right', 'ArrowRight', 1, 0),
      ...arrow('up', 'ArrowUp', 0, -1),
      ...arrow('down', 'ArrowDown', 0, 1),
      {
        id: 'place',
        title: imageWord('press'),
        keys: ['Enter'],
        isOnce: true,
        run: () => this.enter(),
        enabled: () => this.canEnter() && this.canUseArrows(),
      },
      {
        id: 'cancel',
        title: imageWord('cancel'),
        keys: ['Escape'],
        run: () => this.escape(),
      },
    ];
  }

  /** Says something to those who do not see the picture. */
  say(text: string): void {
    this.announce(text);
  }

  /** Says something to everybody, over the picture, for a while. */
  protected tell(text: string): void {
    this.notice = text;
    this.say(text);
    clearTimeout(this.noticeTimer);
    this.noticeTimer = setTimeout(() => {
      this.notice = undefined;
    }, 4000);
  }

  protected canUndo(): boolean {
    return this.history.canUndo;
  }

  protected canRedo(): boolean {
    return this.history.canRedo;
  }

  protected undo(): void {
    const edit = this.history.undo();
    this.say(edit ? `${imageWord('undone')} ${edit.title}` : imageWord('nothingToUndo'));
  }

  protected redo(): void {
    const edit = this.history.redo();
    this.say(edit ? `${imageWord('redone')} ${edit.title}` : imageWord('nothingToRedo'));
  }

  /** After every step, back or forth: tells the form, which keeps the draft. */
  protected onHistory(): void {
    this.historyLength += 1;
    this.complaint = undefined;
    this.tellChange();
  }

  /** CSS pixels per picture pixel. */
  get scale(): number {
    return this.stage?.view.scale ?? 1;
  }

  protected zoom(factor: number): void {
    this.stage?.zoom(factor, this.cursor && toScreen(this.stage.view, this.cursor));
  }

  /** Arrows and Enter belong to a control that has the focus: a list, a slider, a button. */
  protected canUseArrows(): boolean {
    const active = this.shadowRoot?.activeElement;
    return !active || active === this.stage?.root || active.classList.contains('work');
  }

  /** An arrow key moves the crosshair. */
  protected arrow(dx: number, dy: number, how: 'step' | 'far' | 'one'): void {
    const pixels = { step: CURSOR_STEP, far: CURSOR_LEAP, one: this.scale }[how];
    this.moveCursor(dx * pixels, dy * pixels);
  }

  protected canEnter(): boolean {
    return this.cursor !== undefined;
  }

  protected enter(): void {
    if (this.cursor) this.pressKey(this.keyPointer());
  }

  private moveCursor(dx: number, dy: number): void {
    const { stage, picture } = this;
    if (!stage || !picture) return;
    const { x, y } = this.cursor ?? { x: picture.width / 2, y: picture.height / 2 };
    const step = (pixels: number) => Math.sign(pixels) * Math.max(1, Math.round(Math.abs(pixels) / stage.view.scale));
    this.cursor = {
      x: clamp(Math.round(x) + step(dx), 0, picture.width),
      y: clamp(Math.round(y) + step(dy), 0, picture.height),
    };
    stage.reveal(this.cursor);
    this.drawCrosshair(toScreen(stage.view, this.cursor));
    this.hover(this.keyPointer());
    this.say(`${this.cursor.x}, ${this.cursor.y}`);
  }

  private keyPointer(): Pointer {
    const at = this.cursor!;
    const screen = toScreen(this.stage!.view, at);
    return {
      at,
      screen,
      kind: 'keyboard',
      pressure: 1,
      shift: false,
      alt: false,
      ctrl: false,
      isEraser: false,
      path: [at],
    };
  }

  /** What is being drawn, then the keys' crosshair, then the selection. */
  private escape(): void {
    if (this.isAdjusting) this.isAdjusting = false;
    else if (this.cancel()) return;
    else if (this.cursor) {
      this.cursor = undefined;
      this.drawCrosshair(undefined);
    } else this.unselect();
  }

  private renderSettings() {
    const slider = (name: keyof typeof DEFAULTS, least: number, most: number) => html`
      <label for=${name}>${imageWord(name)}</label>
      <input id=${name} type="range" min=${least} max=${most} step="0.05" .value=${String(this[name])} @input=${(
        event: Event,
      ) => {
        event.stopPropagation();
        this.adjust(name, Number((event.target as HTMLInputElement).value));
      }} @change=${(event: Event) => event.stopPropagation()} />
      <output for=${name}>${percent(this[name])}</output>
    `;
    return html`<div class="settings" role="group" aria-label=${imageWord('adjust')}>
      ${slider('brightness', 0.2, 3)} ${slider('contrast', 0.2, 3)} ${slider('opacity', 0, 1)}
      <button type="button" class="tool" @click=${this.asItIs}>${imageWord('asItIs')}</button>
    </div>`;
  }

  private adjust(name: keyof typeof DEFAULTS, value: number): void {
    const [least, most] = name === 'opacity' ? [0, 1] : [0.2, 3];
    this[name] = Math.round(clamp(value, least, most) * 100) / 100;
    this.say(`${imageWord(name)} ${percent(this[name])}`);
  }

  private readonly asItIs = (): void => {
    Object.assign(this, DEFAULTS);
  };

  private readonly toggleAdjusting = (): void => {
    this.isAdjusting = !this.isAdjusting;
  };

  private readonly toggleHand = (): void => {
    this.isHand = !this.isHand;
    if (this.stage) this.stage.isHandHeld = this.isHand;
  };

  /** Space held moves the picture; where it presses a button it stays what it is. */
  private readonly onSpace = (event: KeyboardEvent): void => {
    if (event.code !== 'Space' || event.ctrlKey || event.altKey || !this.stage || !this.canUseArrows()) return;
    if (event.composedPath()[0] !== this.stage.root && event.composedPath()[0] !== document.body) return;
    event.preventDefault();
    if (!event.repeat && (event.type === 'keydown') !== this.isHand) this.toggleHand();
  };

  private createStage(root: HTMLElement): void {
    this.stage?.dispose();
    const listener: PointerListener = {
      press: (pointer) => this.lead(pointer, () => this.press(pointer)),
      drag: (pointer) => this.lead(pointer, () => this.drag(pointer)),
      release: (pointer) => this.lead(pointer, () => this.release(pointer)),
      abandon: () => this.abandon(),
      hover: (pointer) => {
        if (!pointer && this.cursor) return;
        this.lead(pointer, () => this.hover(pointer));
      },
      longPress: (pointer) => this.longPress(pointer),
      doubleClick: (pointer) => this.doubleClick(pointer),
    };
    this.stage = new Stage(root, listener);
    this.stage.isHandHeld = this.isHand;
    this.stage.onView = ({ scale }) => {
      this.zoomShown = scale;
      if (this.cursor && this.stage) this.drawCrosshair(toScreen(this.stage.view, this.cursor));
    };
    for (const layer of this.layers()) this.stage.addLayer(layer);
    root.append(this.across, this.upright);
    this.stage.adjust(this.brightness, this.contrast);
    if (this.picture) this.stage.show(this.picture);
  }

  /** The pointer takes over from the keys. */
  private lead(pointer: Pointer | undefined, act: () => void): void {
    if (!this.picture) return;
    this.cursor = undefined;
    this.drawCrosshair(pointer?.kind === 'touch' ? undefined : pointer?.screen);
    act();
  }

  private drawCrosshair(at: Point | undefined): void {
    // The keys need to show where they are.
    const isShown = at !== undefined && (this.hasCrosshair || this.cursor !== undefined) && !this.isHand;
    this.across.hidden = this.upright.hidden = !isShown;
    if (!isShown) return;
    this.across.style.transform = `translateY(${Math.round(at.y)}px)`;
    this.upright.style.transform = `translateX(${Math.round(at.x)}px)`;
  }

  private async load(): Promise<void> {
    this.loading?.abort();
    this.picture = undefined;
    this.hasFailed = false;
    if (!this.src) return;
    const loading = new AbortController();
    this.loading = loading;
    try {
      const picture = await loadPicture(this.src, loading.signal);
      if (loading.signal.aborted) return;
      this.picture = picture;
      this.stage?.show(picture);
      this.onPicture(picture);
    } catch {
      if (!loading.signal.aborted) this.hasFailed = true;
    }
  }
}

/** Scripts of templates measure the picture's area without asking whether there is one. */
const noArea = html`<canvas class="upper-canvas" hidden></canvas>`;

const percent = (share: number): string => `${Math.round(share * 100)}%`;

function line(direction: string): HTMLElement {
  const element = document.createElement('div');
  element.className = `cross ${direction}`;
  element.hidden = true;
  return element;
}
