/** The `capacity` items with the lowest keys of a stream of any length: a heap with the highest on top. */
export class Lowest<Item> {
  private readonly heap: { item: Item; key: number; tie: number }[] = [];

  constructor(private readonly capacity: number) {}

  offer(item: Item, key: number, tie: number): void {
    const entry = { item, key, tie };
    if (this.heap.length < this.capacity) {
      this.heap.push(entry);
      this.rise(this.heap.length - 1);
    } else if (this.capacity > 0 && above(this.heap[0]!, entry)) {
      this.heap[0] = entry;
      this.sink();
    }
  }

  sorted(): Item[] {
    return [...this.heap].sort((a, b) => (above(a, b) ? 1 : -1)).map((entry) => entry.item);
  }

  private rise(from: number): void {
    let child = from;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!above(this.heap[child]!, this.heap[parent]!)) return;
      [this.heap[child], this.heap[parent]] = [this.heap[parent]!, this.heap[child]!];
      child = parent;
    }
  }

  private sink(): void {
    let parent = 0;
    for (;;) {
      let highest = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < this.heap.length && above(this.heap[child]!, this.heap[highest]!)) highest = child;
      }
      if (highest === parent) return;
      [this.heap[highest], this.heap[parent]] = [this.heap[parent]!, this.heap[highest]!];
      parent = highest;
    }
  }
}

const above = (a: { key: number; tie: number }, b: { key: number; tie: number }): boolean =>
  a.key > b.key || (a.key === b.key && a.tie > b.tie);
