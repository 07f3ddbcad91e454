/** What runs in the page: `run.ts` puts it there as `window.measure`. */

export interface Frames {
  /** Milliseconds from one frame to the next. */
  intervals: number[];
  /** Milliseconds of each spent in handlers of events. */
  scripts: number[];
}

const UNCOUNTED = 10;
const COUNTED = 120;
/** Milliseconds: whoever needs seconds for a frame is measured by fewer of them. */
const MOST_TIME = 20_000;

/** One step of the work per frame. */
async function frames(step: (i: number) => void): Promise<Frames> {
  const measured: Frames = { intervals: [], scripts: [] };
  const begun = performance.now();
  let last = 0;
  for (let i = 0; i < UNCOUNTED + COUNTED; i += 1) {
    const started = performance.now();
    if (started - begun > MOST_TIME && measured.intervals.length > 0) break;
    step(i);
    const handled = performance.now() - started;
    const now = await new Promise<number>((resolve) => requestAnimationFrame(() => resolve(performance.now())));
    if (i >= UNCOUNTED) {
      measured.intervals.push(now - last);
      measured.scripts.push(handled);
    }
    last = now;
  }
  return measured;
}

const swing = (i: number) => ({ dx: 120 * Math.sin(i / 15), dy: 80 * Math.cos(i / 11) });
/** In and out again, to a place off the middle. */
const ZOOM_STEP = 0.08;
const isZoomingIn = (i: number) => i % 70 < 35;
const zoomPlace = ({ width, height }: { width: number; height: number }) => ({ x: width * 0.4, y: height * 0.45 });

interface Widget extends HTMLElement {
  stage: any;
  desk: any;
}

const widget = () => document.querySelector<Widget>('[name=shapes]')!;

/** Drags the shape in the middle of the list by pointer events. */
export async function dragOurs(): Promise<Frames> {
  const { stage, desk } = widget();
  const root = stage.root as HTMLElement;
  const { left, top } = root.getBoundingClientRect();
  const shape = desk.store.all()[Math.floor(desk.store.size / 2)];
  const [x, y] = [0, 1].map((axis) => {
    const values = shape.points.filter((_: number, i: number) => i % 2 === axis);
    return (Math.min(...values) + Math.max(...values)) / 2;
  });
  const at = { x: x! * stage.view.scale + stage.view.x + left, y: y! * stage.view.scale + stage.view.y + top };
  const send = (type: string, { dx, dy }: { dx: number; dy: number }) =>
    root.dispatchEvent(
      new PointerEvent(type, {
        pointerId: 1,
        pointerType: 'mouse',
        clientX: at.x + dx,
        clientY: at.y + dy,
        buttons: 1,
        bubbles: true,
        composed: true,
      }),
    );
  desk.mode = 'select';
  desk.selection.select([shape.id]);
  // The others may lie over it: they are not to be met by this press.
  desk.picker.shapeAt = () => shape;
  send('pointerdown', { dx: 0, dy: 0 });
  const measured = await frames((i) => send('pointermove', swing(i)));
  if (desk.inHand[0] === shape) throw new Error('nothing was dragged');
  send('pointerup', { dx: 0, dy: 0 });
  return measured;
}

export async function zoomOurs(): Promise<Frames> {
  const root = widget().stage.root as HTMLElement;
  const box = root.getBoundingClientRect();
  const { x, y } = zoomPlace(box);
  return frames((i) => {
    const deltaY = (isZoomingIn(i) ? -ZOOM_STEP : ZOOM_STEP) / 0.002;
    const place = { clientX: box.left + x, clientY: box.top + y };
    root.dispatchEvent(new WheelEvent('wheel', { deltaY, ...place, bubbles: true, cancelable: true }));
  });
}

const plain = () => {
  const svg = document.querySelector('svg')!;
  const group = document.querySelector<SVGGElement>('#view')!;
  const size = { width: svg.clientWidth, height: svg.clientHeight };
  const image = group.querySelector('image')!.getBBox();
  const scale = Math.min(size.width / image.width, size.height / image.height);
  group.setAttribute('transform', `scale(${scale})`);
  return { group, size, scale };
};

export async function dragSvg(): Promise<Frames> {
  const { group, scale } = plain();
  const shapes = group.querySelectorAll<SVGElement>('rect, polygon');
  const shape = shapes[Math.floor(shapes.length / 2)]!;
  const [x, y] = ['x', 'y'].map((name) => Number(shape.getAttribute(name)));
  const points = (shape.getAttribute('points') ?? '').split(' ').map((pair) => pair.split(',').map(Number));
  return frames((i) => {
    const { dx, dy } = swing(i);
    if (shape.localName === 'rect') {
      shape.setAttribute('x', String(x! + dx / scale));
      shape.setAttribute('y', String(y! + dy / scale));
    } else shape.setAttribute('points', points.map(([px, py]) => `${px! + dx / scale},${py! + dy / scale}`).join(' '));
  });
}

export async function zoomSvg(): Promise<Frames> {
  const { group, size, scale: fitted } = plain();
  const at = zoomPlace(size);
  let [scale, x, y] = [fitted, 0, 0];
  return frames((i) => {
    const factor = Math.exp(isZoomingIn(i) ? ZOOM_STEP : -ZOOM_STEP);
    [x, y, scale] = [at.x - (at.x - x) * factor, at.y - (at.y - y) * factor, scale * factor];
    group.setAttribute('transform', `translate(${x} ${y}) scale(${scale})`);
  });
}
