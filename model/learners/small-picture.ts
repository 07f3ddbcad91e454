import sharp from 'sharp';
import { longestSide, type SmallPicture } from '../../core/ml/pixel-planes';

/**
 * A picture of any format and size, made small, on white where it is transparent. It is not turned upright: Ground Truth's boxes and masks lie on the pixels as
 * they are stored.
 */
export async function smallPicture(bytes: Uint8Array): Promise<SmallPicture> {
  try {
    const picture = sharp(bytes);
    const { width, height } = await picture.metadata();
    const { data, info } = await picture
      .flatten({ background: '#ffffff' })
      .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`${info.channels} channels where three were asked for`);
    return { width, height, smallWidth: info.width, smallHeight: info.height, rgb: new Uint8Array(data) };
  } catch (error) {
    throw new Error(`not a picture that can be read: ${(error as Error).message}`, { cause: error });
  }
}
