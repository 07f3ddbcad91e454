/** Tracks of boxes in video frames. */
import { type Box, boxIou } from '../../geometry/box';
import type { Consolidator } from '../consolidator';
import { fuseBoxes } from '../shapes/fuse-boxes';
import { compareBoxes } from '../shapes/order';
import { numberIn, ShapeProblem } from '../shapes/read-shapes';
import type { FusedTracks, InFrame, TrackAnswer } from './track';
import { trackConsolidatorOf } from './track-consolidator';

export type FrameBox = InFrame & Box;
export type Tracks = TrackAnswer<FrameBox>;
export type FusedBoxTracks = FusedTracks<FrameBox>;

export const trackConsolidator: Consolidator<Tracks, FusedBoxTracks> = trackConsolidatorOf<FrameBox>(
  'tracks',
  {
    similarity: boxIou,
    fuse: (boxes, weights) => ({ frame: boxes[0]!.frame, ...fuseBoxes(boxes, weights) }),
    order: compareBoxes,
  },
  (fields) => {
    const box = {
      left: numberIn(fields.left, 'left'),
      top: numberIn(fields.top, 'top'),
      width: numberIn(fields.width, 'width'),
      height: numberIn(fields.height, 'height'),
    };
    for (const side of ['width', 'height'] as const)
      if (box[side] < 0) throw new ShapeProblem(`.${side} is ${box[side]}, below 0`);
    return box.width > 0 && box.height > 0 ? box : undefined;
  },
);
