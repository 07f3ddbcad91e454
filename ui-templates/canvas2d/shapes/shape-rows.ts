import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Shape } from './shape';
import type { ShapeDesk } from './shape-desk';
import { ROW_HEIGHT, renderShapeList, rowTop, type ShapeListOptions } from './shape-list';

/** CSS pixels of the list that may be seen at once; more rows than fit are made, none that is seen is missing. */
const LIST_HEIGHT = 900;

export interface RowsHost extends ReactiveControllerHost {
  readonly renderRoot: ParentNode;
  /** The name of a shape and the colour of its label, as they are on the picture. */
  readonly naming: Pick<ShapeListOptions, 'labels' | 'nameOf' | 'colorOf'>;
  /** A shape was chosen in the list. */
  onRow(shape: Shape): void;
  /** There is no row left that could have the focus. */
  focus(): void;
}

/** The list of what is drawn, at work: where it is scrolled to, which row has the focus, and what its keys and buttons do. */
export class ShapeRows implements ReactiveController {
  private top = 0;

  constructor(
    private readonly host: RowsHost,
    private readonly desk: ShapeDesk,
  ) {
    host.addController(this);
  }

  /** After deletions the list may be shorter than where it was scrolled to. */
  hostUpdated(): void {
    const { list } = this;
    if (!list || list.scrollTop === this.top) return;
    this.top = list.scrollTop;
    this.host.requestUpdate();
  }

  get hasFocus(): boolean {
    return this.host.renderRoot.querySelector('.shape-list:focus-within') !== null;
  }

  render() {
    const { desk } = this;
    return renderShapeList({
      ...this.host.naming,
      shapes: desk.store.all(),
      selected: desk.selection.ids,
      scrollTop: this.top,
      height: LIST_HEIGHT,
      onScroll: () => this.hostUpdated(),
      onSelect: (shape, isMore) => this.select(shape, isMore),
      onRelabel: (label) => desk.changes.relabel(label),
      onRemove: (shape) => this.remove(shape),
      onMark: (shape, mark) => desk.changes.mark([shape], mark),
      onKey: (event, place) => this.onKey(event, place),
    });
  }

  private get list(): HTMLElement | null {
    return this.host.renderRoot.querySelector('.shape-list');
  }

  private select(shape: Shape, isMore: boolean): void {
    const { desk } = this;
    desk.cancel();
    desk.mode = 'select';
    desk.selection.select(isMore ? [...desk.selection.ids, shape.id] : [shape.id]);
    this.host.onRow(shape);
  }

  private remove(shape: Shape): void {
    const place = this.desk.store.placeOf(shape.id);
    this.desk.selection.select([shape.id]);
    // Not a point of it, which may be in hand.
    this.desk.selection.takeHandle(undefined);
    this.desk.changes.remove();
    void this.focus(Math.min(place, this.desk.store.size - 1));
  }

  private onKey(event: KeyboardEvent, place: number): void {
    const { store } = this.desk;
    const last = store.size - 1;
    const moves: Record<string, number> = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: last };
    const to = moves[event.key];
    const isRemoval = event.key === 'Delete' || event.key === 'Backspace';
    if (to === undefined && !isRemoval) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) this.remove(store.all()[place]!);
    else void this.focus(Math.max(0, Math.min(to, last)));
  }

  /** Rows out of sight are not there until they are scrolled to. */
  private async focus(place: number): Promise<void> {
    const { list, host } = this;
    if (list && place >= 0) {
      const top = rowTop(place);
      if (top < list.scrollTop || top + ROW_HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = top;
      this.top = list.scrollTop;
    }
    host.requestUpdate();
    await host.updateComplete;
    const row = host.renderRoot.querySelector<HTMLElement>(`.shape-name[data-place="${place}"]`);
    if (row) row.focus();
    else host.focus();
  }
}
