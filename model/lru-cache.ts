/** Keeps the entries used last, up to a total size. */
export class LruCache<Value> {
  readonly #entries = new Map<string, { value: Value; size: number }>();
  #size = 0;

  constructor(private readonly capacity: number) {}

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: Value, size: number): void {
    const before = this.#entries.get(key);
    if (before) {
      this.#entries.delete(key);
      this.#size -= before.size;
    }
    if (size > this.capacity) return;
    this.#entries.set(key, { value, size });
    this.#size += size;
    // A Map lists its keys in the order they were put in: the first is the one longest unused.
    for (const [oldest, entry] of this.#entries) {
      if (this.#size <= this.capacity) break;
      this.#entries.delete(oldest);
      this.#size -= entry.size;
    }
  }

  get length(): number {
    return this.#entries.size;
  }
}
