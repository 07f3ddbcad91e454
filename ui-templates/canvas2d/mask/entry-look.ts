import type { MaskEntries } from './mask-entries';
import { type MaskLook, pixelOf } from './mask-tile';

/** Edges are seen however transparent the rest is. */
const EDGE = 0.4;

/** How each value is painted; the same object until an entry or the opacity changes. */
export class EntryLook {
  private shown: { look: MaskLook; entries: MaskEntries; version: number; opacity: number } | undefined;

  of(entries: MaskEntries, opacity: number): MaskLook {
    const { shown } = this;
    const { all, version } = entries;
    if (shown?.entries === entries && shown.version === version && shown.opacity === opacity) return shown.look;
    const look: MaskLook = {
      fill: new Uint32Array(all.length + 1),
      edge: new Uint32Array(all.length + 1),
      isStriped: new Uint8Array(all.length + 1),
    };
    for (const { value, color, label, isHidden } of all) {
      if (isHidden) continue;
      look.fill[value] = pixelOf(color, opacity);
      look.edge[value] = pixelOf(color, opacity === 0 ? 0 : Math.min(1, opacity + EDGE));
      look.isStriped[value] = label === undefined ? 1 : 0;
    }
    this.shown = { look, entries, version, opacity };
    return look;
  }
}
