let watched = false;

/**
 * What becomes of labels on standard output when it ends early. A reader may stop (`plumbline consolidate … | head`): it has seen enough,
 * which is no failure. A full disk is one.
 */
export function watchStandardOutput(): void {
  if (watched) return;
  watched = true;
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.stderr.write(`plumbline: standard output: ${message}\n`);
    process.exit(code === 'EPIPE' ? 0 : 1);
  });
}
