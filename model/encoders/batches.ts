/** Puts items through `run` some at a time, in the order they came, one run after the other: while one is under way the next items gather. */
export class Batches<Item, Result> {
  readonly #waiting: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = [];
  #busy = false;

  constructor(
    private readonly size: number,
    private readonly run: (items: Item[]) => Promise<Result[]>,
  ) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#busy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#busy = true;
    // So that those who come at the same time go together.
    await Promise.resolve();
    while (this.#waiting.length) {
      const batch = this.#waiting.splice(0, this.size);
      try {
        const results = await this.run(batch.map(({ item }) => item));
        batch.forEach(({ resolve }, i) => {
          resolve(results[i]!);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#busy = false;
  }
}
