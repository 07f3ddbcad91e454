import sharp from 'sharp';
import { decodedSide } from '../../core/ml/image-features';

// One picture per thread; the container fetches and decodes several at a time, and nothing is decoded twice.
sharp.concurrency(1);
sharp.cache(false);

/** A picture of any format and size as the RGB square the features are made of: upright, on white where it is transparent. */
export async function decodeImage(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await sharp(bytes)
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize(decodedSide, decodedSide, { fit: 'fill' })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
  } catch (error) {
    throw new Error(`not a picture that can be read: ${(error as Error).message}`, { cause: error });
  }
}
