import { html, nothing } from 'lit';
import { classifierStyles } from '../crowd-classifier/classifier.styles';
import { ClassifierBase, type ClassifierValue } from '../crowd-classifier/classifier-base';
import { fullPageStyles } from '../shared/full-page.styles';
import { message } from '../shared/messages';
import { theme } from '../shared/theme';
import { styles } from './crowd-image-classifier.styles';

/** Pixels: smaller pictures are shown with hard edges when they are enlarged. */
const TINY = 64;

/**
 * Classifies a picture into one of several labels. Keys 1–9 and 0 choose the first ten.
 *
 * Children: `short-instructions`, `full-instructions`, `worker-comment`.
 *
 * @attr name - key of the answer: `{"<name>":{"label":"…","workerComment":"…"}}`, the comment only when there is one
 * @attr header - the question
 * @attr categories - JSON list of labels; scripts may change it
 * @attr src - URL of the picture; shown as stored, without regard to EXIF orientation
 * @attr initial-value - label chosen at the start
 * @attr suggestion-confidence - the initial value is a model's, this sure of itself (0 to 1): it is marked as such and can be cleared
 * @fires change - a label was chosen or the comment written; `target.value` is the answer
 */
export class CrowdImageClassifier extends ClassifierBase {
  static override styles = [theme, fullPageStyles, classifierStyles, styles];
  static override properties = {
    ...ClassifierBase.properties,
    src: { reflect: true },
    failed: { state: true },
    comment: { state: true },
  };

  declare src: string | undefined;
  declare failed: boolean;
  declare comment: string;

  constructor() {
    super();
    this.failed = false;
    this.comment = '';
  }

  override get value(): ClassifierValue {
    const workerComment = this.comment.trim();
    return { ...super.value, ...(workerComment ? { workerComment } : {}) };
  }

  override set value(value: ClassifierValue | string) {
    super.value = value;
    this.comment = typeof value === 'object' ? (value.workerComment ?? '') : '';
  }

  override reset(): void {
    super.reset();
    this.comment = '';
  }

  protected override renderWork() {
    if (!this.src) return this.renderProblem('The attribute "src" is missing.');
    if (this.failed) return html`<div class="problem" role="alert">${message('pictureFailed')}</div>`;
    return html`<figure><img src=${this.src} alt=${message('picture')} @load=${this.onLoad} @error=${this.onError} /></figure>`;
  }

  protected override renderFooter() {
    const region = this.querySelector('worker-comment');
    if (!region) return nothing;
    const text = (attribute: string) => region.getAttribute(attribute) ?? message('addComment');
    return html`<details class="comment" ?open=${this.comment !== ''}>
      <summary>${text('link-text')}</summary>
      <label for="comment">${text('header')}</label>
      <textarea id="comment" rows="3" placeholder=${region.getAttribute('placeholder') ?? ''} .value=${this.comment} @input=${this.onComment}></textarea>
    </details>`;
  }

  private onLoad(event: Event): void {
    const image = event.target as HTMLImageElement;
    image.classList.toggle('tiny', Math.max(image.naturalWidth, image.naturalHeight) <= TINY);
  }

  private onError(): void {
    this.failed = true;
  }

  private onComment(event: Event): void {
    this.comment = (event.target as HTMLTextAreaElement).value;
    this.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  }
}
