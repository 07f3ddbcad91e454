import { Batches } from './batches';
import { defaultImageSettings, defaultTextSettings, type EncoderFile } from './encoder-file';
import { openFolder } from './encoder-folder';
import { type Feed, Network, type TensorFacts } from './network';
import { pictureFeed, pictureInput, pictureNumbers } from './picture-input';
import { normalise, pool } from './pooling';
import { textFeeds, textInputs } from './text-input';
import type { Encoded } from './tokenizers/tokenizer';

/** An ONNX network the user brings, with what lies around it: a text or a picture in, features out. */
export interface Encoder {
  kind: 'image' | 'text';
  /** Numbers it gives for an object. */
  dimensions: number;
  /** SHA-256 of its files. */
  digest: string;
  /** Rejects with the reason. */
  fromText(text: string): Promise<Float32Array>;
  /** Rejects with the reason. */
  fromFile(bytes: Uint8Array): Promise<Float32Array>;
  /** Puts its files into a folder that it makes. */
  copyTo(folder: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the folder with `encoder.onnx`, `encoder.json` and, for texts, `tokenizer.json` or `vocab.txt` (docs/encoder.md), and puts one object through it, so that a network
 * that cannot work is known at once. Rejects with the file and the reason.
 */
export async function openEncoder(path: string): Promise<Encoder> {
  const folder = await openFolder(path);
  const { settings } = folder;
  const network = await Network.open(path, 'encoder.onnx', folder.weights).catch((error: Error) => {
    throw new Error(`encoder.onnx cannot be loaded: ${error.message}`, { cause: error });
  });
  try {
    const output = outputOf(settings, network.outputs);
    const features = async (feeds: Feed[], lengths: number[] | undefined, count: number): Promise<Float32Array[]> => {
      const rows = pool(await network.run(feeds, output), settings.pooling, count, lengths);
      for (const row of rows)
        if (!row.every(Number.isFinite)) throw new Error('the network gave features that are not finite numbers');
      return settings.normalise ? rows.map(normalise) : rows;
    };
    const common = { digest: folder.digest, copyTo: folder.copyTo, close: () => network.close() };
    if (kindOf(settings, network.inputs) === 'image') {
      const input = pictureInput(settings.image ?? defaultImageSettings(), network.inputs);
      const batches = new Batches(settings.batch, (pictures: Float32Array[]) =>
        features([pictureFeed(input, pictures)], undefined, pictures.length),
      );
      const probe = await batches.add(new Float32Array(input.height * input.width * input.channels));
      return {
        ...common,
        kind: 'image',
        dimensions: probe.length,
        fromText: async () => {
          throw new Error('a picture must be given by "source-ref", the line has inline text in "source"');
        },
        fromFile: async (bytes) => batches.add(await pictureNumbers(bytes, input)),
      };
    }
    const text = settings.text ?? defaultTextSettings();
    const inputs = textInputs(text, network.inputs);
    const tokenizer = await folder.tokenizer();
    const batches = new Batches(settings.batch, (texts: Encoded[]) =>
      features(
        textFeeds(inputs, texts, tokenizer.padding),
        texts.map(({ ids }) => ids.length),
        texts.length,
      ),
    );
    const fromText = async (given: string) => batches.add(tokenizer.encode(text.prefix + given, text.maxLength));
    const probe = await fromText('a');
    return {
      ...common,
      kind: 'text',
      dimensions: probe.length,
      fromText,
      fromFile: async (bytes) => fromText(decodeUtf8(bytes)),
    };
  } catch (error) {
    await network.close();
    throw error;
  }
}

function kindOf({ image, text }: EncoderFile, inputs: readonly TensorFacts[]): 'image' | 'text' {
  if (image) return 'image';
  if (text) return 'text';
  if (inputs.length === 1 && inputs[0]!.shape.length === 4) return 'image';
  if (inputs.every(({ type }) => type === 'int64' || type === 'int32')) return 'text';
  const shown = inputs.map(({ name, type, shape }) => `"${name}" (${type} [${shape.join(', ')}])`).join(', ');
  throw new Error(
    `the network's inputs ${shown} are neither a picture's nor a text's; encoder.json must say "image" or "text"`,
  );
}

const usualOutputs = ['sentence_embedding', 'text_embeds', 'image_embeds', 'last_hidden_state'];

function outputOf({ output }: EncoderFile, outputs: readonly TensorFacts[]): string {
  const names = outputs.map(({ name }) => name);
  if (output === undefined) return usualOutputs.find((name) => names.includes(name)) ?? names[0]!;
  if (names.includes(output)) return output;
  throw new Error(
    `encoder.json "output" is "${output}"; the network's outputs are ${names.map((name) => `"${name}"`).join(', ')}`,
  );
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('not UTF-8 text');
  }
}
