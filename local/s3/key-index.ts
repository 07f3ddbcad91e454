import { compareKeys } from './compare-keys';

/** Up to this many changes are worked in one by one; more are merged in one pass over all keys. */
const fewChanges = 200;

/**
 * Keys in order. Changes are collected and worked in when a listing needs the order, so that neither many puts, nor many listings, nor
 * both in turn cost more than their number.
 */
export class KeyIndex {
  private sorted: string[] = [];
  private changed = new Set<string>();

  constructor(private readonly live: ReadonlyMap<string, unknown>) {}

  /** Notes that a key has come or gone. */
  touch(key: string): void {
    this.changed.add(key);
  }

  /** All keys, in order. Treat as read-only. */
  ordered(): readonly string[] {
    if (this.changed.size === 0) return this.sorted;
    const { changed } = this;
    this.changed = new Set();
    if (changed.size <= fewChanges) {
      for (const key of changed) this.workIn(key);
    } else {
      const fresh = [...changed].filter((key) => this.live.has(key)).sort(compareKeys);
      const old = this.sorted.filter((key) => !changed.has(key));
      this.sorted = merge(old, fresh);
    }
    return this.sorted;
  }

  private workIn(key: string): void {
    const at = positionIn(this.sorted, key);
    const present = this.sorted[at] === key;
    const wanted = this.live.has(key);
    if (wanted && !present) this.sorted.splice(at, 0, key);
    if (!wanted && present) this.sorted.splice(at, 1);
  }

  /** Position of the first key not before `key`. */
  position(key: string): number {
    return positionIn(this.ordered(), key);
  }
}

function positionIn(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle]!, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merge(a: readonly string[], b: readonly string[]): string[] {
  const result: string[] = new Array(a.length + b.length);
  let i = 0;
  let j = 0;
  for (let at = 0; at < result.length; at++) {
    result[at] = j >= b.length || (i < a.length && compareKeys(a[i]!, b[j]!) < 0) ? a[i++]! : b[j++]!;
  }
  return result;
}
