import type { Command } from '../../elements/shared/full-page/commands';
import { type Point, type Rect, union } from '../geometry';
import { copiedShapes, copyShapes } from './clipboard';
import { boundsOf, type Shape, type ShapeKind } from './shape';
import type { ShapeDesk } from './shape-desk';
import { shapeWord } from './shape-words';
import type { DrawTool } from './sketch';
import { switchText } from './spoken';

/** A way of drawing that has a key. */
export interface KeyedTool extends DrawTool {
  readonly title: string;
  /** Physical key. */
  readonly key: string;
}

/** Stage pixels a copy lies aside of what it was made from, unless the crosshair says where. */
const PASTE_OFFSET = 16;

/** What the commands need beside the desk. */
export interface ShapeActions {
  readonly kind: ShapeKind;
  /** Stage pixels per picture pixel. */
  scale(): number;
  /** Where the keys have moved the crosshair. */
  cursor(): Point | undefined;
  use(tool: KeyedTool): void;
  zoomTo(part: Rect): void;
  /** Says whether they are shown now. */
  toggleNames(): boolean;
  say(text: string): void;
  /** Says what is selected or in hand now. */
  tellSelection(): void;
  /** The list of shapes has the focus: it deletes the row one is on. */
  isInList(): boolean;
  /** How one works has changed, not what is drawn. */
  refresh(): void;
}

/** Everything one can do with shapes, by key. */
export const shapeCommands = (desk: ShapeDesk, tools: readonly KeyedTool[], actions: ShapeActions): Command[] => [
  ...waysToWork(desk, tools, actions),
  ...sketchCommands(desk),
  ...changeCommands(desk, actions),
  ...selectionCommands(desk, actions),
  ...markCommands(desk),
];

function waysToWork(desk: ShapeDesk, tools: readonly KeyedTool[], actions: ShapeActions): Command[] {
  return [
    {
      id: 'select',
      title: shapeWord('select'),
      keys: ['KeyV'],
      run: () => {
        desk.cancel();
        desk.mode = 'select';
        actions.say(shapeWord('select'));
        actions.refresh();
      },
    },
    ...tools.map(
      (tool): Command => ({ id: tool.id, title: tool.title, keys: [tool.key], run: () => actions.use(tool) }),
    ),
    {
      id: 'snap',
      title: shapeWord('snap'),
      keys: ['KeyM'],
      isOnce: true,
      run: () => {
        desk.isSnapping = !desk.isSnapping;
        actions.say(switchText(shapeWord('snap'), desk.isSnapping));
        actions.refresh();
      },
    },
    {
      id: 'names',
      title: shapeWord('names'),
      keys: ['KeyT'],
      isOnce: true,
      run: () => actions.say(switchText(shapeWord('names'), actions.toggleNames())),
    },
  ];
}

const sketchCommands = ({ sketch }: ShapeDesk): Command[] => [
  {
    id: 'finish',
    title: shapeWord('finish'),
    keys: ['KeyO'],
    run: () => sketch.finish(),
    enabled: () => sketch.isBegun,
  },
];

function changeCommands(desk: ShapeDesk, actions: ShapeActions): Command[] {
  const { selection, sketch, changes } = desk;
  const { kind } = actions;
  const aside = () => PASTE_OFFSET / actions.scale();
  const hasSelection = () => selection.ids.size > 0 && !sketch.isBegun;
  return [
    {
      id: 'remove',
      title: shapeWord('remove'),
      keys: ['Delete', 'Backspace'],
      run: () => (sketch.isBegun ? sketch.back() : changes.remove()),
      enabled: () => sketch.isBegun || (selection.ids.size > 0 && !actions.isInList()),
    },
    {
      id: 'copy',
      title: shapeWord('copy'),
      keys: ['Ctrl+KeyC'],
      run: () => copyShapes(kind, selection.shapes),
      enabled: hasSelection,
    },
    {
      id: 'cut',
      title: shapeWord('cut'),
      keys: ['Ctrl+KeyX'],
      run: () => {
        copyShapes(kind, selection.movable);
        changes.remove();
      },
      enabled: hasSelection,
    },
    {
      id: 'paste',
      title: shapeWord('paste'),
      keys: ['Ctrl+KeyV'],
      isOnce: true,
      run: () => changes.paste(copiedShapes(kind), aside(), actions.cursor()),
      enabled: () => copiedShapes(kind).length > 0 && !sketch.isBegun,
    },
    {
      id: 'duplicate',
      title: shapeWord('duplicate'),
      keys: ['Ctrl+KeyD'],
      isOnce: true,
      run: () => changes.paste(selection.shapes, aside(), undefined),
      enabled: hasSelection,
    },
  ];
}

