import { runStarts, stableSort } from '../../../core/consolidation/classes/class-answers';

/** Names in the order they came, numbered. */
export class Names {
  readonly list: string[] = [];
  private readonly numbers = new Map<string, number>();

  find(name: string): number | undefined {
    return this.numbers.get(name);
  }

  add(name: string): number {
    // why: a name cut out of a piece of the file would keep the whole piece in memory.
    const own = detached(name);
    this.numbers.set(own, this.list.length);
    return this.list.push(own) - 1;
  }
}

/** The answers as numbers, one entry each: memory grows with the answers, never with objects × workers. */
export class AnswerTable {
  readonly objects = new Names();
  readonly workers = new Names();
  /** What was answered. Equal classes and texts are one value. */
  readonly values: unknown[] = [];
  length = 0;
  private columns = { object: new Int32Array(1024), worker: new Int32Array(1024), value: new Int32Array(1024) };
  /** Seconds spent; NaN where not told. Empty as long as nobody told. */
  private spent = new Float32Array(0);

  add(object: number, worker: number, value: number, seconds: number | undefined): void {
    const { columns, length: at } = this;
    if (at === columns.object.length) {
      for (const name of ['object', 'worker', 'value'] as const)
        columns[name] = grown(columns[name], new Int32Array(2 * at));
    }
    columns.object[at] = object;
    columns.worker[at] = worker;
    columns.value[at] = value;
    if (seconds !== undefined || this.spent.length > 0) {
      if (at >= this.spent.length)
        this.spent = grown(this.spent, new Float32Array(columns.object.length).fill(Number.NaN));
      if (seconds !== undefined) this.spent[at] = seconds;
    }
    this.length++;
  }

  /** The answers by object, then worker. Of several by one worker to one object the last that came counts, or every one. */
  sorted(everyAnswerCounts = false): SortedAnswers {
    const [object, worker, value] = (['object', 'worker', 'value'] as const).map((name) =>
      this.columns[name].subarray(0, this.length),
    ) as [Int32Array, Int32Array, Int32Array];
    let order = stableSort(Int32Array.from(object.keys()), worker, Math.max(1, this.workers.list.length));
    order = stableSort(order, object, this.objects.list.length);
    const kept = order.filter((i, at) => {
      const next = order[at + 1];
      return everyAnswerCounts || next === undefined || object[next] !== object[i] || worker[next] !== worker[i];
    });
    const sortedObject = kept.map((i) => object[i]!);
    return {
      object: sortedObject,
      worker: kept.map((i) => worker[i]!),
      value: kept.map((i) => value[i]!),
      seconds: this.spent.length > 0 ? Float32Array.from(kept, (i) => this.spent[i] ?? Number.NaN) : undefined,
      start: runStarts(sortedObject, this.objects.list.length),
      replaced: this.length - kept.length,
    };
  }
}

export interface SortedAnswers {
  object: Int32Array;
  worker: Int32Array;
  /** Index into the table's `values`. */
  value: Int32Array;
  seconds?: Float32Array;
  /** Answers to object `i` are `start[i] … start[i+1]`. */
  start: Int32Array;
  /** Answers that a later one by the same worker to the same object replaced. */
  replaced: number;
}

function grown<Column extends Int32Array | Float32Array>(column: Column, larger: Column): Column {
  larger.set(column as never);
  return larger;
}

/** A string of its own. Short ones are copied by the engine anyway. */
export const detached = (text: string): string => (text.length < 13 ? text : ` ${text}`.slice(1));
