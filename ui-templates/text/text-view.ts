import type { Boundaries, TextRange } from './boundaries';
import { indexAt, type Paragraph, paragraphsOf, piecesOf } from './paragraphs';

/** A selection: `anchor` is where it began, `focus` where it is moved. */
export interface TextSelection {
  anchor: number;
  focus: number;
}

/** A box on the text, in CSS pixels from its upper left corner. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Block extends Paragraph {
  element: HTMLElement;
}

interface Piece extends TextRange {
  node: Text;
  /** The paragraph that has no other piece. */
  whole: HTMLElement | undefined;
}

/** Long paragraphs are several text nodes: measuring inside one takes time in proportion to its length. */
const PIECE = 2000;

/**
 * A text as it is, to be pointed at. Each paragraph is a block with a direction of its own and holds nothing but text: what is drawn over it lies
 * elsewhere, so letters are shaped and lines broken as if nothing were marked, and the text never moves sideways while it is worked on.
 *
 * Offsets are UTF-16 code units.
 */
export class TextView {
  private blocks: Block[] = [];
  private pieces: Piece[] = [];
  private readonly startOf = new WeakMap<Node, number>();
  private readonly range = document.createRange();
  /** Of the paragraphs that need more lanes than one. */
  private depths = new Map<HTMLElement, number>();
  private length = 0;

  /** @param root what the text is put into @param scroller what moves it */
  constructor(
    readonly root: HTMLElement,
    readonly scroller: HTMLElement,
  ) {}

  show(text: string): void {
    this.length = text.length;
    this.pieces = [];
    this.depths = new Map();
    this.blocks = paragraphsOf(text).map((paragraph) => {
      const element = document.createElement('div');
      element.className = paragraph.start === paragraph.end ? 'paragraph blank' : 'paragraph';
      element.dir = 'auto';
      const pieces = piecesOf(text, paragraph, PIECE);
      for (const { start, end } of pieces) {
        const node = document.createTextNode(text.slice(start, end));
        this.startOf.set(node, start);
        this.pieces.push({ start, end, node, whole: pieces.length === 1 ? element : undefined });
        element.append(node);
      }
      return { ...paragraph, element };
    });
    this.root.replaceChildren(...this.blocks.map(({ element }) => element));
  }

  get size(): { width: number; height: number } {
    return { width: this.root.clientWidth, height: this.root.clientHeight };
  }

  /**
   * Keeps room below the lines of text for what is drawn there: as many lanes as the deepest mark of a paragraph needs, and never less than one,
   * so that the first mark moves nothing. Gives whether anything has changed.
   */
  setDepths(marks: Iterable<TextRange & { depth: number }>): boolean {
    const depths = new Map<HTMLElement, number>();
    for (const { start, end, depth } of marks) {
      if (depth <= 1) continue;
      for (let i = indexAt(this.blocks, start); i < this.blocks.length && this.blocks[i]!.start < end; i += 1) {
        const { element } = this.blocks[i]!;
        depths.set(element, Math.max(depth, depths.get(element) ?? 1));
      }
    }
    let hasChanged = false;
    for (const [element, depth] of depths) {
      if (this.depths.get(element) === depth) continue;
      element.style.setProperty('--lanes', String(depth));
      hasChanged = true;
    }
    for (const element of this.depths.keys()) {
      if (depths.has(element)) continue;
      element.style.removeProperty('--lanes');
      hasChanged = true;
    }
    this.depths = depths;
    return hasChanged;
  }

  isRightToLeft(offset: number): boolean {
    return getComputedStyle(this.blockAt(offset).element).direction === 'rtl';
  }

  /** Whether the letter at an offset runs from right to left, whatever its paragraph does. */
  isLetterRightToLeft(offset: number): boolean {
    const letter = this.textOf(offset);
    if (/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(letter)) return true;
    return !/[\p{L}\p{N}]/u.test(letter) && this.isRightToLeft(offset);
  }

  /** What can be seen of the text, and as much again before and after it. */
  visible(): TextRange {
    const { top, bottom } = this.scroller.getBoundingClientRect();
    const margin = bottom - top;
    const first = this.firstPiece((box) => box.bottom > top - margin);
    const last = this.firstPiece((box) => box.top > bottom + margin);
    return { start: this.pieces[first]?.start ?? this.length, end: this.pieces[last]?.start ?? this.length };
  }

