/** Tracks of cuboids through a sequence of point clouds. */
import { cuboidIou } from '../../geometry/cuboid';
import type { Consolidator } from '../consolidator';
import { cuboidKind, fuseCuboids, type LabelledCuboid, readCuboid } from '../shapes/cuboids';
import type { FusedTracks, InFrame, TrackAnswer } from './track';
import { trackConsolidatorOf } from './track-consolidator';

export type FrameCuboid = InFrame & Omit<LabelledCuboid, 'label'>;
export type CuboidTracks = TrackAnswer<FrameCuboid>;
export type FusedCuboidTracks = FusedTracks<FrameCuboid>;

export const cuboidTrackConsolidator: Consolidator<CuboidTracks, FusedCuboidTracks> = trackConsolidatorOf<FrameCuboid>(
  'cuboid-tracks',
  {
    similarity: cuboidIou,
    fuse(cuboids, weights) {
      const { label: _, ...cuboid } = fuseCuboids(cuboids.map(unnamed), weights);
      return { frame: cuboids[0]!.frame, ...cuboid };
    },
    order: (a, b) => cuboidKind.order(unnamed(a), unnamed(b)),
  },
  readCuboid,
);

const unnamed = (cuboid: FrameCuboid): LabelledCuboid => ({ ...cuboid, label: '' });
