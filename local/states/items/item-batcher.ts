/** An ItemBatcher with its expressions evaluated. */
export interface BatchSettings {
  maxItems?: number;
  maxBytes?: number;
  input?: unknown;
}

export interface Batch {
  input: any;
  items: number;
}

/** Puts consecutive items together; a batch holds at least one item however large that is. */
export function batchItems(
  items: readonly any[],
  { maxItems = Number.POSITIVE_INFINITY, maxBytes = 262_144, input }: BatchSettings,
): Batch[] {
  const frame = input === undefined ? { Items: [] } : { BatchInput: input, Items: [] };
  const overhead = Buffer.byteLength(JSON.stringify(frame));
  const batches: Batch[] = [];
  let current: any[] = [];
  let bytes = overhead;
  const close = () => {
    if (current.length > 0) batches.push({ input: { ...frame, Items: current }, items: current.length });
    current = [];
    bytes = overhead;
  };
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + 1;
    if (current.length >= maxItems || (current.length > 0 && bytes + size > maxBytes)) close();
    current.push(item);
    bytes += size;
  }
  close();
  return batches;
}
