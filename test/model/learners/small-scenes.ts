import { canonicalMask, RunBuilder, type SemanticMask } from '../../../core/formats/mask/semantic-mask';
import type { SmallPicture } from '../../../core/ml/pixel-planes';
import { type RandomGenerator, randomGenerator } from '../../../core/random/generator';
import type { BoxTarget } from '../../../model/learners/box-targets';

export const sceneLabels = ['blue square', 'never seen', 'red square'];
const colours: Record<number, number[]> = { 0: [40, 60, 200], 2: [200, 60, 40] };

export interface SmallScene {
  input: SmallPicture;
  boxes: readonly BoxTarget[];
  mask: SemanticMask;
}

/** Squares of two colours apart from each other on an even ground; sometimes none. `scale`: how much larger the picture itself is than its small copy. */
export function smallScene(number: number, scale = 1, squares?: number): SmallScene {
  const draw = randomGenerator(`small scene ${number}`);
  const width = 64;
  const height = 48;
  const things = place(draw, squares ?? draw.integer(4), width, height);
  const rgb = new Uint8Array(width * height * 3);
  const builder = new RunBuilder();
  const classAt = (x: number, y: number) =>
    (things.find(([left, top, w, h]) => x >= left && x < left + w && y >= top && y < top + h)?.[4] ?? -1) + 1;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const base = colours[classAt(x, y) - 1] ?? [180, 180, 170];
      for (let c = 0; c < 3; c++) rgb[(y * width + x) * 3 + c] = base[c]! + draw.integer(20) - 10;
    }
  for (let y = 0; y < height * scale; y++)
    for (let x = 0; x < width * scale; x++) builder.push(classAt(Math.floor(x / scale), Math.floor(y / scale)), 1);
  const size = { width: width * scale, height: height * scale };
  return {
    input: { ...size, smallWidth: width, smallHeight: height, rgb },
    boxes: things.map(([l, t, w, h, label]) => [l * scale, t * scale, w * scale, h * scale, label]),
    mask: canonicalMask({ ...size, classes: sceneLabels, runs: builder.runs }, sceneLabels),
  };
}

function place(draw: RandomGenerator, wanted: number, width: number, height: number): BoxTarget[] {
  const things: BoxTarget[] = [];
  for (let tries = 0; things.length < wanted && tries < 50; tries++) {
    const side = 16;
    const left = draw.integer(width - side + 1);
    const top = draw.integer(height - side + 1);
    if (things.some(([l, t]) => Math.abs(l - left) < side + 6 && Math.abs(t - top) < side + 6)) continue;
    things.push([left, top, side, side, draw.next() < 0.5 ? 0 : 2]);
  }
  return things;
}
