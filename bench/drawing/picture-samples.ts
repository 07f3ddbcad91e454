import type { Sharp } from 'sharp';
import type { Sample } from '../../ui-templates/canvas2d/mask/smart/find-object';

export interface Picture {
  width: number;
  height: number;
  /** RGBA. */
  data: Uint8Array;
}

export async function readPicture(image: Sharp): Promise<Picture> {
  const { data, info } = await image.toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Parts of a picture, reduced by averaging as the browser's canvas does. */
export const samplerOf =
  (picture: Picture): Sample =>
  (part, most) => {
    const scale = Math.min(1, most / Math.max(part.width, part.height));
    const width = Math.max(1, Math.round(part.width * scale));
    const height = Math.max(1, Math.round(part.height * scale));
    const data = new Uint8ClampedArray(4 * width * height);
    for (let y = 0; y < height; y++) {
      const [top, bottom] = covered(y, height, part.height);
      for (let x = 0; x < width; x++) {
        const [left, right] = covered(x, width, part.width);
        const sum = [0, 0, 0];
        for (let py = part.top + top; py < part.top + bottom; py++)
          for (let px = part.left + left; px < part.left + right; px++)
            for (let c = 0; c < 3; c++) sum[c]! += picture.data[4 * (py * picture.width + px) + c]!;
        for (let c = 0; c < 3; c++) data[4 * (y * width + x) + c] = sum[c]! / ((bottom - top) * (right - left));
      }
    }
    return { width, height, data };
  };

const covered = (i: number, cells: number, pixels: number): [number, number] => {
  const begin = Math.floor((i * pixels) / cells);
  return [begin, Math.max(begin + 1, Math.floor(((i + 1) * pixels) / cells))];
};

/** Samples are kept: in the page the browser makes them from copies of the picture, which is no work of the tool. */
export function reducedBy(picture: Picture): Sample {
  const sampler = samplerOf(picture);
  const kept = new Map<string, ReturnType<Sample>>();
  return (part, most) => {
    const key = JSON.stringify([part, most]);
    if (!kept.has(key)) kept.set(key, sampler(part, most));
    return kept.get(key);
  };
}
