import { storedImageSize } from '../../core/formats/image-size';
import type { ManifestLine } from '../../core/manifest/line';
import { parseS3Uri } from '../../core/manifest/s3-uri';
import type { ImageSize } from '../../task-types/task-type';
import { readIfAllowed } from './label-files';

/** A camera's pictures carry their size behind a preview and notes of some tens of kilobytes; a few need more. */
const HEADER_BYTES = [65_536, 1_048_576];

/** How large the image of a line is, from its first bytes; undefined where it has none whose size can be read. */
export async function imageSizeOf(line: ManifestLine): Promise<ImageSize | undefined> {
  const location = line['source-ref'] === undefined ? undefined : parseS3Uri(line['source-ref']);
  if (!location?.key) return undefined;
  for (const bytes of HEADER_BYTES) {
    const head = await readIfAllowed(location, bytes);
    const size = head && storedImageSize(head);
    if (size || !head || head.length < bytes) return size;
  }
  return undefined;
}
