import { existsSync, readFileSync } from 'node:fs';

/** Figures others measured earlier, from a file of the form of ../shared/bench/autolabel.json. */
export interface CommittedFigure {
  dataset: string;
  model: string;
  method: string;
  target: number;
  seeds: number;
  coverage: number;
  auto_accuracy: number | null;
  below_target: number;
  wall_s: number;
}

export const committedFigures = (path: string): CommittedFigure[] =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as CommittedFigure[]) : [];

/** The best row of a method: of several models the one that covers most. */
export const committedBest = (
  figures: readonly CommittedFigure[],
  set: string,
  method: string,
  target: number,
): CommittedFigure | undefined =>
  figures
    .filter((row) => row.dataset === set && row.method === method && row.target === target)
    .sort((a, b) => b.coverage - a.coverage)[0];
