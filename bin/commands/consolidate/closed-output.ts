let allowed = false;

/** Lets a reader of standard output stop early (`plumbline consolidate … | head`): it has seen enough, which is no failure. */
export function allowClosedOutput(): void {
  if (allowed) return;
  allowed = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
