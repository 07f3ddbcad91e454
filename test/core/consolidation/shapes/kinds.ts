/** Every kind of shape, with generated answers made out of boxes: what holds for one must hold for all. */
import type { Consolidator } from '../../../../core/consolidation/consolidator';
import { boxConsolidator } from '../../../../core/consolidation/shapes/boxes';
import { cuboidConsolidator } from '../../../../core/consolidation/shapes/cuboids';
import { keypointConsolidator } from '../../../../core/consolidation/shapes/keypoints';
import { lineConsolidator } from '../../../../core/consolidation/shapes/lines';
import { polygonConsolidator } from '../../../../core/consolidation/shapes/polygons';
import { polylineConsolidator } from '../../../../core/consolidation/shapes/polylines';
import { cuboidTrackConsolidator } from '../../../../core/consolidation/tracks/cuboid-tracks';
import { trackConsolidator } from '../../../../core/consolidation/tracks/video-tracks';
import type { Box } from '../../../../core/geometry/box';
import { HEIGHT, WIDTH } from './scene';

type Named = Box & { label: string };

export interface Kind {
  name: string;
  consolidator: Consolidator<any, any>;
  /** An answer that says what these boxes say. */
  answer(boxes: readonly Named[]): any;
  /** The shapes of an answer or label. */
  shapes(answer: any): any[];
  /** The measure that is 1 when all is right. */
  score: string;
}

const size = { width: WIDTH, height: HEIGHT };
const cuboid = ({ left, top, width, height }: Box) => ({
  centerX: (left + width / 2) / 10,
  centerY: (top + height / 2) / 10,
  centerZ: 1,
  length: width / 10,
  width: height / 10,
  height: 4,
  yaw: 0.3,
  roll: 0,
  pitch: 0,
});
/** Drifts to the right for twelve frames. */
const frames = (box: Box) => Array.from({ length: 12 }, (_, frame) => ({ ...box, frame, left: box.left + 3 * frame }));

export const KINDS: Kind[] = [
  {
    name: 'boxes',
    consolidator: boxConsolidator,
    answer: (boxes) => ({ boxes, ...size }),
    shapes: ({ boxes }) => boxes,
    score: 'f1',
  },
  {
    name: 'polygons',
    consolidator: polygonConsolidator,
    answer: (boxes) => ({
      polygons: boxes.map(({ label, left, top, width, height }) => ({
        label,
        vertices: Array.from({ length: 8 }, (_, i) => ({
          x: left + (width / 2) * (1 + Math.cos((i * Math.PI) / 4)),
          y: top + (height / 2) * (1 + Math.sin((i * Math.PI) / 4)),
        })),
      })),
      ...size,
    }),
    shapes: ({ polygons }) => polygons,
    score: 'f1',
  },
  {
    name: 'polylines',
    consolidator: polylineConsolidator,
    answer: (boxes) => ({
      polylines: boxes.map(({ label, left, top, width, height }) => ({
        label,
        vertices: [
          { x: left, y: top },
          { x: left + width, y: top },
          { x: left + width, y: top + height },
        ],
      })),
      ...size,
    }),
    shapes: ({ polylines }) => polylines,
    score: 'f1',
  },
  {
    name: 'lines',
    consolidator: lineConsolidator,
    answer: (boxes) => ({
      lines: boxes.map(({ label, left, top, width, height }) => ({
        label,
        vertices: [
          { x: left, y: top },
          { x: left + width, y: top + height },
        ],
      })),
      ...size,
    }),
    shapes: ({ lines }) => lines,
    score: 'f1',
  },
  {
    name: 'keypoints',
    consolidator: keypointConsolidator,
    answer: (boxes) => ({
      keypoints: boxes.map(({ label, left, top, width, height }) => ({
        label,
        x: left + width / 2,
        y: top + height / 2,
      })),
      ...size,
    }),
    shapes: ({ keypoints }) => keypoints,
    score: 'f1',
  },
  {
    name: 'cuboids',
    consolidator: cuboidConsolidator,
    answer: (boxes) => ({ cuboids: boxes.map((box) => ({ label: box.label, ...cuboid(box) })) }),
    shapes: ({ cuboids }) => cuboids,
    score: 'f1',
  },
  {
    name: 'tracks',
    consolidator: trackConsolidator,
    answer: (boxes) => ({
      tracks: boxes.map(({ label, ...box }) => ({ label, items: frames(box) })),
    }),
    shapes: ({ tracks }) => tracks,
    score: 'idf1',
  },
  {
    name: 'cuboid tracks',
    consolidator: cuboidTrackConsolidator,
    answer: (boxes) => ({
      tracks: boxes.map(({ label, ...box }) => ({
        label,
        items: frames(box).map((one) => ({ frame: one.frame, ...cuboid(one) })),
      })),
    }),
    shapes: ({ tracks }) => tracks,
    score: 'idf1',
  },
];
