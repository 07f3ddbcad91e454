import { icons } from '../../canvas2d/icons';
import { ColoredShapeWidget } from '../../canvas2d/shapes/colored-shape-widget';
import { drawLine } from '../../canvas2d/shapes/line/draw-line';
import { line } from '../../canvas2d/shapes/line/line';
import { shapeWord } from '../../canvas2d/shapes/shape-words';

/**
 * Straight lines between two points of a picture: by a drag or by two clicks.
 *
 * Children: `short-instructions`, `full-instructions`.
 *
 * The answer, in stored pixels of the picture: `{"<name>":{"lines":[{"label":"Edge","vertices":[{"x":1,"y":2},{"x":3,"y":4}]}],
 * "inputImageProperties":{"height":480,"width":640}}}`, and `"initialValueModified"` when there was an initial value.
 *
 * @attr name - key of the answer
 * @attr header - what is to be drawn
 * @attr src - URL of the picture; shown as stored, without regard to EXIF orientation
 * @attr labels - JSON list of labels; scripts may change it
 * @attr label-colors - JSON list of colours, in the order of the labels
 * @attr initial-value - `{"lines":[{"label","vertices":[{"x","y"},{"x","y"}]}]}`, or the list alone
 * @attr suggestion-confidence - the initial value is a model's: the page says so
 * @fires input - with every step of work; `change` follows
 * @fires change - the answer has changed; `target.value` is it
 */
export class CrowdLine extends ColoredShapeWidget {
  constructor() {
    super(line, [{ id: 'draw-line', title: shapeWord('line'), icon: icons.line, key: 'KeyN', drawing: drawLine }]);
  }
}
