/** Samples this process's resident memory, which includes its worker threads (the Lambdas), four times a second. */
export function peakMemory(): { peakMb(): number; stop(): void } {
  let peak = process.memoryUsage.rss();
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, 250);
  timer.unref();
  return {
    peakMb: () => {
      sample();
      return Math.round(peak / 2 ** 20);
    },
    stop: () => clearInterval(timer),
  };
}