  /** The boxes of a range, one for each line or change of direction. */
  boxes({ start, end }: TextRange): Box[] {
    const origin = this.root.getBoundingClientRect();
    const found: Box[] = [];
    for (let i = indexAt(this.blocks, start); i < this.blocks.length && this.blocks[i]!.start < end; i += 1) {
      const block = this.blocks[i]!;
      this.setRange(Math.max(start, block.start), Math.min(end, block.next));
      for (const rect of this.range.getClientRects()) {
        if (rect.width < 0.5) continue;
        const box = {
          left: rect.left - origin.left,
          top: rect.top - origin.top,
          width: rect.width,
          height: rect.height,
        };
        const last = found.at(-1);
        if (last && Math.abs(last.top - box.top) < 2 && Math.abs(last.left + last.width - box.left) < 0.5)
          last.width += box.width;
        else found.push(box);
      }
    }
    return found;
  }

  /** Where a caret stands before the character at an offset. */
  caret(offset: number): Box {
    const origin = this.root.getBoundingClientRect();
    const { left, top, height } = this.caretRect(offset);
    return { left: left - origin.left, top: top - origin.top, width: 0, height };
  }

  /** The offset nearest to a place on the screen. */
  offsetAt(x: number, y: number, boundaries: Boundaries): number {
    const block =
      this.blocks[lowerBound(this.blocks.length - 1, (i) => this.rectOf(this.blocks[i]!.element).bottom > y)];
    if (!block || block.end === block.start) return block?.start ?? 0;
    const last = block.end - 1;
    const inLine = Math.min(
      last,
      block.start + lowerBound(block.end - block.start, (i) => this.characterRect(block.start + i).bottom > y),
    );
    const line = this.lineAt(inLine);
    let nearest = line.start;
    let least = Number.POSITIVE_INFINITY;
    for (let at = boundaries.characterAt(line.start); ; at = boundaries.nextCharacter(at)) {
      const distance = Math.abs((at < line.end ? this.caretRect(at).left : this.lineEndX(line)) - x);
      if (distance < least) {
        least = distance;
        nearest = at;
      }
      if (at >= line.end) break;
    }
    return nearest;
  }

  /** The line on the screen that an offset is in, without the blank or line end that closes it. */
  lineAt(offset: number): TextRange {
    const block = this.blockAt(offset);
    const length = block.end - block.start;
    if (length === 0) return { start: block.start, end: block.start };
    const { top, height } = this.characterRect(Math.min(offset, block.end - 1));
    const start = lowerBound(length, (i) => this.characterRect(block.start + i).top > top - height / 2);
    const end = lowerBound(length, (i) => this.characterRect(block.start + i).top > top + height / 2);
    const text = this.textOf(block.start + end - 1);
    return { start: block.start + start, end: block.start + end - (end < length && text === ' ' ? 1 : 0) };
  }

  /** How many lines of text the view has room for. */
  linesInView(): number {
    const block = this.blocks[0]?.element;
    const height = block ? Number.parseFloat(getComputedStyle(block).lineHeight) : Number.NaN;
    return Math.floor(this.scroller.clientHeight / (height || 40));
  }

  /** The first paragraph in view and how far it is from the top of it. */
  topText(): { element: HTMLElement; distance: number } | undefined {
    if (this.scroller.scrollTop === 0) return undefined;
    const { top } = this.scroller.getBoundingClientRect();
    const element =
      this.blocks[lowerBound(this.blocks.length, (i) => this.rectOf(this.blocks[i]!.element).bottom > top)];
    return element && { element: element.element, distance: this.rectOf(element.element).top - top };
  }

  /** Scrolls so that a paragraph is as far from the top as it was. */
  keepTop(kept: { element: HTMLElement; distance: number } | undefined): void {
    if (!kept) return;
    const { top } = this.scroller.getBoundingClientRect();
    this.scroller.scrollTop += this.rectOf(kept.element).top - top - kept.distance;
  }

  /** One line up or down, as near as can be to a place across the text. */
  lineStep(offset: number, by: 1 | -1, x: number, boundaries: Boundaries): number {
    const line = this.lineAt(offset);
    let next = by > 0 ? line.end : line.start - 1;
    if (by > 0) next = this.startAfter(line.end);
    if (next < 0) return 0;
    if (next >= this.length && by > 0) return this.length;
    const { top, height } = this.caretRect(next);
    return this.offsetAt(this.root.getBoundingClientRect().left + x, top + height / 2, boundaries);
  }

  /** Brings a range into view. */
  reveal(range: TextRange): void {
    const view = this.scroller.getBoundingClientRect();
    const margin = Math.min(96, view.height / 4);
    const { top } = this.caretRect(range.start);
    const { bottom } = range.end > range.start ? this.characterRect(range.end - 1) : this.caretRect(range.start);
    if (top < view.top + margin || bottom - top > view.height - 2 * margin)
      this.scroller.scrollTop += top - view.top - margin;
    else if (bottom > view.bottom - margin) this.scroller.scrollTop += bottom - view.bottom + margin;
  }

