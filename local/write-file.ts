import { renameSync, writeFileSync } from 'node:fs';

let sequence = 0;

/** Written beside and renamed over, so that a process killed half way leaves the old content or the new, never a piece. */
export function writeFileAtomically(path: string, content: string | Buffer, mode = 0o600): void {
  sequence += 1;
  const temporary = `${path}.${process.pid}.${sequence}.tmp`;
  writeFileSync(temporary, content, { mode });
  renameSync(temporary, path);
}
