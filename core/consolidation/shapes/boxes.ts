/** Bounding boxes: `{"boundingBox":{"boundingBoxes":[{label,left,top,width,height}],"inputImageProperties":{width,height}}}`. */
import { clipBox } from '../../geometry/box';
import type { Consolidator } from '../consolidator';
import { boxKind, type LabelledBox } from './box-kind';
import { type FusedShapes, listCodec, type ShapeAnswer } from './list-codec';
import { coordinateIn, isRecord, numberIn, ShapeProblem } from './read-shapes';
import { shapeConsolidator } from './shape-consolidator';

export type Boxes = ShapeAnswer<'boxes', LabelledBox>;
export type FusedBoxes = FusedShapes<'boxes', LabelledBox>;

export const boxConsolidator: Consolidator<Boxes, FusedBoxes> = shapeConsolidator(
  boxKind,
  listCodec<'boxes', LabelledBox>('boxes', {
    lists: ['boundingBoxes', 'boxes'],
    labelAt: 4,
    item(value, { width: imageWidth, height: imageHeight }) {
      const fields = Array.isArray(value)
        ? { left: value[0], top: value[1], width: value[2], height: value[3] }
        : isRecord(value)
          ? value
          : undefined;
      if (!fields) throw new ShapeProblem(' is not a box');
      const width = extentIn(fields.width, 'width');
      const height = extentIn(fields.height, 'height');
      const box = { left: numberIn(fields.left, 'left'), top: numberIn(fields.top, 'top'), width, height };
      coordinateIn(box.left, 'left', imageWidth);
      coordinateIn(box.top, 'top', imageHeight);
      coordinateIn(box.left + width, 'left + width', imageWidth);
      coordinateIn(box.top + height, 'top + height', imageHeight);
      const clipped = clipBox(box, imageWidth ?? Number.POSITIVE_INFINITY, imageHeight ?? Number.POSITIVE_INFINITY);
      const inside = imageWidth !== undefined || imageHeight !== undefined ? clipped : box;
      return inside.width > 0 && inside.height > 0 ? inside : undefined;
    },
  }),
);

function extentIn(value: unknown, field: string): number {
  const extent = numberIn(value, field);
  if (extent < 0) throw new ShapeProblem(`.${field} is ${extent}, below 0`);
  return extent;
}
