import { nothing, type PropertyDeclarations } from 'lit';
import { classifierStyles } from '../shared/classifier/classifier.styles';
import { readOverlay, renderLegend, renderOverlay } from '../shared/classifier/overlay';
import { pictureStyles } from '../shared/classifier/picture.styles';
import { renderComment, renderPicture } from '../shared/classifier/picture-work';
import { PictureZoom } from '../shared/classifier/picture-zoom';
import { SingleChoice, type SingleChoiceValue } from '../shared/classifier/single-choice';
import type { Command } from '../shared/full-page/commands';

/**
 * Classifies a picture into one of several labels. Keys 1–9 and 0 choose the first ten; the wheel, + and − enlarge the picture.
 *
 * Children: `short-instructions`, `full-instructions`, `worker-comment`.
 *
 * @attr name - key of the answer: `{"<name>":{"label":"…","workerComment":"…"}}`, the comment only when there is one
 * @attr header - the question
 * @attr categories - JSON list of labels; scripts may change it
 * @attr src - URL of the picture; shown as stored, without regard to EXIF orientation
 * @attr overlay - what earlier labels said, shown over the picture: JSON with `boundingBox`, `semanticSegmentation` or `instanceSegmentation`
 * @attr initial-value - label chosen at the start
 * @attr suggestion-confidence - the initial value is a model's, this sure of itself (0 to 1): it is marked as such and can be cleared
 * @fires change - a label was chosen or the comment written; `target.value` is the answer
 */
export class CrowdImageClassifier extends SingleChoice {
  static override styles = [SingleChoice.styles, classifierStyles, pictureStyles];
  static override properties: PropertyDeclarations = {
    ...SingleChoice.properties,
    src: { reflect: true },
    overlay: {},
    size: { state: true },
    showsOverlay: { state: true },
    failed: { state: true },
    comment: { state: true },
  };

  declare src: string | undefined;
  declare overlay: string | undefined;
  declare failed: boolean;
  /** Of the picture, in its own pixels. */
  declare private size: [width: number, height: number] | undefined;
  declare private showsOverlay: boolean;
  declare comment: string;

  private readonly zoom = new PictureZoom(this);

  constructor() {
    super();
    this.failed = false;
    this.comment = '';
    this.showsOverlay = true;
  }

  override get value(): SingleChoiceValue {
    const workerComment = this.comment.trim();
    return { ...super.value, ...(workerComment ? { workerComment } : {}) };
  }

  override set value(value: SingleChoiceValue | string | undefined) {
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
    const read = this.overlay ? readOverlay(this.overlay) : undefined;
    if (read?.ok === false) return this.renderProblem(read.problem);
    const over = read && this.size && this.showsOverlay ? renderOverlay(read.overlay, ...this.size) : nothing;
    const onError = () => {
      this.failed = true;
    };
    return renderPicture({ src: this.src, failed: this.failed, over, zoom: this.zoom }, onError, (...size) => {
      this.size = size;
    });
  }

  protected override renderBeforeLabels() {
    const read = this.overlay ? readOverlay(this.overlay) : undefined;
    if (!read?.ok) return nothing;
    return renderLegend(read.overlay, this.showsOverlay, () => {
      this.showsOverlay = !this.showsOverlay;
    });
  }

  protected override renderFooter() {
    return renderComment(this.querySelector('worker-comment'), this.comment, (text) => {
      this.comment = text;
      this.tellChange();
    });
  }
}
