import sharp from 'sharp';
import type { ImageSettings } from './encoder-file';
import type { Feed, TensorFacts } from './network';

/** What of the settings is left open, decided by what the network's input says of itself. */
export interface PictureInput {
  name: string;
  height: number;
  width: number;
  channelsFirst: boolean;
  channels: 1 | 3;
  settings: ImageSettings;
}

export function pictureInput(settings: ImageSettings, inputs: readonly TensorFacts[]): PictureInput {
  const input = settings.input ? inputs.find(({ name }) => name === settings.input) : inputs[0];
  const names = inputs.map(({ name }) => `"${name}"`).join(', ');
  if (!input) throw new Error(`the network has no input "${settings.input}"; it has ${names}`);
  if (inputs.length > 1) throw new Error(`the network has inputs ${names}; an encoder of pictures must have one`);
  const { name, type, shape } = input;
  const shown = `[${shape.join(', ')}]`;
  if (type !== 'float32') throw new Error(`the network's input "${name}" is of type ${type}, float32 is expected`);
  if (shape.length !== 4)
    throw new Error(`the network's input "${name}" has shape ${shown}; pictures need four dimensions`);
  const last = isChannels(shape[3]!) && !isChannels(shape[1]!);
  const channelsFirst = settings.layout ? settings.layout === 'NCHW' : !last;
  const [channels, h, w] = channelsFirst ? [shape[1]!, shape[2]!, shape[3]!] : [shape[3]!, shape[1]!, shape[2]!];
  if (typeof channels === 'number' && channels > 0 && !isChannels(channels))
    throw new Error(
      `the network's input "${name}" has shape ${shown}: ${channels} channels with layout ${channelsFirst ? 'NCHW' : 'NHWC'}, 1 or 3 are possible`,
    );
  const grey = settings.colours ? settings.colours === 'grey' : channels === 1;
  if (isChannels(channels) && grey !== (channels === 1))
    throw new Error(`"colours" is ${settings.colours}, and the network's input "${name}" has ${channels} channels`);
  const [height, width] = settings.size ?? [fixed(h) ?? 224, fixed(w) ?? 224];
  if ((fixed(h) ?? height) !== height || (fixed(w) ?? width) !== width)
    throw new Error(`"size" is ${height} × ${width}, and the network's input "${name}" has shape ${shown}`);
  if (settings.shorterSide !== undefined && settings.shorterSide < Math.max(height, width))
    throw new Error(`"shorterSide" is ${settings.shorterSide}, less than the ${height} × ${width} that are cut out`);
  return { name, height, width, channelsFirst, channels: grey ? 1 : 3, settings };
}

const isChannels = (size: number | string): boolean => size === 1 || size === 3;
const fixed = (size: number | string): number | undefined => (typeof size === 'number' && size > 0 ? size : undefined);

/** A picture's numbers as the network wants them: upright, on white where it is transparent. */
export async function pictureNumbers(bytes: Uint8Array, input: PictureInput): Promise<Float32Array> {
  const { height, width, channels, channelsFirst, settings } = input;
  const pixels = await decode(bytes, input);
  const places = height * width;
  const numbers = new Float32Array(places * channels);
  for (let c = 0; c < channels; c++) {
    const from = settings.colours === 'BGR' ? channels - 1 - c : c;
    // Mean and deviation are in the network's order of channels.
    const mean = settings.mean[c % settings.mean.length]!;
    const std = settings.std[c % settings.std.length]!;
    for (let i = 0; i < places; i++) {
      const value = (pixels[i * channels + from]! * settings.scale - mean) / std;
      numbers[channelsFirst ? c * places + i : i * channels + c] = value;
    }
  }
  return numbers;
}

export function pictureFeed(input: PictureInput, pictures: readonly Float32Array[]): Feed {
  const { name, height, width, channels, channelsFirst } = input;
  const dims = [pictures.length, ...(channelsFirst ? [channels, height, width] : [height, width, channels])];
  const data = new Float32Array(pictures.length * height * width * channels);
  pictures.forEach((picture, i) => {
    data.set(picture, i * picture.length);
  });
  return { name, type: 'float32', data, dims };
}

async function decode(bytes: Uint8Array, { height, width, channels, settings }: PictureInput): Promise<Uint8Array> {
  const { resize, shorterSide } = settings;
  try {
    const { data, info } = await sharp(bytes)
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize(
        ...(resize === 'crop' && shorterSide
          ? ([shorterSide, shorterSide, { fit: 'outside', kernel: 'cubic' }] as const)
          : ([width, height, { fit: fits[resize], kernel: 'cubic', background: '#000000' }] as const)),
      )
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== channels) throw new Error(`${info.channels} channels where ${channels} were asked for`);
    return middle(data, info, { width, height, channels });
  } catch (error) {
    throw new Error(`not a picture that can be read: ${(error as Error).message}`, { cause: error });
  }
}

const fits = { crop: 'cover', pad: 'contain', stretch: 'fill' } as const;

interface Extent {
  width: number;
  height: number;
}

function middle(pixels: Uint8Array, whole: Extent, part: Extent & { channels: number }): Uint8Array {
  if (whole.width === part.width && whole.height === part.height) return pixels;
  const left = (whole.width - part.width) >> 1;
  const top = (whole.height - part.height) >> 1;
  const row = part.width * part.channels;
  const cut = new Uint8Array(row * part.height);
  for (let y = 0; y < part.height; y++) {
    const from = ((top + y) * whole.width + left) * part.channels;
    cut.set(pixels.subarray(from, from + row), y * row);
  }
  return cut;
}
