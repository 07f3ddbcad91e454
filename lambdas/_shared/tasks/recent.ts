/** Remembers what was read for a short while, so that a hundred requests a second do not read the same item a hundred times. */
export class Recent<Value> {
  private readonly entries = new Map<string, { until: number; value: Promise<Value> }>();

  constructor(
    private readonly lifetimeMs: number,
    private readonly now: () => number = Date.now,
    private readonly capacity = 1000,
  ) {}

  get(key: string, read: () => Promise<Value>): Promise<Value> {
    const known = this.entries.get(key);
    return known && this.now() < known.until ? known.value : this.fresh(key, read);
  }

  /** Reads it again, whatever is remembered. */
  fresh(key: string, read: () => Promise<Value>): Promise<Value> {
    if (this.entries.size >= this.capacity) this.entries.clear();
    const value = read();
    this.entries.set(key, { until: this.now() + this.lifetimeMs, value });
    value.catch(() => this.entries.delete(key));
    return value;
  }
}
