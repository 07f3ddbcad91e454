import type { Command } from '../../elements/shared/full-page/commands';
import { icons } from '../icons';
import type { MaskDesk, MaskTool } from './mask-desk';
import { maskIcons } from './mask-icons';
import { maskWord } from './mask-words';

export interface MaskActions {
  use(tool: MaskTool): void;
  addInstance(): void;
  /** To the next thing that is painted, or the previous one. */
  step(by: number): void;
  toggleAll(): void;
  /** After a switch: what is shown beside the picture has changed. */
  refresh(): void;
}

/** The tools in the order of their buttons. */
export const TOOLS: readonly { id: MaskTool; key: string; icon: unknown; elementId?: string }[] = [
  { id: 'brush', key: 'KeyD', icon: maskIcons.brush },
  { id: 'eraser', key: 'KeyE', icon: maskIcons.eraser },
  { id: 'polygon', key: 'KeyP', icon: icons.polygon, elementId: 'polygon' },
  { id: 'fill', key: 'KeyG', icon: maskIcons.fill },
  { id: 'extreme', key: 'KeyA', icon: maskIcons.extreme },
  { id: 'click', key: 'KeyM', icon: maskIcons.smart },
];

/** How much a key changes the size of the brush, and what was found. */
const SIZE_STEP = 1.25;
const LEAN_STEP = 0.75;

/** What the mask tools do by key, beside what all tools on a picture do. */
export function maskCommands(desk: MaskDesk, hasInstances: boolean, actions: MaskActions): Command[] {
  const isFound = () => desk.finding?.edit !== undefined;
  const turn = (run: () => void) => () => {
    run();
    actions.refresh();
  };
  return [
    ...TOOLS.map(({ id, key }): Command => ({ id, title: maskWord(id), keys: [key], run: () => actions.use(id) })),
    {
      id: 'smaller',
      title: `${maskWord('smaller')} / ${maskWord('less')}`,
      keys: ['KeyQ'],
      run: turn(() => (isFound() ? desk.lean(-LEAN_STEP) : desk.resize(1 / SIZE_STEP))),
    },
    {
      id: 'larger',
      title: `${maskWord('larger')} / ${maskWord('more')}`,
      keys: ['KeyW'],
      run: turn(() => (isFound() ? desk.lean(LEAN_STEP) : desk.resize(SIZE_STEP))),
    },
    {
      id: 'subtract',
      title: maskWord('subtract'),
      keys: ['KeyT'],
      run: turn(() => {
        desk.isSubtracting = !desk.isSubtracting;
      }),
    },
    {
      id: 'protect',
      title: maskWord('protect'),
      keys: ['KeyK'],
      run: turn(() => {
        desk.isProtecting = !desk.isProtecting;
      }),
    },
    { id: 'finish', title: maskWord('finish'), keys: ['KeyO'], run: () => desk.finish(), enabled: () => desk.isBusy },
    ...(hasInstances
      ? [
          { id: 'new-instance', title: maskWord('newInstance'), keys: ['KeyN'], run: () => actions.addInstance() },
          { id: 'next-instance', title: maskWord('nextInstance'), keys: ['KeyJ'], run: () => actions.step(1) },
          {
            id: 'previous-instance',
            title: maskWord('previousInstance'),
            keys: ['Shift+KeyJ'],
            run: () => actions.step(-1),
          },
        ]
      : []),
    { id: 'holes', title: maskWord('holes'), keys: ['Shift+KeyG'], run: () => desk.fillHoles() },
    { id: 'islands', title: maskWord('islands'), keys: ['Shift+KeyE'], run: () => desk.removeIslands() },
    {
      id: 'remove',
      title: maskWord('remove'),
      keys: ['Delete', 'Backspace'],
      run: () => {
        if (!desk.takeBack()) desk.clear();
      },
      enabled: () => desk.isBusy || (desk.entry !== undefined && desk.raster.count(desk.entry.value) > 0),
    },
    {
      id: 'hide',
      title: `${maskWord('hide')} / ${maskWord('show')}`,
      keys: ['KeyH'],
      run: turn(() => {
        if (desk.entry) desk.mark(desk.entry.value, { isHidden: !desk.entry.isHidden });
      }),
      enabled: () => desk.entry !== undefined,
    },
    { id: 'hide-all', title: maskWord('hideAll'), keys: ['Shift+KeyH'], run: () => actions.toggleAll() },
    {
      id: 'lock',
      title: `${maskWord('lock')} / ${maskWord('unlock')}`,
      keys: ['KeyL'],
      run: turn(() => {
        if (desk.entry) desk.mark(desk.entry.value, { isLocked: !desk.entry.isLocked });
      }),
      enabled: () => desk.entry !== undefined,
    },
  ];
}
