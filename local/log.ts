import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const largest = 20 * 1024 * 1024;

/** `cloud.log` in the data folder; in verbose mode also on stderr. The previous file is kept when it grows large. */
export function openLog(folder: string, verbose: boolean): (service: string, message: string) => void {
  const file = join(folder, 'cloud.log');
  let size = existsSync(file) ? statSync(file).size : 0;
  return (service, message) => {
    const line = `${new Date().toISOString()} ${service}: ${message}\n`;
    if (verbose) process.stderr.write(line);
    if (size > largest) {
      renameSync(file, `${file}.1`);
      size = 0;
    }
    appendFileSync(file, line, { mode: 0o600 });
    size += Buffer.byteLength(line);
  };
}
