/** Numbers for feature hashes: an open-addressing table of 32-bit keys. */
export class HashNumbers {
  #keys: Uint32Array;
  #numbers: Uint32Array;
  #mask: number;
  #size = 0;

  constructor(expected: number) {
    let capacity = 1024;
    while (capacity < expected * 2) capacity *= 2;
    this.#keys = new Uint32Array(capacity);
    this.#numbers = new Uint32Array(capacity);
    this.#mask = capacity - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** The number of a key (not 0), or -1. */
  get(key: number): number {
    const keys = this.#keys;
    let slot = key & this.#mask;
    for (;;) {
      const found = keys[slot]!;
      if (found === key) return this.#numbers[slot]!;
      if (found === 0) return -1;
      slot = (slot + 1) & this.#mask;
    }
  }

  /** The number of a key; a new key gets the next one. */
  add(key: number): number {
    let slot = key & this.#mask;
    for (;;) {
      const found = this.#keys[slot]!;
      if (found === key) return this.#numbers[slot]!;
      if (found === 0) break;
      slot = (slot + 1) & this.#mask;
    }
    if (this.#size * 2 >= this.#keys.length) {
      this.#grow();
      return this.add(key);
    }
    this.#keys[slot] = key;
    this.#numbers[slot] = this.#size;
    return this.#size++;
  }

  /** Keys in the order of their numbers. */
  keys(): Uint32Array {
    const keys = new Uint32Array(this.#size);
    for (let slot = 0; slot < this.#keys.length; slot++)
      if (this.#keys[slot] !== 0) keys[this.#numbers[slot]!] = this.#keys[slot]!;
    return keys;
  }

  static of(keys: Uint32Array): HashNumbers {
    const table = new HashNumbers(keys.length);
    for (let i = 0; i < keys.length; i++) table.add(keys[i]!);
    return table;
  }

  #grow(): void {
    const keys = this.#keys;
    const numbers = this.#numbers;
    this.#keys = new Uint32Array(keys.length * 2);
    this.#numbers = new Uint32Array(keys.length * 2);
    this.#mask = this.#keys.length - 1;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (key === 0) continue;
      let slot = key & this.#mask;
      while (this.#keys[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#keys[slot] = key;
      this.#numbers[slot] = numbers[i]!;
    }
  }
}
