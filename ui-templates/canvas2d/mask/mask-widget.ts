import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Command } from '../../elements/shared/full-page/commands';
import { renderLabelPane } from '../../elements/shared/full-page/label-pane';
import { parseLenientJson } from '../../elements/shared/lenient-json';
import type { Point, Rect } from '../geometry';
import { icons } from '../icons';
import { ImageWidget } from '../image-widget';
import { listStyles } from '../list.styles';
import { PaintedLayer } from '../painted-layer';
import { type Picture, pixelsOf } from '../picture';
import type { Layer, Pointer } from '../stage';
import { visibleRect } from '../viewport';
import { carryOver } from './carry-over';
import { LabelRaster } from './label-raster';
import { type MaskSource, readSource } from './mask-answer';
import { maskCommands, TOOLS } from './mask-commands';
import { type DeskHost, type Did, LEAST_SIZE, MaskDesk, type MaskTool, MOST_SIZE, type Note } from './mask-desk';
import type { MaskEntry } from './mask-entries';
import { maskIcons } from './mask-icons';
import { MaskLayer } from './mask-layer';
import { percent, renderMaskList } from './mask-list';
import { paintBegun } from './mask-painter';
import { MaskPng } from './mask-png';
import { type MaskLook, pixelOf } from './mask-tile';
import { maskStyles } from './mask-widget.styles';
import { maskWord } from './mask-words';
import {
  bytesOfBase64,
  type MaskProblem,
  type MaskReading,
  type ReadMask,
  type readMask,
  readMaskMeanwhile,
} from './read-mask';

export type MaskValue = Record<string, unknown>;

type Word = Parameters<typeof maskWord>[0];

const NOTES: Record<Note, Word> = {
  'no-label': 'chooseLabel',
  locked: 'isLocked',
  'nothing-found': 'nothingFound',
  'no-pixels': 'noPixels',
  'too-few': 'tooFew',
  'no-holes': 'noHoles',
  'no-islands': 'noIslands',
};

const DID: Record<Did, Word> = {
  paint: 'painted',
  erase: 'erased',
  clear: 'cleared',
  holes: 'holesFilled',
  islands: 'islandsRemoved',
  relabel: 'relabelled',
};

/** Masks cover more than shapes do: the picture has to be seen through them, and they through it. */
const OPACITY = 0.5;
/** Edges are seen however transparent the rest is. */
const EDGE = 0.4;

/** What the tools that paint masks share: everything but how labels and colours belong together. */
export abstract class MaskWidget extends ImageWidget implements DeskHost {
  static override styles: CSSResultGroup = [ImageWidget.styles, listStyles, maskStyles];
  static override properties = {
    ...ImageWidget.properties,
    initialText: { attribute: 'initial-value' },
    hasNothing: { state: true },
    isReady: { state: true },
    maskProblem: { state: true },
    readShare: { state: true },
    lookCount: { state: true },
    labelSearch: { state: true },
  };

  declare initialText: string | null;
  /** The worker says that there is nothing to paint. */
  declare protected hasNothing: boolean;
  /** The picture is there, and the mask it begins with. */
  declare protected isReady: boolean;
  /** Why the mask it should begin with is not there. */
  declare protected maskProblem: string | undefined;
  /** How much of a mask is read, 0 to 1; undefined while none is being read. */
  declare protected readShare: number | undefined;
  declare protected lookCount: number;
  declare protected labelSearch: string;

  abstract readonly hasInstances: boolean;
  protected readonly desk: MaskDesk;
  private readonly maskLayer = new MaskLayer(() =>
    this.picture ? { raster: this.desk.raster, look: this.look() } : undefined,
  );
  private readonly handLayer = new PaintedLayer((context, { view }) =>
    paintBegun(context, this.desk, this.pointerAt, view),
  );
  private png: MaskPng;
  private pointerAt: Point | undefined;
  private shownLook: { look: MaskLook; version: number; opacity: number } | undefined;
  /** Handed out as it is until something changes: templates write into it. */
  private answer: MaskValue | undefined;
  private initial: { signature: string } | undefined;
  /** A draft that waits for the picture. */
  private restored: MaskValue | undefined;
  private beginning = 0;
  private idle: number | undefined;

