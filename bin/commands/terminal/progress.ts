import { bar } from './bar';
import { painter, type Terminal } from './terminal';
import { clip } from './width';

/** Shows text that changes: redrawn in place on a screen, a line every couple of seconds elsewhere. */
export interface Progress {
  /** `lines` for a screen; `summary` is the one line for a log. */
  show(lines: string[], summary: string): void;
  /** Leaves the last state standing and goes on below it. */
  end(): void;
}

const LOG_EVERY_MS = 2000;

export function createProgress(terminal: Terminal, now: () => number = Date.now): Progress {
  return terminal.errIsScreen ? screenProgress(terminal) : logProgress(terminal, now);
}

function screenProgress(terminal: Terminal): Progress {
  let drawn = 0;
  return {
    show(lines) {
      const up = drawn > 0 ? `\u001b[${drawn}A` : '';
      terminal.redraw(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[0J`);
      drawn = lines.length;
    },
    end() {
      drawn = 0;
    },
  };
}

function logProgress(terminal: Terminal, now: () => number): Progress {
  const startedAt = now();
  let last = '';
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    show(_, summary) {
      if (summary === last || now() - lastAt < LOG_EVERY_MS) return;
      last = summary;
      lastAt = now();
      const seconds = Math.round((lastAt - startedAt) / 1000);
      terminal.err(`[${String(seconds).padStart(4)} s] ${summary}`);
    },
    end() {
      lastAt = Number.NEGATIVE_INFINITY;
    },
  };
}

/** `name ███░░ 12/40 note`, in columns. */
export function progressLine(
  terminal: Terminal,
  name: string,
  share: number | undefined,
  note: string,
  done: boolean,
): string {
  const paint = painter(terminal.errIsScreen);
  const width = Math.max(8, Math.min(32, terminal.columns - 60));
  const mark = done ? paint('green', '✔') : share === undefined ? paint('dim', '·') : paint('cyan', '▸');
  const drawn =
    share === undefined ? paint('dim', '░'.repeat(width)) : paint(done ? 'green' : 'cyan', bar(share, width));
  // why: a line that wraps would be two on the screen, and the redraw would climb too few.
  const room = terminal.columns - width - 22;
  const tail = room > 1 ? paint('dim', clip(note, room)) : '';
  return ` ${mark} ${name.padEnd(15)} ${drawn}  ${tail}`;
}
