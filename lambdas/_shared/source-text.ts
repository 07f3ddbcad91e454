import type { ManifestLine } from '../../core/manifest/line';
import { formatS3Uri } from '../../core/manifest/s3-uri';
import { locationOf, readBytes } from './work-store';

/** More than anybody reads as one task. */
const MOST_BYTES = 1_000_000;

/** The text of a line that names a file, or why nobody can be shown it. */
export async function textBehind(line: ManifestLine): Promise<{ text: string } | { problem: string }> {
  const location = locationOf(line['source-ref']!);
  const problem = (what: string) => ({ problem: `ClientError: source-ref ${formatS3Uri(location)}: ${what}` });
  const bytes = await readBytes(location, MOST_BYTES + 1);
  if (!bytes) return problem('there is no such object');
  if (bytes.length > MOST_BYTES) return problem(`the text is longer than ${MOST_BYTES.toLocaleString('en-US')} bytes`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? problem('not a text file') : { text };
  } catch {
    return problem('not a text file in UTF-8');
  }
}
