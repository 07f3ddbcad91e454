/**
 * Resolves at Ctrl-C or a termination signal, so that the caller can stop in order. A second Ctrl-C ends the process at once.
 * @param noLonger the caller waits no more: nothing keeps the process alive
 */
export function untilInterrupted(noLonger?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      clearInterval(alive);
      resolve();
    };
    // why: a handler alone does not keep the process alive; the cloud's sockets may be unreferenced.
    const alive = setInterval(() => undefined, 2 ** 30);
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    noLonger?.addEventListener('abort', stop, { once: true });
  });
}
