import type { TextRange } from './boundaries';
import type { Span } from './span-store';
import type { Box, TextView } from './text-view';

/** How the spans of a label look. */
export interface LabelLook {
  name: string;
  color: string;
  /** For letters on that colour. */
  ink: string;
}

export interface Drawing {
  spans: readonly Span[];
  lanes: ReadonlyMap<number, number>;
  lookOf(label: string): LabelLook;
  chosen: number | undefined;
  /** What is selected, as it would be labelled. */
  selected: TextRange | undefined;
  caret: number | undefined;
  found: readonly TextRange[];
  foundNow: TextRange | undefined;
}

/** CSS pixels of one line below the text. The style of a paragraph keeps as many as `--lanes` says. */
export const LANE = 18;
/** More lie on the last one. */
export const MOST_LANES = 9;
const BAR = 3;
const CHIP_GAP = 2;
const CROSS = 16;
const WIDEST = 160;

interface Chip {
  span: Span;
  look: LabelLook;
  left: number;
  top: number;
  width: number;
  isFlipped: boolean;
}

/**
 * Draws what is marked in a text: below the letters a tint, under them a bar and a tag in the lane of each span. Only what is near the view is
 * drawn, and what stays is left alone, so that the length of the text and the number of its spans do not matter.
 */
export class MarksLayer {
  private readonly under = layer('under');
  private readonly over = layer('over');
  private readonly pools = new Map<string, Pool>();
  private readonly widths = new Map<string, number>();
  private readonly pencil = document.createElement('canvas').getContext('2d');

  constructor(private readonly view: TextView) {}

  /** Letters have become other ones: fonts have arrived. */
  forgetWidths(): void {
    this.widths.clear();
  }

  /** Puts the layers into the text; to be called again when the text was replaced. */
  attach(): void {
    this.view.root.append(this.under, this.over);
  }

  draw(drawing: Drawing): void {
    const seen = this.view.visible();
    const boxesOf = (range: TextRange): Box[] => {
      const clipped = { start: Math.max(range.start, seen.start), end: Math.min(range.end, seen.end) };
      return clipped.end > clipped.start ? this.view.boxes(clipped) : [];
    };
    // Everything is measured before anything is drawn: the other way round the page would be laid out again for each.
    const marks = drawing.spans.map((span) => ({ span, boxes: boxesOf(span) }));
    const found = drawing.found.flatMap((range) =>
      boxesOf(range).map((box) => ({ box, isNow: range.start === drawing.foundNow?.start })),
    );
    const selected = drawing.selected ? boxesOf(drawing.selected) : [];
    const caret = drawing.caret === undefined ? undefined : this.view.caret(drawing.caret);
    const rightToLeft = new Set(
      marks.filter(({ span }) => this.view.isRightToLeft(span.start)).map(({ span }) => span.id),
    );
    const { width } = this.view.size;

    const chips: Chip[] = [];
    for (const { span, boxes } of marks) {
      const look = drawing.lookOf(span.label);
      const lane = Math.min(drawing.lanes.get(span.id) ?? 0, MOST_LANES - 1);
      const isChosen = span.id === drawing.chosen;
      const state = `${isChosen ? ' chosen' : ''}${span.suggested === undefined ? '' : ' suggested'}`;
      for (const box of boxes) {
        this.place(this.under, `tint${state}`, box, look, span);
        const top = box.top + box.height + lane * LANE;
        this.place(this.over, `bar${state}`, { left: box.left, top, width: box.width, height: BAR }, look, span);
      }
      const [first] = boxes;
      if (!first || span.start < seen.start) continue;
      const isFlipped = rightToLeft.has(span.id);
      const inLine = boxes.filter(({ top }) => Math.abs(top - first.top) < 2);
      const edge = isFlipped
        ? Math.max(...inLine.map((box) => box.left + box.width))
        : Math.min(...inLine.map((box) => box.left));
      const wanted = this.widthOf(look.name) + 10 + CROSS;
      const left = isFlipped ? Math.max(0, edge - wanted) : Math.max(0, Math.min(edge, width - wanted));
      chips.push({ span, look, left, top: first.top + first.height + lane * LANE, width: wanted, isFlipped });
      if (isChosen) this.drawHandles(span, seen, look);
    }
    this.drawChips(chips, drawing);
    for (const { box, isNow } of found) this.place(this.under, isNow ? 'found now' : 'found', box);
    for (const box of selected) this.place(this.under, 'selection', box);
    if (caret) this.place(this.over, 'caret', { ...caret, width: 2 });
    for (const pool of this.pools.values()) pool.finish();
  }

