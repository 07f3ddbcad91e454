import { icons } from '../../canvas2d/icons';
import { ColoredShapeWidget } from '../../canvas2d/shapes/colored-shape-widget';
import { drawPolyline } from '../../canvas2d/shapes/polyline/draw-polyline';
import { polyline } from '../../canvas2d/shapes/polyline/polyline';
import { shapeWord } from '../../canvas2d/shapes/shape-words';

/**
 * Open lines of two or more points over a picture; they may cross themselves. Enter, or a second click on the last point, finishes one.
 *
 * Children: `short-instructions`, `full-instructions`.
 *
 * The answer, in stored pixels of the picture: `{"<name>":{"polylines":[{"label":"Lane","vertices":[{"x":1,"y":2},…]}],
 * "inputImageProperties":{"height":480,"width":640}}}`, and `"initialValueModified"` when there was an initial value.
 *
 * @attr name - key of the answer
 * @attr header - what is to be drawn
 * @attr src - URL of the picture; shown as stored, without regard to EXIF orientation
 * @attr labels - JSON list of labels; scripts may change it
 * @attr label-colors - JSON list of colours, in the order of the labels
 * @attr initial-value - `{"polylines":[{"label","vertices":[{"x","y"}]}]}`, or the list alone
 * @attr suggestion-confidence - the initial value is a model's: the page says so
 * @fires input - with every step of work; `change` follows
 * @fires change - the answer has changed; `target.value` is it
 */
export class CrowdPolyline extends ColoredShapeWidget {
  constructor() {
    super(polyline, [
      { id: 'draw-polyline', title: shapeWord('polyline'), icon: icons.polyline, key: 'KeyN', drawing: drawPolyline },
    ]);
    this.desk.isSnapping = true;
  }
}
