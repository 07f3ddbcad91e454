import { compareKeys } from './compare-keys';

/**
 * Keys in order. New keys are collected and merged in when a listing needs the order, so that neither many puts nor many listings
 * cost more than their number.
 */
export class KeyIndex {
  private sorted: string[] = [];
  private added: string[] = [];
  private removed = 0;

  constructor(private readonly live: ReadonlyMap<string, unknown>) {}

  add(key: string): void {
    this.added.push(key);
  }

  remove(): void {
    this.removed += 1;
  }

  /** All keys, in order. Treat as read-only. */
  ordered(): readonly string[] {
    if (this.added.length === 0 && this.removed === 0) return this.sorted;
    const fresh = this.added.filter((key) => this.live.has(key)).sort(compareKeys);
    const old = this.removed > 0 ? this.sorted.filter((key) => this.live.has(key)) : this.sorted;
    this.sorted = mergeUnique(old, fresh);
    this.added = [];
    this.removed = 0;
    return this.sorted;
  }

  /** Position of the first key not before `key`. */
  position(key: string): number {
    const keys = this.ordered();
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys(keys[middle]!, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function mergeUnique(a: readonly string[], b: readonly string[]): string[] {
  const result: string[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const next = j >= b.length || (i < a.length && compareKeys(a[i]!, b[j]!) <= 0) ? a[i++]! : b[j++]!;
    if (result.at(-1) !== next) result.push(next);
  }
  return result;
}
