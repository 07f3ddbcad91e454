import type { PropertyDeclarations } from 'lit';
import { classifierStyles } from '../shared/classifier/classifier.styles';
import { MultiChoice, type MultiChoiceValue } from '../shared/classifier/multi-choice';
import { pictureStyles } from '../shared/classifier/picture.styles';
import { renderComment, renderPicture } from '../shared/classifier/picture-work';
import { PictureZoom } from '../shared/classifier/picture-zoom';
import type { Command } from '../shared/full-page/commands';

/**
 * Classifies a picture into any number of labels. Keys 1–9 and 0 choose the first ten, or take them back; the wheel, +
 * and − enlarge the picture.
 *
 * Children: `short-instructions`, `full-instructions`, `worker-comment`.
 *
 * @attr name - key of the answer: `{"<name>":{"labels":["…"],"workerComment":"…"}}`, the comment only when there is one
 * @attr header - the question
 * @attr categories - JSON list of labels; scripts may change it
 * @attr exclusion-category - `{ text: 'None of the above' }`: a button that takes all labels back and keeps them so; the answer is then an empty list
 * @attr src - URL of the picture; shown as stored, without regard to EXIF orientation
 * @attr initial-value - labels chosen at the start, as a JSON list
 * @attr suggestion-confidence - the initial value is a model's, this sure of itself (0 to 1): it is marked as such and can be cleared
 * @fires change - a label was chosen or the comment written; `target.value` is the answer
 */
export class CrowdImageClassifierMultiSelect extends MultiChoice {
  static override styles = [MultiChoice.styles, classifierStyles, pictureStyles];
  static override properties: PropertyDeclarations = {
    ...MultiChoice.properties,
    src: { reflect: true },
    failed: { state: true },
    comment: { state: true },
  };

  declare src: string | undefined;
  declare failed: boolean;
  declare comment: string;

  private readonly zoom = new PictureZoom(this);

  constructor() {
    super();
    this.failed = false;
    this.comment = '';
  }

  override get value(): MultiChoiceValue {
    const workerComment = this.comment.trim();
    return { ...super.value, ...(workerComment ? { workerComment } : {}) };
  }

  override set value(value: MultiChoiceValue | undefined) {
    super.value = value;
    this.comment = typeof value === 'object' ? (value.workerComment ?? '') : '';
  }

  override reset(): void {
    super.reset();
    this.comment = '';
  }

  protected override commands(): Command[] {
    return [...super.commands(), ...this.zoom.commands(() => !this.shadowRoot?.activeElement?.closest('.answers'))];
  }

  protected override renderWork() {
    if (!this.src) return this.renderProblem('The attribute "src" is missing.');
    return renderPicture({ src: this.src, failed: this.failed, zoom: this.zoom }, () => {
      this.failed = true;
    });
  }

  protected override renderFooter() {
    return renderComment(this.querySelector('worker-comment'), this.comment, (text) => {
      this.comment = text;
      this.tellChange();
    });
  }
}
