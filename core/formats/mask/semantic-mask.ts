/** A multi-class mask as plain JSON, small however large the image: row-major runs of equal class. */
export interface SemanticMask {
  width: number;
  height: number;
  /** Class `k` of the runs is `classes[k - 1]`; 0 is background. Only classes that occur, each once. */
  classes: string[];
  /** `[class, length, class, length, …]` from the top left, row after row, crossing row ends; lengths above 0, neighbours differ, all pixels covered. */
  runs: number[];
}

/** One object as bare run lengths, the first run counting background (it may be 0): the form masks are exchanged in. */
export interface BinaryMask {
  width: number;
  height: number;
  counts: number[];
}

/** Collects runs from the top left on, joining neighbours of equal class. */
export class RunBuilder {
  readonly runs: number[] = [];
  pixels = 0;
  private last = -1;

  push(value: number, length: number): void {
    if (length <= 0) return;
    this.pixels += length;
    if (value === this.last) this.runs[this.runs.length - 1]! += length;
    else {
      this.runs.push(value, length);
      this.last = value;
    }
  }
}

/**
 * The mask with only the classes that occur, in the order of `order` where given (names it does not hold follow, sorted), else sorted: equal
 * masks are then equal JSON.
 */
export function canonicalMask(mask: SemanticMask, order: readonly string[] = []): SemanticMask {
  const used = new Set<number>();
  for (let i = 0; i < mask.runs.length; i += 2) if (mask.runs[i]! > 0) used.add(mask.runs[i]!);
  const names = orderedNames(
    [...used].map((value) => mask.classes[value - 1]!),
    order,
  );
  return { width: mask.width, height: mask.height, classes: names, runs: renumberedRuns(mask, names) };
}

/** The mask's runs with the classes numbered as in `names`; a class that is not among them becomes background. */
export function renumberedRuns(mask: SemanticMask, names: readonly string[]): number[] {
  const number = new Map(names.map((name, index) => [name, index + 1]));
  const to = [0, ...mask.classes.map((name) => number.get(name) ?? 0)];
  const builder = new RunBuilder();
  for (let i = 0; i < mask.runs.length; i += 2) builder.push(to[mask.runs[i]!]!, mask.runs[i + 1]!);
  return builder.runs;
}

/** Names without repetition: those of `order` first, in its order, then the others, sorted. */
export function orderedNames(names: Iterable<string>, order: readonly string[] = []): string[] {
  const all = new Set(names);
  const known = order.filter((name) => all.has(name));
  const rest = new Set(known);
  return [...new Set(known), ...[...all].filter((name) => !rest.has(name)).sort()];
}

/** A mask of one class. */
export function fromBinary({ width, height, counts }: BinaryMask, name: string): SemanticMask {
  const builder = new RunBuilder();
  for (const [i, length] of counts.entries()) builder.push(i % 2, length);
  return {
    width,
    height,
    classes: builder.runs.some((value, i) => i % 2 === 0 && value === 1) ? [name] : [],
    runs: builder.runs,
  };
}

/** One class of a mask, or all classes as one where no name is given. */
export function toBinary({ width, height, classes, runs }: SemanticMask, name?: string): BinaryMask {
  const wanted = name === undefined ? undefined : classes.indexOf(name) + 1;
  const counts = [0];
  for (let i = 0; i < runs.length; i += 2) {
    const value = runs[i]! > 0 && (wanted === undefined || runs[i] === wanted) ? 1 : 0;
    if ((counts.length - 1) % 2 === value) counts[counts.length - 1]! += runs[i + 1]!;
    else counts.push(runs[i + 1]!);
  }
  return { width, height, counts };
}