  constructor() {
    super();
    this.initialText = null;
    this.hasNothing = false;
    this.isReady = false;
    this.lookCount = 0;
    this.labelSearch = '';
    this.opacity = OPACITY;
    this.desk = new MaskDesk(this, { width: 1, height: 1 });
    this.png = new MaskPng(this.desk.raster);
  }

  /** What the answer says beside the picture of the mask: the colours of the labels or instances that are used. */
  protected abstract colourKey(used: readonly MaskEntry[]): MaskValue;
  /** Makes entries for the labels of the job and those of a mask that is there already. */
  protected abstract fillEntries(source: MaskSource | undefined): void;

  /** What would be submitted; always an object of that shape. Setting it restores a draft. */
  get value(): MaskValue {
    if (this.answer) return this.answer;
    if (!this.isReady) return this.restored ?? this.colourKey([]);
    const { raster, entries } = this.desk;
    this.answer = {
      ...this.colourKey(this.labelled()),
      inputImageProperties: { height: raster.height, width: raster.width },
      labeledImage: { pngImageData: this.png.base64(entries.submitted) },
      ...(this.initialText === null ? {} : { initialValueModified: this.initial?.signature !== this.signature() }),
    };
    return this.answer;
  }

  set value(value: MaskValue | string | undefined | null) {
    const given = typeof value === 'string' ? parseLenientJson(value) : value;
    this.restored = typeof given === 'object' && given !== null ? (given as MaskValue) : {};
    this.answer = undefined;
    if (this.isReady) void this.takeDraft();
  }

  /** The same object while there is something to submit: a painted pixel, or the word that there is none to paint. */
  get _submittableValue(): MaskValue | undefined {
    if (!this.isReady) return this.restored && Object.keys(this.restored).length > 0 ? this.restored : undefined;
    return this.hasNothing || this.labelled().length > 0 ? this.value : undefined;
  }

  validate(): boolean {
    this.complaint = this.complain();
    return this.complaint === undefined;
  }

  private complain(): string | undefined {
    if (!this.isReady) return maskWord('stillLoading');
    if (this.desk.outline.length > 0) return maskWord('unfinished');
    this.desk.finish();
    return this._submittableValue ? undefined : maskWord('paintSomething');
  }

  /** Back to the initial value. */
  reset(): void {
    this.complaint = undefined;
    this.restored = undefined;
    this.hasNothing = false;
    if (this.picture) void this.begin(this.picture).then(() => this.tellChange());
  }

  // What the desk asks for

  seen(): Rect {
    return this.stage ? visibleRect(this.stage.view, this.stage.size) : { left: 0, top: 0, right: 0, bottom: 0 };
  }

  readonly sample = (part: { left: number; top: number; width: number; height: number }, most: number) =>
    this.picture && pixelsOf(this.picture, part, most);

  titleOf(did: Did, entry: MaskEntry | undefined): string {
    const name = entry && did !== 'erase' ? ` ${this.nameOf(entry)}` : '';
    return `${maskWord(DID[did])}${name}`;
  }

  note(note: Note): void {
    const isUnreadable = note === 'nothing-found' && this.picture?.isReadable === false;
    if (note === 'no-label' && this.labels.length === 0) this.tell(maskWord('noLabels'));
    else this.tell(maskWord(isUnreadable ? 'noPixels' : NOTES[note]));
  }

  onReshaped(): void {
    this.onHistory();
  }

  onLook(): void {
    this.handLayer.invalidate();
    this.stage?.requestFrame();
    this.refresh();
  }

  // What the pointer does

  protected override layers(): Layer[] {
    return [this.maskLayer, this.handLayer];
  }

  protected override press(pointer: Pointer): void {
    if (this.isReady) this.desk.press(pointer);
    else this.tell(maskWord('stillLoading'));
    this.follow(pointer);
  }

  protected override drag(pointer: Pointer): void {
    this.desk.drag(pointer);
    this.follow(pointer);
  }

  protected override release(pointer: Pointer): void {
    this.desk.release(pointer);
    this.follow(pointer.kind === 'touch' ? undefined : pointer);
  }

  protected override abandon(): void {
    this.desk.abandon();
  }

  protected override hover(pointer: Pointer | undefined): void {
    if (pointer?.kind === 'keyboard' && this.desk.isPainting) this.desk.drag(pointer);
    this.follow(pointer);
  }

  protected override doubleClick(pointer: Pointer): void {
    if (this.desk.outline.length > 0) this.desk.finish(this.desk.isSubtracting || pointer.alt);
  }

