import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes. Results go to `out`, progress and complaints to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether `out` is a screen: decides on colour. */
  outIsScreen: boolean;
  /** Whether `err` is a screen: decides whether progress is redrawn in place. */
  errIsScreen: boolean;
  columns: number;
  /** Raw write to `err`, for redrawing. */
  redraw(text: string): void;
}

export function processTerminal(): Terminal {
  process.stdout.on('error', endedEarly);
  const colour = process.env.NO_COLOR === undefined;
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    redraw: (text) => void process.stderr.write(text),
    outIsScreen: colour && process.stdout.isTTY === true,
    errIsScreen: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? process.stdout.columns ?? 80,
  };
}

/** A reader may stop (`plumbline … | head`): it has seen enough, which is no failure. A full disk is one. */
function endedEarly({ code, message }: NodeJS.ErrnoException): never {
  if (code !== 'EPIPE') process.stderr.write(`plumbline: standard output: ${message}\n`);
  process.exit(code === 'EPIPE' ? 0 : 1);
}

export type Paint = (style: Style, text: string) => string;

// why: styleText would look at standard output itself; whether it is a screen has been decided here, and tests decide otherwise.
const UNCHECKED = { validateStream: false };

/** Colours only for screens: a report in a file or a pipe stays plain. */
export const painter =
  (screen: boolean): Paint =>
  (style, text) =>
    screen ? styleText(style, text, UNCHECKED) : text;
