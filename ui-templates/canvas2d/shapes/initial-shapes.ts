import type { Size } from '../geometry';
import { parseShapes, type ReadShapes } from './answers';
import type { ShapeKind } from './shape';
import { shapeWord } from './shape-words';

/** Entries that cannot be read are shown; so many say what is wrong with the rest. */
const MOST_SHOWN = 3;

export interface InitialShapes {
  readonly shapes: ReadShapes['shapes'];
  /** What the author of the template has to mend. */
  readonly problem?: string;
}

/** What the attribute `initial-value` puts on the picture. A mistake in it keeps nobody from working. */
export function readInitial(text: string | null, kind: ShapeKind, size: Size | undefined): InitialShapes {
  if (text === null || text.trim() === '') return { shapes: [] };
  try {
    const { shapes, unread } = parseShapes(text, kind, size);
    if (unread.length === 0) return { shapes };
    return { shapes, problem: `${shapeWord('badEntries')} ${JSON.stringify(unread.slice(0, MOST_SHOWN))}` };
  } catch (error) {
    return { shapes: [], problem: `${shapeWord('badValue')} ${(error as Error).message}` };
  }
}
