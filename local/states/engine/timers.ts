/** Calls back when a moment has come. A sleep may be longer than setTimeout can hold. */
export interface Timers {
  now(): number;
  /** Returns what cancels it. */
  at(moment: number, callback: () => void): () => void;
}

const longestTimeout = 2 ** 31 - 1;

export function realTimers(now: () => number): Timers {
  return {
    now,
    at(moment, callback) {
      let handle: NodeJS.Timeout;
      const arm = () => {
        const left = moment - now();
        handle = setTimeout(left > longestTimeout ? arm : callback, Math.max(0, Math.min(left, longestTimeout)));
        // why: a person closing the cloud should not wait for a Wait state.
        handle.unref();
      };
      arm();
      return () => clearTimeout(handle);
    },
  };
}