function selectionCommands(desk: ShapeDesk, actions: ShapeActions): Command[] {
  const { selection, sketch, store, changes } = desk;
  const hasShapes = () => !sketch.isBegun && store.size > 0;
  const hasSingle = () => !sketch.isBegun && selection.single !== undefined;
  const telling = (run: () => void) => () => {
    run();
    actions.tellSelection();
  };
  return [
    {
      id: 'select-all',
      title: shapeWord('selectAll'),
      keys: ['Ctrl+KeyA'],
      run: telling(() => {
        desk.mode = 'select';
        selection.selectAll();
      }),
      enabled: hasShapes,
    },
    {
      id: 'next-shape',
      title: shapeWord('next'),
      keys: ['KeyW'],
      run: telling(() => selection.step(1)),
      enabled: hasShapes,
    },
    {
      id: 'previous-shape',
      title: shapeWord('previous'),
      keys: ['KeyQ'],
      run: telling(() => selection.step(-1)),
      enabled: hasShapes,
    },
    {
      id: 'next-point',
      title: shapeWord('nextHandle'),
      keys: ['KeyP'],
      run: telling(() => selection.stepHandle(1)),
      enabled: hasSingle,
    },
    {
      id: 'previous-point',
      title: shapeWord('previousHandle'),
      keys: ['Shift+KeyP'],
      run: telling(() => selection.stepHandle(-1)),
      enabled: hasSingle,
    },
    ...(changes.canAddVertices
      ? [
          {
            id: 'add-point',
            title: shapeWord('addVertex'),
            keys: ['Insert', 'KeyA'],
            isOnce: true,
            run: telling(() => changes.addVertex()),
            enabled: () => !sketch.isBegun && selection.handle !== undefined,
          },
        ]
      : []),
    {
      id: 'zoom-to',
      title: shapeWord('zoomTo'),
      keys: ['KeyZ'],
      run: () => actions.zoomTo(selection.shapes.map(({ points }) => boundsOf(points)).reduce(union)),
      enabled: () => !sketch.isBegun && selection.ids.size > 0,
    },
  ];
}

function markCommands({ selection, sketch, store, changes }: ShapeDesk): Command[] {
  const hasSelection = () => selection.ids.size > 0 && !sketch.isBegun;
  const hide = (shapes: readonly Shape[]) =>
    changes.mark(shapes, shapes.every(({ isHidden }) => isHidden) ? 'show' : 'hide');
  const lock = (shapes: readonly Shape[]) =>
    changes.mark(shapes, shapes.every(({ isLocked }) => isLocked) ? 'unlock' : 'lock');
  return [
    {
      id: 'hide',
      title: `${shapeWord('hide')} / ${shapeWord('show')}`,
      keys: ['KeyH'],
      isOnce: true,
      run: () => hide(selection.shapes),
      enabled: hasSelection,
    },
    {
      id: 'hide-all',
      title: shapeWord('hideAll'),
      keys: ['Shift+KeyH'],
      isOnce: true,
      run: () => hide(store.all()),
      enabled: () => store.size > 0,
    },
    {
      id: 'lock',
      title: `${shapeWord('lock')} / ${shapeWord('unlock')}`,
      keys: ['KeyL'],
      isOnce: true,
      run: () => lock(selection.shapes),
      enabled: hasSelection,
    },
  ];
}
