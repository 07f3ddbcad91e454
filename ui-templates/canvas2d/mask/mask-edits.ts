import type { Edit } from '../history';
import type { MaskChange } from './mask-change';

/** A step of painting. Its pixels may be exchanged while it is still being shaped by further clicks. */
export class PaintEdit implements Edit {
  constructor(
    readonly title: string,
    public change: MaskChange,
  ) {}

  apply(): void {
    this.change.redo();
  }

  revert(): void {
    this.change.undo();
  }
}
