/** Cuboids standing on a plane: centre, size and a turn about the vertical axis. Lengths in one unit (metres), angles in radians. */
import type { Point } from './point';
import { polygonOverlap } from './polygon-overlap';

export interface Cuboid {
  centerX: number;
  centerY: number;
  centerZ: number;
  /** Along the heading. */
  length: number;
  /** Across. */
  width: number;
  height: number;
  /** Heading, counter-clockwise from the x axis, seen from above. */
  yaw: number;
}

/** The corners seen from above, in order. */
export function footprint({ centerX, centerY, length, width, yaw }: Cuboid): Point[] {
  const cos = Math.cos(yaw);
  const sin = Math.sin(yaw);
  return [
    [1, 1],
    [-1, 1],
    [-1, -1],
    [1, -1],
  ].map(([along, across]) => {
    const u = (along! * length) / 2;
    const v = (across! * width) / 2;
    return { x: centerX + u * cos - v * sin, y: centerY + u * sin + v * cos };
  });
}

/** Volume in cubic units. */
export const cuboidVolume = ({ length, width, height }: Cuboid): number => length * width * height;

/** Intersection over union of the volumes, 0…1, exact for any yaw; roll and pitch are not looked at. */
export function cuboidIou(a: Cuboid, b: Cuboid): number {
  const high = Math.min(a.centerZ + a.height / 2, b.centerZ + b.height / 2);
  const low = Math.max(a.centerZ - a.height / 2, b.centerZ - b.height / 2);
  if (high <= low) return 0;
  const reach = (Math.hypot(a.length, a.width) + Math.hypot(b.length, b.width)) / 2;
  if (Math.hypot(a.centerX - b.centerX, a.centerY - b.centerY) >= reach) return 0;
  const overlap = polygonOverlap(footprint(a), footprint(b)) * (high - low);
  const union = cuboidVolume(a) + cuboidVolume(b) - overlap;
  return union > 0 ? Math.min(overlap / union, 1) : 0;
}
