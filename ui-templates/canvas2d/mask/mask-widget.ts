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
import { renderBrushSize } from './brush-size';
import { didWord, noteWord } from './desk-words';
import { EntryLook } from './entry-look';
import type { MaskSource, MaskValue } from './mask-answer';
import { maskCommands, TOOLS } from './mask-commands';
import { type DeskHost, type Did, MaskDesk, type MaskTool, type Note } from './mask-desk';
import type { MaskEntry } from './mask-entries';
import { maskIcons } from './mask-icons';
import { MaskLayer } from './mask-layer';
import { percent, renderMaskList } from './mask-list';
import { MaskLoading } from './mask-loading';
import { paintBegun } from './mask-painter';
import { MaskSubmission } from './mask-submission';
import { maskStyles } from './mask-widget.styles';
import { maskWord } from './mask-words';

/** Masks cover more than shapes do: the picture has to be seen through them, and they through it. */
const OPACITY = 0.5;
/** What the tools that paint masks share: everything but how labels and colours belong together. */
export abstract class MaskWidget extends ImageWidget implements DeskHost {
  static override styles: CSSResultGroup = [ImageWidget.styles, listStyles, maskStyles];
  static override properties = {
    ...ImageWidget.properties,
    initialText: { attribute: 'initial-value' },
    hasNothing: { state: true },
    lookCount: { state: true },
    labelSearch: { state: true },
  };

  declare initialText: string | null;
  /** The worker says that there is nothing to paint. */
  declare protected hasNothing: boolean;
  declare protected lookCount: number;
  declare protected labelSearch: string;

  abstract readonly hasInstances: boolean;
  protected readonly desk: MaskDesk;
  private readonly maskLayer = new MaskLayer(() =>
    this.picture ? { raster: this.desk.raster, look: this.entryLook.of(this.desk.entries, this.opacity) } : undefined,
  );
  private readonly handLayer = new PaintedLayer((context, { view }) =>
    paintBegun(context, this.desk, this.pointerAt, view),
  );
  private readonly entryLook = new EntryLook();
  private readonly submission: MaskSubmission;
  private readonly maskLoading: MaskLoading;
  private pointerAt: Point | undefined;
  /** Handed out as it is until something changes: templates write into it. */
  private answer: MaskValue | undefined;
  /** Of the mask the picture begins with. */
  private initialSignature: string | undefined;

  constructor() {
    super();
    this.initialText = null;
    this.hasNothing = false;
    this.lookCount = 0;
    this.labelSearch = '';
    this.opacity = OPACITY;
    this.desk = new MaskDesk(this, { width: 1, height: 1 });
    this.submission = new MaskSubmission(this.desk);
    this.maskLoading = new MaskLoading({
      desk: this.desk,
      fillEntries: (source) => this.fillEntries(source),
      onMask: () => this.onMask(),
      onLoading: () => this.requestUpdate(),
      onInitial: () => {
        this.initialSignature = this.initialText === null ? undefined : this.submission.signature();
      },
      onDraft: (draft, isLost) => {
        if (isLost) this.tell(maskWord('draftLost'));
        this.hasNothing = Object.keys(draft).length > 0 && this.desk.labelled.length === 0;
      },
      onReady: () => this.onReady(),
    });
  }

  /** What the answer says beside the picture of the mask: the colours of the labels or instances that are used. */
  protected abstract colourKey(used: readonly MaskEntry[]): MaskValue;
  /** Makes entries for the labels of the job and those of a mask that is there already. */
  protected abstract fillEntries(source: MaskSource | undefined): void;

  /** The picture is there, and the mask it begins with. */
  get isReady(): boolean {
    return this.maskLoading.isReady;
  }

  /** What would be submitted; always an object of that shape. Setting it restores a draft. */
  get value(): MaskValue {
    if (this.answer) return this.answer;
    if (!this.isReady) return this.maskLoading.draft ?? this.colourKey([]);
    const { raster, labelled } = this.desk;
    this.answer = {
      ...this.colourKey(labelled),
      inputImageProperties: { height: raster.height, width: raster.width },
      labeledImage: { pngImageData: this.submission.base64() },
      ...(this.initialText === null
        ? {}
        : { initialValueModified: this.initialSignature !== this.submission.signature() }),
    };
    return this.answer;
  }

  set value(value: MaskValue | string | undefined | null) {
    const given = typeof value === 'string' ? parseLenientJson(value) : value;
    this.answer = undefined;
    this.maskLoading.restore(typeof given === 'object' && given !== null ? (given as MaskValue) : {});
  }

