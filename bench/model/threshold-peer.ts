/**
 * What a person would script first: per picture one threshold on one colour channel (Otsu, 1979), the channel and side that fit the training labels best;
 * for boxes the connected parts of usual size, each named after the class whose size and colour is nearest.
 */
import { compareMasks } from '../../core/consolidation/masks/compare-masks';
import { RunBuilder, type SemanticMask } from '../../core/formats/mask/semantic-mask';
import { pixelPlanes, type SmallPicture } from '../../core/ml/pixel-planes';
import type { BoxTarget } from '../../model/learners/box-targets';
import type { Example } from '../../model/learners/learner';

interface Rule {
  channel: number;
  above: boolean;
}

const rules: Rule[] = [0, 1, 2].flatMap((channel) => [true, false].map((above) => ({ channel, above })));

function foreground(picture: SmallPicture, { channel, above }: Rule): Uint8Array {
  const plane = pixelPlanes(picture).means[channel]![0]!;
  const threshold = otsu(plane);
  return Uint8Array.from(plane, (value) => (value > threshold === above ? 1 : 0));
}

function otsu(plane: Float32Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of plane) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const bins = new Float64Array(256);
  const scale = 255 / Math.max(high - low, 1e-9);
  for (const value of plane) bins[Math.round((value - low) * scale)]!++;
  const total = bins.reduce((sum, count, bin) => sum + bin * count, 0);
  let best = { bin: 0, variance: -1 };
  let count = 0;
  let sum = 0;
  for (let bin = 0; bin < 255; bin++) {
    count += bins[bin]!;
    sum += bin * bins[bin]!;
    if (count === 0 || count === plane.length) continue;
    const variance = (sum * plane.length - total * count) ** 2 / (count * (plane.length - count));
    if (variance > best.variance) best = { bin, variance };
  }
  return low + (best.bin + 0.5) / scale;
}

/** All that stands out is the commonest class. */
export function thresholdMasks(
  training: Example<SmallPicture, SemanticMask>[],
): (picture: SmallPicture) => SemanticMask {
  const counts = new Map<string, number>();
  for (const { target } of training) for (const name of target.classes) counts.set(name, (counts.get(name) ?? 0) + 1);
  const name = [...counts].sort((a, b) => b[1] - a[1])[0]![0];
  const apply = (picture: SmallPicture, rule: Rule): SemanticMask => {
    const { width, height, smallWidth, smallHeight } = picture;
    const shown = foreground(picture, rule);
    const builder = new RunBuilder();
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        builder.push(
          shown[Math.floor((y * smallHeight) / height) * smallWidth + Math.floor((x * smallWidth) / width)]!,
          1,
        );
    return { width, height, classes: [name], runs: builder.runs };
  };
  const rule = bestRule((rule) =>
    training.reduce((sum, { input, target }) => sum + compareMasks(apply(input, rule), target).meanIoU, 0),
  );
  return (picture) => apply(picture, rule);
}

interface Part {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function thresholdBoxes(
  training: Example<SmallPicture, readonly BoxTarget[]>[],
  quality: (predicted: readonly BoxTarget[], truth: readonly BoxTarget[]) => number,
): (picture: SmallPicture) => BoxTarget[] {
  const sizes = new Map<number, { width: number[]; height: number[] }>();
  for (const { target } of training)
    for (const [, , width, height, label] of target) {
      const own = sizes.get(label) ?? { width: [], height: [] };
      own.width.push(width);
      own.height.push(height);
      sizes.set(label, own);
    }
  const middle = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
  const usual = [...sizes].map(([label, { width, height }]) => ({
    label,
    width: middle(width),
    height: middle(height),
  }));
  const apply = (picture: SmallPicture, rule: Rule): BoxTarget[] => {
    const across = picture.width / picture.smallWidth;
    const down = picture.height / picture.smallHeight;
    return connected(foreground(picture, rule), picture.smallWidth, picture.smallHeight).flatMap(
      (part): BoxTarget[] => {
        const width = (part.right - part.left) * across;
        const height = (part.bottom - part.top) * down;
        const away = (size: { width: number; height: number }) =>
          Math.abs(Math.log(width / size.width)) + Math.abs(Math.log(height / size.height));
        const nearest = usual.reduce((best, size) => (away(size) < away(best) ? size : best));
        return away(nearest) < 1.2 ? [[part.left * across, part.top * down, width, height, nearest.label]] : [];
      },
    );
  };
  const rule = bestRule((rule) =>
    training.reduce((sum, { input, target }) => sum + quality(apply(input, rule), target), 0),
  );
  return (picture) => apply(picture, rule);
}

function bestRule(worth: (rule: Rule) => number): Rule {
  const worths = rules.map(worth);
  return rules[worths.indexOf(Math.max(...worths))]!;
}

function connected(shown: Uint8Array, width: number, height: number): Part[] {
  const seen = new Uint8Array(shown.length);
  const parts: Part[] = [];
  for (let start = 0; start < shown.length; start++) {
    if (!shown[start] || seen[start]) continue;
    const part: Part = { left: width, top: height, right: 0, bottom: 0 };
    const open = [start];
    seen[start] = 1;
    while (open.length > 0) {
      const i = open.pop()!;
      const x = i % width;
      const y = (i - x) / width;
      part.left = Math.min(part.left, x);
      part.right = Math.max(part.right, x + 1);
      part.top = Math.min(part.top, y);
      part.bottom = Math.max(part.bottom, y + 1);
      const near = [
        x > 0 ? i - 1 : i,
        x + 1 < width ? i + 1 : i,
        y > 0 ? i - width : i,
        y + 1 < height ? i + width : i,
      ];
      for (const other of near)
        if (shown[other] && !seen[other]) {
          seen[other] = 1;
          open.push(other);
        }
    }
    parts.push(part);
  }
  return parts;
}
