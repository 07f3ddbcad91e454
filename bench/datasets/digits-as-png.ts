import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';

/** The first `count` digits of MNIST's test set (IDX files, Y. LeCun) as PNG files and the demo's input file over them. Returns its path. */
export async function digitsAsPng(folder: string, target: string, count: number): Promise<string> {
  const images = gunzipSync(await readFile(join(folder, 't10k-images-idx3-ubyte.gz')));
  const labels = gunzipSync(await readFile(join(folder, 't10k-labels-idx1-ubyte.gz')));
  const [height, width] = [images.readUInt32BE(8), images.readUInt32BE(12)];
  const size = height * width;
  await mkdir(join(target, 'digits'), { recursive: true });
  const lines: string[] = [];
  for (let index = 0; index < count; index++) {
    const name = `digits/${String(index).padStart(5, '0')}.png`;
    const pixels = images.subarray(16 + index * size, 16 + (index + 1) * size);
    await sharp(pixels, { raw: { width, height, channels: 1 } })
      .png()
      .toFile(join(target, name));
    lines.push(JSON.stringify({ 'source-ref': name, label: String(labels[8 + index]) }));
  }
  const input = join(target, 'digits.jsonl');
  await writeFile(input, `${lines.join('\n')}\n`);
  return input;
}
