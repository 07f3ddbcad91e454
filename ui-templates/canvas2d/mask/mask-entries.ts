import { colourOf } from '../../../core/formats/mask/ground-truth-picture';

/** What a value of the raster stands for: a label, or one instance of a label. */
export interface MaskEntry {
  readonly value: number;
  /** Undefined for areas of a colour that belongs to no label. */
  readonly label: string | undefined;
  readonly color: string;
  readonly isHidden: boolean;
  /** Nothing is painted over it. */
  readonly isLocked: boolean;
}

/** The meanings of a mask's values, in the order of the values from 1 on. Every entry has a colour of its own. */
export class MaskEntries {
  private entries: MaskEntry[] = [];
  /** Goes up with every change: what shows entries compares it. */
  version = 0;
  /** Colours that are somebody's, though not among the entries yet. */
  private reserved = new Set<string>();

  get all(): readonly MaskEntry[] {
    return this.entries;
  }

  /** Of each value from 1 on. */
  get colours(): string[] {
    return this.entries.map(({ color }) => color);
  }

  /** Colours as the answer has them: areas that belong to no label are left out of it. */
  get submitted(): (string | undefined)[] {
    return this.entries.map(({ label, color }) => (label === undefined ? undefined : color));
  }

  get(value: number | undefined): MaskEntry | undefined {
    return value === undefined ? undefined : this.entries[value - 1];
  }

  ofLabel(label: string): MaskEntry[] {
    return this.entries.filter((entry) => entry.label === label);
  }

  add(label: string | undefined, color = this.freeColour()): MaskEntry {
    const entry = { value: this.entries.length + 1, label, color, isHidden: false, isLocked: false };
    this.entries.push(entry);
    this.version += 1;
    return entry;
  }

  change(value: number, part: Partial<Pick<MaskEntry, 'label' | 'isHidden' | 'isLocked'>>): void {
    const entry = this.get(value);
    if (!entry) return;
    this.entries[value - 1] = { ...entry, ...part };
    this.version += 1;
  }

  /** Begins anew. The colours are left for those who will ask for them. */
  clear(reserved: readonly string[] = []): void {
    this.entries = [];
    this.version += 1;
    this.reserved = new Set(reserved.map((color) => color.toLowerCase()));
  }

  /** The first of Ground Truth's colours that is not taken, in label order. */
  private freeColour(): string {
    const taken = new Set([...this.reserved, ...this.entries.map(({ color }) => color.toLowerCase())]);
    for (let i = this.entries.length; ; i++) if (!taken.has(colourOf(i))) return colourOf(i);
  }
}
