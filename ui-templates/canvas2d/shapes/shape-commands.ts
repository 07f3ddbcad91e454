import type { Command } from '../../elements/shared/full-page/commands';
import type { Shape } from './shape';
import type { ShapeDesk } from './shape-desk';
import { shapeWord } from './shape-words';

/** What the commands need beside the desk. */
export interface ShapeActions {
  copy(shapes: readonly Shape[]): void;
  canPaste(): boolean;
  /** Aside of where they were, unless the crosshair says where. */
  paste(): void;
  duplicate(): void;
  zoomTo(shapes: readonly Shape[]): void;
  /** Says what is selected or in hand now. */
  tellSelection(): void;
  /** The list of shapes has the focus: it deletes the row one is on. */
  isInList(): boolean;
}

/** Everything one can do with shapes that are there, by key. */
export function shapeCommands(desk: ShapeDesk, actions: ShapeActions): Command[] {
  const hasSelection = () => desk.selected.size > 0 && !desk.isDrawing;
  const stepping = (run: () => void) => () => {
    run();
    actions.tellSelection();
  };
  return [
    {
      id: 'finish',
      title: shapeWord('finish'),
      keys: ['KeyO'],
      run: () => desk.finish(),
      enabled: () => desk.isDrawing,
    },
    {
      id: 'remove',
      title: shapeWord('remove'),
      keys: ['Delete', 'Backspace'],
      run: () => (desk.isDrawing ? desk.back() : desk.remove()),
      enabled: () => desk.isDrawing || (desk.selected.size > 0 && !actions.isInList()),
    },
    {
      id: 'copy',
      title: shapeWord('copy'),
      keys: ['Ctrl+KeyC'],
      run: () => actions.copy(desk.selectedShapes),
      enabled: hasSelection,
    },
    {
      id: 'cut',
      title: shapeWord('cut'),
      keys: ['Ctrl+KeyX'],
      run: () => {
        actions.copy(desk.movable);
        desk.remove();
      },
      enabled: hasSelection,
    },
    {
      id: 'paste',
      title: shapeWord('paste'),
      keys: ['Ctrl+KeyV'],
      run: () => actions.paste(),
      enabled: () => actions.canPaste() && !desk.isDrawing,
    },
    {
      id: 'duplicate',
      title: shapeWord('duplicate'),
      keys: ['Ctrl+KeyD'],
      run: () => actions.duplicate(),
      enabled: hasSelection,
    },
    {
      id: 'select-all',
      title: shapeWord('selectAll'),
      keys: ['Ctrl+KeyA'],
      run: stepping(() => {
        desk.mode = 'select';
        desk.select(desk.store.all().flatMap((shape) => (desk.isShown(shape) ? shape.id : [])));
      }),
      enabled: () => !desk.isDrawing && desk.store.size > 0,
    },
    {
      id: 'next-shape',
      title: shapeWord('next'),
      keys: ['KeyW'],
      run: stepping(() => desk.step(1)),
      enabled: () => !desk.isDrawing && desk.store.size > 0,
    },
    {
      id: 'previous-shape',
      title: shapeWord('previous'),
      keys: ['KeyQ'],
      run: stepping(() => desk.step(-1)),
      enabled: () => !desk.isDrawing && desk.store.size > 0,
    },
    {
      id: 'next-point',
      title: shapeWord('nextHandle'),
      keys: ['KeyP'],
      run: stepping(() => desk.stepHandle(1)),
      enabled: () => desk.single !== undefined && !desk.isDrawing,
    },
    {
      id: 'previous-point',
      title: shapeWord('previousHandle'),
      keys: ['Shift+KeyP'],
      run: stepping(() => desk.stepHandle(-1)),
      enabled: () => desk.single !== undefined && !desk.isDrawing,
    },
    ...(desk.canAddVertices
      ? [
          {
            id: 'add-point',
            title: shapeWord('addVertex'),
            keys: ['Insert', 'KeyA'],
            run: stepping(() => desk.addVertex()),
            enabled: () => desk.handle !== undefined && !desk.isDrawing,
          },
        ]
      : []),
    {
      id: 'zoom-to',
      title: shapeWord('zoomTo'),
      keys: ['KeyZ'],
      run: () => actions.zoomTo(desk.selectedShapes),
      enabled: hasSelection,
    },
    {
      id: 'hide',
      title: `${shapeWord('hide')} / ${shapeWord('show')}`,
      keys: ['KeyH'],
      run: () => {
        const shapes = desk.selectedShapes;
        desk.mark(shapes, { isHidden: !shapes.every(({ isHidden }) => isHidden) });
      },
      enabled: hasSelection,
    },
    {
      id: 'hide-all',
      title: shapeWord('hideAll'),
      keys: ['Shift+KeyH'],
      run: () => {
        const shapes = desk.store.all();
        desk.mark(shapes, { isHidden: !shapes.every(({ isHidden }) => isHidden) });
      },
      enabled: () => desk.store.size > 0,
    },
    {
      id: 'lock',
      title: `${shapeWord('lock')} / ${shapeWord('unlock')}`,
      keys: ['KeyL'],
      run: () => {
        const shapes = desk.selectedShapes;
        desk.mark(shapes, { isLocked: !shapes.every(({ isLocked }) => isLocked) });
      },
      enabled: hasSelection,
    },
  ];
}