  protected override cancel(): boolean {
    return this.desk.cancel();
  }

  protected override undo(): void {
    if (this.desk.takeBack()) return;
    super.undo();
    this.afterStep();
  }

  protected override redo(): void {
    super.redo();
    this.afterStep();
  }

  protected override canUndo(): boolean {
    return this.desk.isPainting || this.desk.outline.length > 0 || this.desk.finding !== undefined || super.canUndo();
  }

  /** Enter lowers and lifts the brush; with other tools it places a point. */
  protected override pressKey(pointer: Pointer): void {
    const { desk } = this;
    if (!this.isReady) this.tell(maskWord('stillLoading'));
    else if (desk.tool === 'brush' || desk.tool === 'eraser') {
      desk.toggleBrush(pointer);
      if (desk.isPainting) this.say(maskWord('brushDown'));
    } else desk.press(pointer);
    this.follow(pointer);
    if (desk.outline.length > 0) this.say(`${maskWord('corner')} ${desk.outline.length}`);
    const { finding } = desk;
    if (finding?.kind === 'extreme' && !finding.edit)
      this.say(`${finding.extremes.length} ${maskWord('extremePoint')}`);
  }

  protected override canEnter(): boolean {
    return super.canEnter() || this.desk.isBusy;
  }

  protected override enter(): void {
    if (this.cursor) super.enter();
    else this.desk.finish();
  }

  protected override onHistory(): void {
    this.answer = undefined;
    this.hasNothing = false;
    this.lookCount += 1;
    this.packSoon();
    super.onHistory();
    const { entry } = this.desk;
    if (entry && this.used().includes(entry))
      this.say(`${this.nameOf(entry)}: ${percent(this.shareOf(entry))} ${maskWord('ofPicture')}`);
  }

  protected override onPicture(picture: Picture): void {
    void this.begin(picture);
  }

