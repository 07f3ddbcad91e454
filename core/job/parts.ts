/** Finds the part an object lies in: parts are in order and without gaps. */
export function partFinder(parts: readonly { part: number; firstId: number; count: number }[]): (id: number) => number {
  return (id) => {
    let low = 0;
    let high = parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (parts[middle]!.firstId <= id) low = middle;
      else high = middle - 1;
    }
    const found = parts[low];
    if (!found || id < found.firstId || id >= found.firstId + found.count)
      throw new RangeError(`object ${id} is in no part`);
    return found.part;
  };
}
