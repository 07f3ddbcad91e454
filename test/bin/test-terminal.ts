import type { Terminal } from '../../bin/commands/terminal/terminal';

/** A terminal that keeps what was written. */
export function testTerminal(
  facts: Partial<Terminal> = {},
): Terminal & { stdout: string[]; stderr: string[]; drawn: string[] } {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const drawn: string[] = [];
  return {
    stdout,
    stderr,
    drawn,
    out: (text) => void stdout.push(text),
    err: (text) => void stderr.push(text),
    redraw: (text) => void drawn.push(text),
    outIsScreen: false,
    errIsScreen: false,
    columns: 100,
    ...facts,
  };
}