  protected override onAppearance(): void {
    this.stage?.requestFrame();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('labelsText')) this.takeLabels();
    if (changed.has('src')) {
      this.beginning += 1;
      this.isReady = false;
    }
    if (changed.has('initialText') && this.picture && !this.history.canUndo) void this.begin(this.picture);
  }

  private takeLabels(): void {
    const { desk, labels } = this;
    if (this.isReady) this.syncEntries();
    if (desk.label === undefined || !labels.includes(desk.label)) {
      desk.label = labels[0];
      desk.current = undefined;
    }
    if (desk.current === undefined && desk.label !== undefined)
      desk.current = desk.entries.ofLabel(desk.label).at(-1)?.value;
    this.answer = undefined;
    this.onAppearance();
  }

  /** Labels that scripts add later. */
  protected abstract syncEntries(): void;

  /** Loads what the picture begins with: the initial mask, then a draft. */
  private async begin(picture: Picture): Promise<void> {
    this.beginning += 1;
    const { beginning } = this;
    this.isReady = false;
    this.maskProblem = undefined;
    this.readShare = undefined;
    this.initial = undefined;
    const source = this.initialSource();
    const bytes = source && (await this.fetchMask(source));
    if (beginning !== this.beginning) return;
    const problem = await this.put(picture, source, bytes, false);
    if (beginning !== this.beginning) return;
    if (problem) this.maskProblem = this.describe(problem, picture);
    if (this.initialText !== null) this.initial = { signature: this.signature() };
    await this.takeDraft();
  }

  /** Puts back a draft that waits, and hands the picture to the worker. */
  private async takeDraft(): Promise<void> {
    const { beginning, picture } = this;
    // One that comes while another is being read is the later one.
    while (this.restored && picture) {
      this.isReady = false;
      const { restored } = this;
      await this.putDraft(picture, restored);
      if (beginning !== this.beginning) return;
      if (this.restored === restored) this.restored = undefined;
    }
    // Labels may have come meanwhile.
    this.syncEntries();
    this.answer = undefined;
    this.isReady = true;
    this.desk.fitSize();
    this.packSoon();
  }

  private initialSource(): MaskSource | undefined {
    if (this.initialText === null || this.initialText.trim() === '') return undefined;
    try {
      const read = readSource(parseLenientJson(this.initialText));
      if (read.ok) return read.source;
      this.maskProblem = `${maskWord('badValue')} ${read.problem}`;
    } catch (error) {
      this.maskProblem = `${maskWord('badValue')} ${(error as Error).message}`;
    }
    return undefined;
  }

  private async fetchMask({ src, png }: MaskSource): Promise<Uint8Array | undefined> {
    if (png !== undefined) return bytesOfBase64(png) ?? new Uint8Array(0);
    if (src === undefined) return undefined;
    try {
      const response = await fetch(src, { credentials: 'omit' });
      if (!response.ok) throw new Error(String(response.status));
      return new Uint8Array(await response.arrayBuffer());
    } catch {
      this.maskProblem = maskWord('maskFailed');
      return undefined;
    }
  }

  private async putDraft(picture: Picture, restored: MaskValue): Promise<void> {
    const read = readSource(restored);
    const png = read.ok ? read.source.png : undefined;
    const isThere = read.ok && read.source.colours.length > 0;
    const problem = await this.put(
      picture,
      read.ok ? read.source : undefined,
      png === undefined ? undefined : bytesOfBase64(png),
      true,
    );
    if (problem || (isThere && png === undefined)) this.tell(maskWord('draftLost'));
    this.hasNothing = Object.keys(restored).length > 0 && this.labelled().length === 0;
  }

  /** Shows a mask in place of the one that is there. Gives why it cannot be shown. */
  private async put(
    picture: Picture,
    source: MaskSource | undefined,
    bytes: Uint8Array | undefined,
    isDraft: boolean,
  ): Promise<MaskProblem | undefined> {
    const { desk } = this;
    const undecided = isDraft ? this.used().filter(({ label }) => label === undefined) : [];
    const before = desk.raster;
    this.fillEntries(source);
    desk.load(new LabelRaster(picture.width, picture.height));
    const reading = bytes && (await this.read([bytes, picture, desk.entries.colours, isDraft]));
    if (reading === 'stale') return undefined;
    const mask: ReadMask | undefined = reading?.ok ? reading.mask : undefined;
    for (const color of mask?.unknown ?? []) desk.entries.add(undefined, color);
    const raster = mask?.raster ?? desk.raster;
    // Drafts are answers, and answers leave out what no label explains: it is still to be decided on.
    if (undecided.length > 0)
      carryOver(
        before,
        raster,
        new Map(undecided.map(({ value, color }) => [value, desk.entries.add(undefined, color).value])),
      );
    desk.load(raster);
    this.png = new MaskPng(desk.raster);
    this.history.clear();
    this.answer = undefined;
    desk.label ??= this.labels[0];
    desk.current = desk.label === undefined ? undefined : desk.entries.ofLabel(desk.label).at(-1)?.value;
    this.onAppearance();
    return reading && !reading.ok ? reading.problem : undefined;
  }

  /** Stale when another picture or another beginning has taken its place meanwhile. */
  private async read(given: Parameters<typeof readMask>): Promise<MaskReading | 'stale'> {
    const { beginning } = this;
    const reading = await readMaskMeanwhile(given, (share) => {
      if (beginning === this.beginning) this.readShare = share;
    });
    if (beginning !== this.beginning) return 'stale';
    this.readShare = undefined;
    return reading;
  }

  private describe(problem: MaskProblem, picture: Picture): string {
    if (problem.kind === 'photograph') return maskWord('maskPhotograph');
    if (problem.kind === 'unreadable') return `${maskWord('maskUnreadable')} ${problem.reason}`;
    return `${maskWord('maskSize')} ${problem.width} × ${problem.height} ≠ ${picture.width} × ${picture.height}`;
  }

  /** What is painted, and which label or instance each value is. */
  private signature(): string {
    const { entries } = this.desk;
    const names = this.used().map(({ value, label, color }) => `${value} ${label ?? ''} ${color}`);
    return `${names.join('\n')}\n${this.png.signature(entries.submitted)}`;
  }

  protected used(): MaskEntry[] {
    const { entries, raster } = this.desk;
    return entries.all.filter(({ value }) => raster.count(value) > 0);
  }

  /** What is submitted: areas that no label explains are not. */
  private labelled(): MaskEntry[] {
    return this.used().filter(({ label }) => label !== undefined);
  }

  /** Packs what changed while nothing else is to be done, so that the answer is there when it is asked for. */
  private packSoon(): void {
    if (this.idle !== undefined || typeof requestIdleCallback !== 'function') return;
    this.idle = requestIdleCallback((deadline) => {
      this.idle = undefined;
      if (this.desk.isPainting) return;
      while (deadline.timeRemaining() > 8) if (!this.png.packOne(this.desk.entries.submitted)) return;
      this.packSoon();
    });
  }

  private afterStep(): void {
    this.desk.onHistory();
    this.onAppearance();
    this.onLook();
  }

  private follow(pointer: Pointer | undefined): void {
    this.pointerAt = pointer?.at;
    this.handLayer.invalidate();
    this.stage?.requestFrame();
  }

  private refresh(): void {
    this.lookCount += 1;
  }

  private look(): MaskLook {
    const { all, version } = this.desk.entries;
    const { opacity, shownLook } = this;
    if (shownLook?.version === version && shownLook.opacity === opacity) return shownLook.look;
    const look: MaskLook = {
      fill: new Uint32Array(all.length + 1),
      edge: new Uint32Array(all.length + 1),
      isStriped: new Uint8Array(all.length + 1),
    };
    for (const { value, color, label, isHidden } of all) {
      if (isHidden) continue;
      look.fill[value] = pixelOf(color, opacity);
      look.edge[value] = pixelOf(color, opacity === 0 ? 0 : Math.min(1, opacity + EDGE));
      look.isStriped[value] = label === undefined ? 1 : 0;
    }
    this.shownLook = { look, version, opacity };
    return look;
  }

  /** A label, or an instance with its number among those of its label. */
  protected nameOf(entry: MaskEntry): string {
    if (entry.label === undefined) return `${maskWord('unknown')} ${entry.color}`;
    return entry.label;
  }

  private shareOf(entry: MaskEntry): number {
    const { raster } = this.desk;
    return raster.count(entry.value) / (raster.width * raster.height);
  }

  // Keys

  protected override commands(): Command[] {
    return [
      ...maskCommands(this.desk, this.hasInstances, {
        use: (tool) => this.useTool(tool),
        addInstance: () => this.addInstance(),
        step: (by) => this.step(by),
        toggleAll: () => this.toggleAll(),
        refresh: () => this.onChangedLook(),
      }),
      ...super.commands(),
    ];
  }

  private useTool(tool: MaskTool): void {
    this.desk.use(tool);
    this.say(maskWord(tool));
  }

  private addInstance(): void {
    const label = this.desk.label ?? this.labels[0];
    const entry = label === undefined ? undefined : this.desk.addInstance(label);
    this.onChangedLook();
    if (entry) this.say(this.nameOf(entry));
    else this.note('no-label');
  }

  private step(by: number): void {
    const listed = this.listed();
    if (listed.length === 0) return;
    const at = listed.findIndex(({ value }) => value === this.desk.current);
    const entry = listed[(at + by + listed.length) % listed.length]!;
    this.pick(entry);
  }

  private pick(entry: MaskEntry): void {
    this.desk.pick(entry.value);
    const bounds = this.desk.raster.bounds(entry.value);
    if (bounds) this.stage?.reveal({ x: (bounds.left + bounds.right) / 2, y: (bounds.top + bounds.bottom) / 2 });
    this.say(`${this.nameOf(entry)}, ${percent(this.shareOf(entry))}`);
  }

  private toggleAll(): void {
    const used = this.used();
    const isHidden = !used.every((entry) => entry.isHidden);
    for (const { value } of used) this.desk.mark(value, { isHidden });
    this.onChangedLook();
  }

  private onChangedLook(): void {
    this.onAppearance();
    this.onLook();
  }

  // Beside and above the picture

  protected override renderToolGroup(): TemplateResult {
    const { desk } = this;
    return html`<div class="group">
        ${TOOLS.map(({ id, icon, elementId }) => this.renderCommand(id, icon, desk.tool === id, elementId))}
      </div>
      <div class="group">
        ${this.renderSize()}
      </div>
      <div class="group">
        ${this.renderCommand('subtract', maskIcons.subtract, desk.isSubtracting)} ${this.renderCommand('protect', maskIcons.protect, desk.isProtecting)}
        ${this.renderCommand('holes', maskIcons.holes)} ${this.renderCommand('islands', maskIcons.islands)}
        ${this.renderCommand('remove', icons.bin, undefined, 'delete')}
      </div>`;
  }

  private renderSize() {
    const { size } = this.desk;
    return html`<div class="brush-size">
      <input type="range" min="0" max="100" step="1" aria-label=${maskWord('size')} aria-valuetext="${size} ${maskWord('pixels')}" .value=${String(toSlider(size))} @input=${this.onSize} @change=${stop} />
      <output>${size} px</output>
    </div>`;
  }

  private readonly onSize = (event: Event): void => {
    event.stopPropagation();
    this.desk.size = fromSlider(Number((event.target as HTMLInputElement).value));
    this.onLook();
  };

  protected override renderWork(): TemplateResult {
    const reading =
      this.readShare === undefined
        ? nothing
        : html`<div class="notice" role="status">${maskWord('readingMask')} ${Math.round(100 * this.readShare)}%</div>`;
    return html`${super.renderWork()} ${reading} ${this.desk.finding?.edit ? this.renderFound() : nothing}`;
  }

  private renderFound() {
    return html`<div class="found" role="group" aria-label=${maskWord('found')}>
      <span>${maskWord('refine')}</span>
      <button type="button" class="tool" title=${this.tooltip('smaller')} @click=${() => this.command('smaller')?.run()}>− ${maskWord('lessShort')}</button>
      <button type="button" class="tool" title=${this.tooltip('larger')} @click=${() => this.command('larger')?.run()}>+ ${maskWord('moreShort')}</button>
      <button type="button" class="tool finish" @click=${() => this.desk.finish()}>✓ ${maskWord('finish')}</button>
    </div>`;
  }

  protected override renderPane(): TemplateResult {
    const { desk } = this;
    const isSuggested = this.hasAttribute('suggestion-confidence') && this.isReady && this.used().length > 0;
    return html`
      ${this.maskProblem ? html`<div class="problem" role="alert">${this.maskProblem}</div>` : nothing}
      ${isSuggested ? html`<p class="mask-note">${maskWord('suggested')}</p>` : nothing}
      ${renderLabelPane({
        labels: this.labels,
        colors: this.labels.map((label) => this.colorOf(label)),
        selected: desk.label,
        search: this.labelSearch,
        onSearch: (text) => {
          this.labelSearch = text;
        },
        onChoose: (label) => this.choose(label),
      })}
      ${renderMaskList({
        entries: this.listed(),
        current: desk.current,
        labels: this.labels,
        hasInstances: this.hasInstances,
        nameOf: (entry) => this.nameOf(entry),
        shareOf: (entry) => this.shareOf(entry),
        onPick: (entry) => this.pick(entry),
        onMark: (entry, marks) => {
          desk.mark(entry.value, marks);
          this.onChangedLook();
        },
        onRelabel: (entry, label) => this.relabel(entry, label),
        onClear: (entry) => {
          desk.pick(entry.value);
          desk.clear();
        },
        onAdd: () => this.addInstance(),
      })}
    `;
  }

  /** Of the label, before anything is painted in it too. */
  protected abstract colorOf(label: string): string;

  /** What is painted, and the one that is about to be. */
  private listed(): MaskEntry[] {
    const used = this.used();
    const { entry } = this.desk;
    return entry && this.hasInstances && !used.includes(entry) ? [...used, entry] : used;
  }

  private choose(label: string): void {
    this.desk.choose(label);
    this.say(label);
  }

  private relabel(entry: MaskEntry, label: string): void {
    if (this.hasInstances) this.desk.relabel(entry.value, label);
    else {
      const [to] = this.desk.entries.ofLabel(label);
      if (to) this.desk.merge(entry.value, to.value);
    }
    this.onChangedLook();
  }

  protected override renderFooter(): TemplateResult {
    return html`<label class="nothing"><input type="checkbox" .checked=${this.hasNothing} ?disabled=${!this.isReady || this.labelled().length > 0} @change=${this.onNothing} @input=${stop} /> ${maskWord('nothing')}</label>`;
  }

  private readonly onNothing = (event: Event): void => {
    event.stopPropagation();
    this.hasNothing = (event.target as HTMLInputElement).checked;
    this.complaint = undefined;
    this.tellChange();
  };
}

const stop = (event: Event): void => event.stopPropagation();

/** The slider goes up by shares, as sizes are felt. */
const toSlider = (size: number): number =>
  Math.round((100 * Math.log(size / LEAST_SIZE)) / Math.log(MOST_SIZE / LEAST_SIZE));
const fromSlider = (at: number): number => Math.max(1, Math.round(LEAST_SIZE * (MOST_SIZE / LEAST_SIZE) ** (at / 100)));
