/** How large bodies travel: compressed, because a function takes 6 MB as base64 and no more. */

/** Compressed bytes that still pass, with room for what the gateway adds. */
const LARGEST_BYTES = 4_600_000;
const COMPRESS_FROM_CHARACTERS = 8192;

export interface Body {
  content: string | Blob;
  type: string;
}

/** Undefined when it is too large to be sent at all. */
export async function packed(value: unknown): Promise<Body | undefined> {
  const text = JSON.stringify(value);
  if (text.length < COMPRESS_FROM_CHARACTERS || !('CompressionStream' in window))
    return { content: text, type: 'application/json' };
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  const content = await new Response(stream).blob();
  return content.size > LARGEST_BYTES ? undefined : { content, type: 'application/gzip' };
}
