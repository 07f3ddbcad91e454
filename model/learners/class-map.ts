/** The classes that occur in training, between the job's labels and a model that knows only those. A label nobody has given yet has probability 0. */
export class ClassMap {
  /** Class k of the model is the label at position present[k]. */
  constructor(readonly present: Uint32Array) {}

  static of(targets: Iterable<number>): ClassMap {
    return new ClassMap(Uint32Array.from(new Set(targets)).sort());
  }

  get classes(): number {
    return this.present.length;
  }

  classesOf(targets: Int32Array): Int32Array {
    const classOf = new Map([...this.present].map((label, k) => [label, k]));
    return targets.map((target) => classOf.get(target)!);
  }

  /** Probabilities of the model's classes, spread over all labels. */
  spread(probabilities: Float64Array, labels: number): Float64Array {
    const all = new Float64Array(labels);
    for (let k = 0; k < this.present.length; k++) all[this.present[k]!] = probabilities[k]!;
    return all;
  }
}
