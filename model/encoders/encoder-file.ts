import * as z from 'zod';

const name = z.string().min(1);
const side = z.int().min(1).max(2048);
const perChannel = z.union([z.array(z.number()).length(1), z.array(z.number()).length(3)]);

const imageSettings = z.strictObject({
  /** Default: the network's only input. */
  input: name.optional(),
  /** Height and width. Default: what the network's input fixes, else 224 and 224. */
  size: z.tuple([side, side]).optional(),
  /** Default: where the network's input has its channels. */
  layout: z.enum(['NCHW', 'NHWC']).optional(),
  colours: z.enum(['RGB', 'BGR', 'grey']).optional(),
  /** What bytes are multiplied by, before mean and deviation. */
  scale: z
    .number()
    .positive()
    .default(1 / 255),
  mean: perChannel.default([0.485, 0.456, 0.406]),
  std: perChannel.refine((std) => std.every((value) => value > 0), 'must be above 0').default([0.229, 0.224, 0.225]),
  resize: z.enum(['crop', 'pad', 'stretch']).default('crop'),
  /** With `crop`: the shorter side before the middle is cut out. Default: as little as possible is cut off. */
  shorterSide: side.optional(),
});

const textSettings = z.strictObject({
  /** Default: `tokenizer.json`, else `vocab.txt`. */
  tokenizer: name.optional(),
  /** Of `vocab.txt`, which does not say it itself. */
  lowerCase: z.boolean().default(true),
  /** Of `vocab.txt`. Default: as `lowerCase`. */
  stripAccents: z.boolean().optional(),
  /** Pieces, the special ones included. */
  maxLength: z.int().min(3).max(8192).default(256),
  /** Put before every text: E5 wants `query: `. */
  prefix: z.string().default(''),
  /** Names of the network's inputs. */
  inputs: z.strictObject({ ids: name, mask: name, types: name }).partial().default({}),
});

/** `encoder.json`: how an object becomes the network's input, and the network's output features. Everything has a default. */
const encoderFile = z
  .strictObject({
    image: imageSettings.optional(),
    text: textSettings.optional(),
    /** Default: `sentence_embedding`, `text_embeds`, `image_embeds`, `last_hidden_state`, else the first. */
    output: name.optional(),
    /** Default by the output's shape; see `pool`. */
    pooling: z.enum(['cls', 'mean', 'none']).optional(),
    /** Features are brought to length 1. */
    normalise: z.boolean().default(true),
    /**
     * Objects put through the network together. With one an object's features never depend on its company, to the last bit; more are somewhat faster, and a network
     * whose quantization looks at the whole batch then answers differently each time.
     */
    batch: z.int().min(1).max(256).default(1),
  })
  .refine(({ image, text }) => !(image && text), 'has both "image" and "text": an encoder reads one of them');

export type EncoderFile = z.infer<typeof encoderFile>;
export type ImageSettings = z.infer<typeof imageSettings>;
export type TextSettings = z.infer<typeof textSettings>;
export const defaultImageSettings = (): ImageSettings => imageSettings.parse({});
export const defaultTextSettings = (): TextSettings => textSettings.parse({});

/** Reads the text of `encoder.json`. @throws Error naming the field. */
export function readEncoderFile(text: string): EncoderFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`encoder.json is not JSON: ${(error as Error).message}`);
  }
  const read = encoderFile.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place = issue!.path.length ? ` "${issue!.path.join('.')}"` : '';
  throw new Error(`encoder.json${place}: ${issue!.message}`);
}