  /** What is selected in the page, as far as it lies in the text. */
  selection(): TextSelection | undefined {
    const root = this.root.getRootNode() as ShadowRoot & { getSelection?(): Selection | null };
    const selection = root.getSelection?.() ?? document.getSelection();
    if (!selection || selection.rangeCount === 0) return undefined;
    // Engines differ in what of a shadow root they give away.
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    if (anchorNode && focusNode && this.root.contains(anchorNode) && this.root.contains(focusNode))
      return { anchor: this.offsetOf(anchorNode, anchorOffset), focus: this.offsetOf(focusNode, focusOffset) };
    const composed = selection.getComposedRanges?.({ shadowRoots: [root] })[0];
    if (!composed || !this.root.contains(composed.startContainer) || !this.root.contains(composed.endContainer))
      return undefined;
    return {
      anchor: this.offsetOf(composed.startContainer, composed.startOffset),
      focus: this.offsetOf(composed.endContainer, composed.endOffset),
    };
  }

  select({ anchor, focus }: TextSelection): void {
    const from = this.pointAt(anchor);
    const to = this.pointAt(focus);
    document.getSelection()?.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
  }

  /** Offset of a place in the page. */
  private offsetOf(node: Node, offset: number): number {
    const start = this.startOf.get(node);
    if (start !== undefined) return Math.min(start + offset, this.length);
    this.range.setStart(this.root, 0);
    this.range.setEnd(node, offset);
    return this.range.toString().length;
  }

  private pointAt(offset: number): { node: Node; offset: number } {
    const piece = this.pieces[indexAt(this.pieces, offset)];
    return piece
      ? { node: piece.node, offset: Math.min(offset, piece.end) - piece.start }
      : { node: this.root, offset: 0 };
  }

  private blockAt(offset: number): Block {
    return this.blocks[indexAt(this.blocks, offset)]!;
  }

  private startAfter(end: number): number {
    const block = this.blockAt(end);
    if (end >= block.end) return block.next > block.end ? block.next : this.length;
    return this.textOf(end) === ' ' ? end + 1 : end;
  }

  private textOf(offset: number): string {
    const { node, offset: inside } = this.pointAt(offset);
    return node.nodeValue?.[inside] ?? '';
  }

  private setRange(start: number, end: number): void {
    const from = this.pointAt(start);
    // The end belongs to the piece it closes: at the start of the next, a range would reach into another block.
    const to = end > start ? this.pointAt(end - 1) : from;
    this.range.setStart(from.node, from.offset);
    this.range.setEnd(to.node, end > start ? to.offset + 1 : to.offset);
  }

  private characterRect(offset: number): DOMRect {
    this.setRange(offset, offset + 1);
    const rects = this.range.getClientRects();
    return rects[rects.length - 1] ?? this.rectOf(this.blockAt(offset).element);
  }

  private caretRect(offset: number): DOMRect {
    const block = this.blockAt(offset);
    if (block.start === block.end) return this.emptyLine(block, offset);
    this.setRange(offset, offset);
    const rects = this.range.getClientRects();
    const rect = rects[rects.length - 1];
    if (rect) return rect;
    const { right, left, top, height } = this.characterRect(Math.min(offset, block.end - 1));
    return new DOMRect(this.isRightToLeft(offset) === offset < block.end ? right : left, top, 0, height);
  }

  private emptyLine({ element }: Block, offset: number): DOMRect {
    const { left, right, top } = this.rectOf(element);
    const { fontSize, lineHeight } = getComputedStyle(element);
    const height = Number.parseFloat(fontSize) * 1.2;
    const above = (Number.parseFloat(lineHeight) - height) / 2;
    return new DOMRect(this.isRightToLeft(offset) ? right : left, top + (above || 0), 0, height);
  }

  private lineEndX({ start, end }: TextRange): number {
    const { left, right } = this.characterRect(Math.max(start, end - 1));
    return this.isRightToLeft(start) ? left : right;
  }

  private rectOf(element: HTMLElement): DOMRect {
    return element.getBoundingClientRect();
  }

  private firstPiece(isIt: (box: DOMRect) => boolean): number {
    const block = lowerBound(this.blocks.length, (i) => isIt(this.rectOf(this.blocks[i]!.element)));
    // The piece may lie in the block before, which has begun already.
    const from = indexAt(this.pieces, this.blocks[Math.max(0, block - 1)]?.start ?? 0);
    const to = block < this.blocks.length ? indexAt(this.pieces, this.blocks[block]!.next - 1) + 1 : this.pieces.length;
    return from + lowerBound(to - from, (i) => isIt(this.pieceRect(this.pieces[from + i]!)));
  }

  private pieceRect({ node, whole }: Piece): DOMRect {
    if (whole) return this.rectOf(whole);
    this.range.selectNodeContents(node);
    return this.range.getBoundingClientRect();
  }
}

/** The first index below a length for which something holds that goes on holding; the length when there is none. */
function lowerBound(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
