import { icons } from '../../canvas2d/icons';
import { box } from '../../canvas2d/shapes/box/box';
import { drawBox } from '../../canvas2d/shapes/box/draw-box';
import { drawExtremes } from '../../canvas2d/shapes/box/draw-extremes';
import { smartBox } from '../../canvas2d/shapes/box/smart-box';
import { ShapeWidget } from '../../canvas2d/shapes/shape-widget';
import { shapeWord } from '../../canvas2d/shapes/shape-words';

/**
 * Boxes around the objects of a picture: by a drag, by two clicks, by four outermost points, or by one click on the object. Whoever finds
 * none has to say so.
 *
 * Children: `short-instructions`, `full-instructions`.
 *
 * The answer, in stored pixels of the picture: `{"<name>":{"boundingBoxes":[{"height":40,"label":"Van","left":12,"top":7,"width":66}],
 * "inputImageProperties":{"height":480,"width":640}}}`, and `"initialValueModified"` when there was an initial value.
 *
 * @attr name - key of the answer
 * @attr header - what is to be drawn
 * @attr src - URL of the picture; shown as stored, without regard to EXIF orientation
 * @attr labels - JSON list of labels; scripts may change it
 * @attr initial-value - JSON list of boxes, `[{"label","left","top","width","height"}]`, or an answer
 * @attr suggestion-confidence - the initial value is a model's: the page says so
 * @fires input - with every step of work; `change` follows
 * @fires change - the answer has changed; `target.value` is it
 */
export class CrowdBoundingBox extends ShapeWidget {
  constructor() {
    super(box, [
      { id: 'box', title: shapeWord('box'), icon: icons.box, key: 'KeyN', drawing: drawBox },
      { id: 'extremes', title: shapeWord('extremes'), icon: icons.extreme, key: 'KeyE', drawing: drawExtremes },
      { id: 'smart', title: shapeWord('smart'), icon: icons.wand, key: 'KeyG', find: smartBox },
    ]);
  }
}
