import { createProgress, progressLine } from '../terminal/progress';
import type { Terminal } from '../terminal/terminal';

const SHOW_AFTER_MS = 1000;

/** Progress on standard error, once the work has taken more than a second. */
export function stageProgress(terminal: Terminal, now: () => number = () => performance.now()) {
  const progress = createProgress(terminal);
  const began = now();
  let current = '';
  return {
    show(stage: string, share: number | undefined, note: string): void {
      if (now() - began < SHOW_AFTER_MS) return;
      // A stage that is over stays where it is; the next begins below it, however short it was.
      if (current !== '' && current !== stage) progress.end();
      current = stage;
      const percent = share === undefined ? '' : `${Math.floor(share * 100)} %, `;
      progress.show([progressLine(terminal, stage, share, note, share === 1)], `${stage}: ${percent}${note}`);
    },
    end(): void {
      if (current !== '') progress.end();
    },
    seconds: (): number => Math.round(now() - began) / 1000,
  };
}
