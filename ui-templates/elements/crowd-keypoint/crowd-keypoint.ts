import { icons } from '../../canvas2d/icons';
import { drawKeypoint } from '../../canvas2d/shapes/keypoint/draw-keypoint';
import { keypoint } from '../../canvas2d/shapes/keypoint/keypoint';
import { ShapeWidget } from '../../canvas2d/shapes/shape-widget';
import { shapeWord } from '../../canvas2d/shapes/shape-words';

/**
 * Single points on a picture. Points of an initial value whose label is not in `labels` are neither drawn nor answered.
 *
 * Children: `short-instructions`, `full-instructions`.
 *
 * The answer, in stored pixels of the picture: `{"<name>":{"keypoints":[{"label":"Eye","x":1,"y":2}],
 * "inputImageProperties":{"height":480,"width":640}}}`, and `"initialValueModified"` when there was an initial value.
 *
 * @attr name - key of the answer
 * @attr header - what is to be drawn
 * @attr src - URL of the picture; shown as stored, without regard to EXIF orientation
 * @attr labels - JSON list of labels; scripts may change it
 * @attr initial-value - JSON list of points, `[{"label","x","y"}]`, or an answer
 * @attr suggestion-confidence - the initial value is a model's: the page says so
 * @fires input - with every step of work; `change` follows
 * @fires change - the answer has changed; `target.value` is it
 */
export class CrowdKeypoint extends ShapeWidget {
  constructor() {
    super(keypoint, [
      { id: 'draw-keypoint', title: shapeWord('keypoint'), icon: icons.keypoint, key: 'KeyN', drawing: drawKeypoint },
    ]);
  }
}
