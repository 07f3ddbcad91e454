import { parseLenientJson } from '../../elements/shared/lenient-json';
import type { Size } from '../geometry';
import { carryOver } from './carry-over';
import { LabelRaster } from './label-raster';
import { type MaskSource, type MaskValue, readSource } from './mask-answer';
import type { MaskDesk } from './mask-desk';
import { maskWord } from './mask-words';
import { bytesOfBase64, type MaskProblem, type MaskReading, readMaskMeanwhile } from './read-mask';

export interface LoadingHost {
  readonly desk: MaskDesk;
  /** Makes entries for the labels of the job and those of a mask that is there already. */
  fillEntries(source: MaskSource | undefined): void;
  /** Another mask lies on the desk. */
  onMask(): void;
  /** Ready, a problem, or how much is read. */
  onLoading(): void;
  /** The mask the picture begins with is there, before any draft. */
  onInitial(): void;
  /** A draft is there. */
  onDraft(draft: MaskValue, isLost: boolean): void;
  /** The worker can begin. */
  onReady(): void;
}

/**
 * Brings what a picture begins with to the desk: the initial mask, then a draft. Whatever begins later wins: another picture, another initial
 * value, another draft.
 */
export class MaskLoading {
  /** The picture is there, and the mask it begins with. */
  isReady = false;
  /** Why the mask it should begin with is not there. */
  problem: string | undefined;
  /** How much of a mask is read, 0 to 1; undefined while none is being read. */
  share: number | undefined;
  /** A draft that waits for the picture. */
  draft: MaskValue | undefined;
  private size: Size | undefined;
  private beginning = 0;

  constructor(private readonly host: LoadingHost) {}

  /** Another picture is on its way. */
  stop(): void {
    this.beginning += 1;
    this.isReady = false;
  }

  /** A draft came: it is put on the desk as soon as the initial mask is there. */
  restore(draft: MaskValue): void {
    this.draft = draft;
    if (this.isReady) void this.takeDrafts();
  }

  /** @param initial the attribute `initial-value` */
  async begin(size: Size, initial: string | null): Promise<void> {
    this.stop();
    const { beginning } = this;
    this.size = size;
    this.problem = undefined;
    this.share = undefined;
    this.host.onLoading();
    const source = this.initialSource(initial);
    const bytes = source && (await this.fetch(source));
    if (beginning !== this.beginning) return;
    const problem = await this.put(source, bytes, false);
    if (beginning !== this.beginning) return;
    if (problem) this.problem = describe(problem, size);
    this.host.onInitial();
    await this.takeDrafts();
  }

  private async takeDrafts(): Promise<void> {
    const { beginning } = this;
    // One that comes while another is being read is the later one.
    while (this.draft) {
      this.isReady = false;
      const { draft } = this;
      await this.putDraft(draft);
      if (beginning !== this.beginning) return;
      if (this.draft === draft) this.draft = undefined;
    }
    this.isReady = true;
    this.host.onReady();
    this.host.onLoading();
  }

  private initialSource(text: string | null): MaskSource | undefined {
    if (text === null || text.trim() === '') return undefined;
    try {
      const read = readSource(parseLenientJson(text));
      if (read.ok) return read.source;
      this.problem = `${maskWord('badValue')} ${read.problem}`;
    } catch (error) {
      this.problem = `${maskWord('badValue')} ${(error as Error).message}`;
    }
    return undefined;
  }

  private async fetch({ src, png }: MaskSource): Promise<Uint8Array | undefined> {
    if (png !== undefined) return bytesOfBase64(png) ?? new Uint8Array(0);
    if (src === undefined) return undefined;
    try {
      const response = await fetch(src, { credentials: 'omit' });
      if (!response.ok) throw new Error(String(response.status));
      return new Uint8Array(await response.arrayBuffer());
    } catch {
      this.problem = maskWord('maskFailed');
      return undefined;
    }
  }

  private async putDraft(draft: MaskValue): Promise<void> {
    const { beginning } = this;
    const read = readSource(draft);
    const source = read.ok ? read.source : undefined;
    const bytes = source?.png === undefined ? undefined : bytesOfBase64(source.png);
    const problem = await this.put(source, bytes, true);
    if (beginning !== this.beginning) return;
    const isMissing = source !== undefined && source.colours.length > 0 && source.png === undefined;
    this.host.onDraft(draft, problem !== undefined || isMissing);
  }

  /** Lays a mask on the desk in place of the one that is there. Gives why it cannot be shown. */
  private async put(
    source: MaskSource | undefined,
    bytes: Uint8Array | undefined,
    isDraft: boolean,
  ): Promise<MaskProblem | undefined> {
    const { host, size } = this;
    const { desk } = host;
    const undecided = isDraft ? desk.used.filter(({ label }) => label === undefined) : [];
    const before = desk.raster;
    host.fillEntries(source);
    desk.load(new LabelRaster(size!.width, size!.height));
    const reading = bytes && (await this.read(bytes, isDraft));
    if (reading === 'stale') return undefined;
    const mask = reading?.ok ? reading.mask : undefined;
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
    host.onMask();
    return reading && !reading.ok ? reading.problem : undefined;
  }

  /** Stale when another beginning has taken its place meanwhile. */
  private async read(bytes: Uint8Array, isExact: boolean): Promise<MaskReading | 'stale'> {
    const { beginning, size } = this;
    const reading = await readMaskMeanwhile([bytes, size!, this.host.desk.entries.colours, isExact], (share) => {
      if (beginning !== this.beginning) return;
      this.share = share;
      this.host.onLoading();
    });
    if (beginning !== this.beginning) return 'stale';
    this.share = undefined;
    return reading;
  }
}

function describe(problem: MaskProblem, { width, height }: Size): string {
  if (problem.kind === 'photograph') return maskWord('maskPhotograph');
  if (problem.kind === 'unreadable') return `${maskWord('maskUnreadable')} ${problem.reason}`;
  return `${maskWord('maskSize')} ${problem.width} × ${problem.height} ≠ ${width} × ${height}`;
}
