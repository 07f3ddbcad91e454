import { icons } from '../../canvas2d/icons';
import { drawPolygon } from '../../canvas2d/shapes/polygon/draw-polygon';
import { polygon } from '../../canvas2d/shapes/polygon/polygon';
import { ShapeWidget } from '../../canvas2d/shapes/shape-widget';
import { shapeWord } from '../../canvas2d/shapes/shape-words';

/**
 * Outlines of the objects of a picture. Points are clicked, or drawn freely while the button is held; Enter or the first point closes.
 * Edges never cross. A label is chosen again for every polygon, since a click is otherwise the start of another.
 *
 * Children: `short-instructions`, `full-instructions`.
 *
 * The answer, in stored pixels of the picture: `{"<name>":{"polygons":[{"label":"Roof","vertices":[{"x":1,"y":2},…]}],
 * "inputImageProperties":{"height":480,"width":640}}}`, and `"initialValueModified"` when there was an initial value.
 *
 * @attr name - key of the answer
 * @attr header - what is to be drawn
 * @attr src - URL of the picture; shown as stored, without regard to EXIF orientation
 * @attr labels - JSON list of labels; scripts may change it
 * @attr initial-value - JSON list of polygons, `[{"label","vertices":[{"x","y"}]}]`, or an answer
 * @attr suggestion-confidence - the initial value is a model's: the page says so
 * @fires input - with every step of work; `change` follows
 * @fires change - the answer has changed; `target.value` is it
 */
export class CrowdPolygon extends ShapeWidget {
  constructor() {
    super(polygon, [
      {
        id: 'draw-polygon',
        title: shapeWord('polygon'),
        icon: icons.polygon,
        key: 'KeyN',
        drawing: drawPolygon,
        elementId: 'polygon',
      },
    ]);
    this.desk.isSnapping = true;
  }

  override onDrawn(): void {
    if (this.labels.length > 1) this.desk.label = undefined;
  }
}