  /** The same object while there is something to submit: a painted pixel, or the word that there is none to paint. */
  get _submittableValue(): MaskValue | undefined {
    const { isReady, draft } = this.maskLoading;
    if (!isReady) return draft && Object.keys(draft).length > 0 ? draft : undefined;
    return this.hasNothing || this.desk.labelled.length > 0 ? this.value : undefined;
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
    this.maskLoading.draft = undefined;
    this.hasNothing = false;
    if (this.picture) void this.maskLoading.begin(this.picture, this.initialText).then(() => this.tellChange());
  }

  // What the desk asks for

  seen(): Rect {
    return this.stage ? visibleRect(this.stage.view, this.stage.size) : { left: 0, top: 0, right: 0, bottom: 0 };
  }

  readonly sample = (part: { left: number; top: number; width: number; height: number }, most: number) =>
    this.picture && pixelsOf(this.picture, part, most);

  titleOf(did: Did, entry: MaskEntry | undefined): string {
    const name = entry && did !== 'erase' ? ` ${this.nameOf(entry)}` : '';
    return `${didWord(did)}${name}`;
  }

  note(note: Note): void {
    const isUnreadable = note === 'nothing-found' && this.picture?.isReadable === false;
    if (note === 'no-label' && this.labels.length === 0) this.tell(maskWord('noLabels'));
    else this.tell(noteWord(isUnreadable ? 'no-pixels' : note));
  }

  onReshaped(): void {
    this.onHistory();
  }

  onLook(): void {
    this.handLayer.invalidate();
    this.stage?.requestFrame();
    this.lookCount += 1;
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
    this.submission.packSoon();
    super.onHistory();
    const { desk } = this;
    if (desk.entry && desk.used.includes(desk.entry))
      this.say(`${this.nameOf(desk.entry)}: ${percent(desk.shareOf(desk.entry))} ${maskWord('ofPicture')}`);
  }

  protected override onPicture(picture: Picture): void {
    void this.maskLoading.begin(picture, this.initialText);
  }

  protected override onAppearance(): void {
    this.stage?.requestFrame();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('labelsText')) this.takeLabels();
    if (changed.has('src')) this.maskLoading.stop();
    if (changed.has('initialText') && this.picture && !this.history.canUndo)
      void this.maskLoading.begin(this.picture, this.initialText);
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

  private onMask(): void {
    const { desk } = this;
    this.submission.startOver();
    this.history.clear();
    this.answer = undefined;
    desk.label ??= this.labels[0];
    desk.current = desk.label === undefined ? undefined : desk.entries.ofLabel(desk.label).at(-1)?.value;
    this.onAppearance();
  }

  private onReady(): void {
    // Labels may have come meanwhile.
    this.syncEntries();
    this.answer = undefined;
    this.desk.fitSize();
    this.submission.packSoon();
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

  /** A label, or an instance with its number among those of its label. */
  protected nameOf(entry: MaskEntry): string {
    if (entry.label === undefined) return `${maskWord('unknown')} ${entry.color}`;
    return entry.label;
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
    this.say(`${this.nameOf(entry)}, ${percent(this.desk.shareOf(entry))}`);
  }

  private toggleAll(): void {
    const { used } = this.desk;
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
        ${renderBrushSize(desk.size, (size) => {
          desk.size = size;
          this.onLook();
        })}
      </div>
      <div class="group">
        ${this.renderCommand('subtract', maskIcons.subtract, desk.isSubtracting)} ${this.renderCommand('protect', maskIcons.protect, desk.isProtecting)}
        ${this.renderCommand('holes', maskIcons.holes)} ${this.renderCommand('islands', maskIcons.islands)}
        ${this.renderCommand('remove', icons.bin, undefined, 'delete')}
      </div>`;
  }

  protected override renderWork(): TemplateResult {
    const { share } = this.maskLoading;
    const reading =
      share === undefined
        ? nothing
        : html`<div class="notice" role="status">${maskWord('readingMask')} ${Math.round(100 * share)}%</div>`;
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
    const { problem } = this.maskLoading;
    const isSuggested = this.hasAttribute('suggestion-confidence') && this.isReady && desk.used.length > 0;
    return html`
      ${this.renderLabelProblem()} ${problem ? html`<div class="problem" role="alert">${problem}</div>` : nothing}
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
        shareOf: (entry) => desk.shareOf(entry),
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
    const { used, entry } = this.desk;
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
    return html`<label class="nothing"><input type="checkbox" .checked=${this.hasNothing} ?disabled=${!this.isReady || this.desk.labelled.length > 0} @change=${this.onNothing} @input=${stop} /> ${maskWord('nothing')}</label>`;
  }

  private readonly onNothing = (event: Event): void => {
    event.stopPropagation();
    this.hasNothing = (event.target as HTMLInputElement).checked;
    this.complaint = undefined;
    this.tellChange();
  };
}

const stop = (event: Event): void => event.stopPropagation();
