import type { MaskDesk } from './mask-desk';
import { MaskPng } from './mask-png';

/** Milliseconds that are left for the page whenever bands are packed. */
const SPARED = 8;

/** The picture a mask tool submits, packed while nothing else is to be done, so that it is there when it is asked for. */
export class MaskSubmission {
  private png: MaskPng;
  private idle: number | undefined;

  constructor(private readonly desk: MaskDesk) {
    this.png = new MaskPng(desk.raster);
  }

  /** Another raster lies on the desk. */
  startOver(): void {
    this.png = new MaskPng(this.desk.raster);
  }

  /** The file in base64: areas that no label explains are background. */
  base64(): string {
    return this.png.base64(this.desk.entries.submitted);
  }

  /** What is painted, and which label or instance each value is: the same for the same mask. */
  signature(): string {
    const { entries, used } = this.desk;
    const names = used.map(({ value, label, color }) => `${value} ${label ?? ''} ${color}`);
    return `${names.join('\n')}\n${this.png.signature(entries.submitted)}`;
  }

  packSoon(): void {
    if (this.idle !== undefined || typeof requestIdleCallback !== 'function') return;
    this.idle = requestIdleCallback((deadline) => {
      this.idle = undefined;
      if (this.desk.isPainting) return;
      while (deadline.timeRemaining() > SPARED) if (!this.png.packOne(this.desk.entries.submitted)) return;
      this.packSoon();
    });
  }
}