  /** A tag is as wide as its words, unless the next one in its lane begins before. */
  private drawChips(chips: Chip[], { chosen }: Drawing): void {
    const lines = new Map<string, Chip[]>();
    for (const chip of chips) {
      const key = `${Math.round(chip.top)} ${chip.isFlipped}`;
      lines.set(key, [...(lines.get(key) ?? []), chip]);
    }
    for (const line of lines.values()) {
      line.sort((a, b) => (a.isFlipped ? b.left + b.width - a.left - a.width : a.left - b.left));
      line.forEach((chip, index) => {
        const next = line[index + 1];
        let { left, width } = chip;
        if (next && chip.isFlipped) {
          const free = left + width - (next.left + next.width) - CHIP_GAP;
          left += Math.max(0, width - free);
          width = Math.min(width, free);
        } else if (next) width = Math.min(width, next.left - left - CHIP_GAP);
        if (width < 10) return;
        const state = `${chip.span.id === chosen ? ' chosen' : ''}${chip.span.suggested === undefined ? '' : ' suggested'}${width < chip.width - 1 ? ' cut' : ''}`;
        const element = this.place(
          this.over,
          `chip${state}`,
          { left, top: chip.top, width, height: LANE - CHIP_GAP },
          chip.look,
          chip.span,
          `;--whole:${chip.width}px`,
        );
        if (element.dataset.name !== chip.look.name) {
          element.dataset.name = chip.look.name;
          element.title = chip.look.name;
        }
        if (!element.firstChild) element.append(document.createElement('i'));
      });
    }
  }

  private drawHandles(span: Span, seen: TextRange, look: LabelLook): void {
    for (const [edge, offset] of [
      ['start', span.start],
      ['end', span.end],
    ] as const) {
      if (offset < seen.start || offset > seen.end) continue;
      const boxes = this.view.boxes(
        edge === 'start' ? { start: offset, end: offset + 1 } : { start: offset - 1, end: offset },
      );
      const box = edge === 'start' ? boxes[0] : boxes.at(-1);
      if (!box) continue;
      const isAtRight = (edge === 'end') !== this.view.isLetterRightToLeft(offset - (edge === 'end' ? 1 : 0));
      const left = box.left + (isAtRight ? box.width : 0) - 6;
      this.place(
        this.over,
        `handle ${edge}`,
        { left, top: box.top - 4, width: 12, height: box.height + 6 },
        look,
        span,
      );
    }
  }

  private place(
    parent: HTMLElement,
    className: string,
    box: Box,
    look?: LabelLook,
    span?: Span,
    style = '',
  ): HTMLElement {
    const kind = className.split(' ')[0]!;
    let pool = this.pools.get(kind);
    if (!pool) {
      pool = new Pool(parent);
      this.pools.set(kind, pool);
    }
    const colors = look ? `--mark:${look.color};--mark-ink:${look.ink};` : '';
    return pool.take(
      className,
      `${colors}transform:translate(${round(box.left)}px,${round(box.top)}px);width:${round(box.width)}px;height:${round(box.height)}px${style}`,
      span?.id,
    );
  }

  private widthOf(name: string): number {
    const known = this.widths.get(name);
    if (known !== undefined) return known;
    if (this.pencil) this.pencil.font = `600 11px ${getComputedStyle(this.view.root).fontFamily}`;
    const width = Math.min(WIDEST, 1 + (this.pencil?.measureText(name).width ?? name.length * 7));
    this.widths.set(name, width);
    return width;
  }
}

interface Item {
  element: HTMLElement;
  className: string;
  style: string;
  /** The drawing it was last part of. */
  drawing: number;
}

/** Elements of one kind. Each stays with its span, so that scrolling touches only those that come and go. */
class Pool {
  private readonly items = new Map<string, Item>();
  private readonly counts = new Map<number | undefined, number>();
  private drawing = 0;

  constructor(private readonly parent: HTMLElement) {}

  take(className: string, style: string, id: number | undefined): HTMLElement {
    const nth = this.counts.get(id) ?? 0;
    this.counts.set(id, nth + 1);
    const key = `${id} ${nth}`;
    let item = this.items.get(key);
    if (!item) {
      item = { element: document.createElement('span'), className: '', style: '', drawing: 0 };
      if (id !== undefined) item.element.dataset.span = String(id);
      this.items.set(key, item);
      this.parent.append(item.element);
    }
    item.drawing = this.drawing;
    const { element } = item;
    if (item.className !== className) element.className = item.className = className;
    if (item.style !== style) element.style.cssText = item.style = style;
    return element;
  }

  finish(): void {
    for (const [key, { element, drawing }] of this.items) {
      if (drawing === this.drawing) continue;
      element.remove();
      this.items.delete(key);
    }
    this.counts.clear();
    this.drawing += 1;
  }
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;

function layer(name: string): HTMLElement {
  const element = document.createElement('div');
  element.className = `layer ${name}`;
  element.setAttribute('aria-hidden', 'true');
  return element;
}
