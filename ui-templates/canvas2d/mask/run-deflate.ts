/**
 * Deflate (RFC 1951) for bytes that mostly repeat their neighbour, as a mask's rows do: literals and runs in one block of Huffman codes, then
 * an empty stored block. The result ends on a whole byte and is not the last block, so that pieces can be packed by themselves and joined,
 * which the libraries' streams cannot do piece by piece.
 */
export function deflateRuns(bytes: Uint8Array): Uint8Array {
  const { tokens, count } = tokensOf(bytes);
  const frequencies = new Array<number>(286).fill(0);
  for (let i = 0; i < count; i++) frequencies[symbolOf(tokens[i]!)]! += 1;
  frequencies[END] = 1;
  const lengths = codeLengths(frequencies, 15);
  const codes = codesOf(lengths);
  const out = new BitWriter();
  out.write(0b100, 3);
  writeLengths(out, lengths);
  for (let i = 0; i < count; i++) {
    const token = tokens[i]!;
    const symbol = symbolOf(token);
    out.write(codes[symbol]!, lengths[symbol]!);
    if (token < 256) continue;
    const run = token - 256;
    out.write(run - RUN_BASE[symbol - 257]!, RUN_BITS[symbol - 257]!);
    // The only distance is 1, the byte before.
    out.write(0, 1);
  }
  out.write(codes[END]!, lengths[END]!);
  out.write(0, 3);
  return out.finish(0, 0, 0xff, 0xff);
}

const END = 256;
const LONGEST = 258;
const RUN_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const RUN_BASE = RUN_BITS.map((_, i) =>
  i === 28 ? LONGEST : 3 + RUN_BITS.slice(0, i).reduce((sum, bits) => sum + (1 << bits), 0),
);
const SYMBOL_OF_RUN = Uint16Array.from({ length: LONGEST + 1 }, (_, run) =>
  run === LONGEST ? 285 : 257 + RUN_BASE.findLastIndex((base, i) => i < 28 && base <= run),
);
/** The order in which the lengths of the codes for lengths are written. */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const symbolOf = (token: number): number => (token < 256 ? token : SYMBOL_OF_RUN[token - 256]!);

/** Bytes as they are; 256 and more: the byte before, as often as the rest says. */
function tokensOf(bytes: Uint8Array): { tokens: Uint16Array; count: number } {
  const tokens = new Uint16Array(bytes.length);
  let count = 0;
  for (let at = 0; at < bytes.length; ) {
    const value = bytes[at]!;
    let end = at + 1;
    while (end < bytes.length && bytes[end] === value) end++;
    tokens[count++] = value;
    let left = end - at - 1;
    for (; left >= 3; left -= Math.min(left, LONGEST)) tokens[count++] = 256 + Math.min(left, LONGEST);
    for (; left > 0; left--) tokens[count++] = value;
    at = end;
  }
  return { tokens, count };
}

/** Lengths of the best prefix code with none longer than `most` (package-merge); 0 for what does not occur. */
function codeLengths(frequencies: readonly number[], most: number): number[] {
  const leaves = frequencies
    .map((weight, symbol) => ({ weight, symbols: [symbol] }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => a.weight - b.weight);
  const lengths = new Array<number>(frequencies.length).fill(0);
  if (leaves.length === 1) lengths[leaves[0]!.symbols[0]!] = 1;
  if (leaves.length < 2) return lengths;
  let packages = leaves;
  for (let level = 1; level < most; level++) {
    const pairs = [];
    for (let i = 0; i + 1 < packages.length; i += 2)
      pairs.push({
        weight: packages[i]!.weight + packages[i + 1]!.weight,
        symbols: [...packages[i]!.symbols, ...packages[i + 1]!.symbols],
      });
    packages = [...leaves, ...pairs].sort((a, b) => a.weight - b.weight);
  }
  for (const { symbols } of packages.slice(0, 2 * leaves.length - 2))
    for (const symbol of symbols) lengths[symbol]! += 1;
  return lengths;
}

/** The codes that belong to the lengths, their bits in the order they are written. */
function codesOf(lengths: readonly number[]): number[] {
  const codes = new Array<number>(lengths.length).fill(0);
  let code = 0;
  for (let length = 1; length <= 15; length++) {
    for (const [symbol, own] of lengths.entries())
      if (own === length) {
        codes[symbol] = reversed(code, length);
        code += 1;
      }
    code <<= 1;
  }
  return codes;
}

function reversed(code: number, length: number): number {
  let out = 0;
  for (let i = 0; i < length; i++) out |= ((code >> i) & 1) << (length - 1 - i);
  return out;
}

/** The header of the block: how long each code is, itself in Huffman codes. */
function writeLengths(out: BitWriter, lengths: readonly number[]): void {
  const literals = lengths.findLastIndex((length) => length > 0) + 1;
  const all = [...lengths.slice(0, literals), 1];
  const items: { symbol: number; extra: number; bits: number }[] = [];
  for (let at = 0; at < all.length; ) {
    let end = at + 1;
    while (end < all.length && all[end] === 0 && all[at] === 0 && end - at < 138) end++;
    const zeros = end - at;
    if (zeros >= 11) items.push({ symbol: 18, extra: zeros - 11, bits: 7 });
    else if (zeros >= 3) items.push({ symbol: 17, extra: zeros - 3, bits: 3 });
    else for (let i = at; i < end; i++) items.push({ symbol: all[i]!, extra: 0, bits: 0 });
    at = end;
  }
  const frequencies = new Array<number>(19).fill(0);
  for (const { symbol } of items) frequencies[symbol]! += 1;
  const own = codeLengths(frequencies, 7);
  const codes = codesOf(own);
  const sent = Math.max(4, LENGTH_ORDER.findLastIndex((symbol) => own[symbol]! > 0) + 1);
  out.write(literals - 257, 5);
  out.write(0, 5);
  out.write(sent - 4, 4);
  for (const symbol of LENGTH_ORDER.slice(0, sent)) out.write(own[symbol]!, 3);
  for (const { symbol, extra, bits } of items) {
    out.write(codes[symbol]!, own[symbol]!);
    out.write(extra, bits);
  }
}

class BitWriter {
  private bytes = new Uint8Array(1024);
  private length = 0;
  private held = 0;
  private bits = 0;

  write(value: number, bits: number): void {
    this.held |= value << this.bits;
    this.bits += bits;
    while (this.bits >= 8) {
      this.put(this.held & 255);
      this.held >>>= 8;
      this.bits -= 8;
    }
  }

  /** Fills the byte that was begun and adds these. */
  finish(...tail: number[]): Uint8Array {
    if (this.bits > 0) this.put(this.held & 255);
    for (const byte of tail) this.put(byte);
    return this.bytes.slice(0, this.length);
  }

  private put(byte: number): void {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(2 * this.length);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = byte;
  }
}
