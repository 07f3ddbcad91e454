import { html } from 'lit';
import { classifierStyles } from '../shared/classifier/classifier.styles';
import { SingleChoice } from '../shared/classifier/single-choice';
import { targetStyles } from '../shared/classifier/target.styles';

/**
 * Classifies text, or any HTML, into one of several labels. Keys 1–9 and 0 choose the first ten.
 *
 * Children: `classification-target`, `short-instructions`, `full-instructions`.
 *
 * @attr name - key of the answer: `{"<name>":{"label":"…"}}`
 * @attr header - the question
 * @attr categories - JSON list of labels; scripts may change it
 * @attr initial-value - label chosen at the start
 * @attr suggestion-confidence - the initial value is a model's, this sure of itself (0 to 1): it is marked as such and can be cleared
 * @fires change - a label was chosen; `target.value` is `{"label":"…"}`
 */
export class CrowdClassifier extends SingleChoice {
  static override styles = [SingleChoice.styles, classifierStyles, targetStyles];

  protected override renderWork() {
    return html`<div class="target"><slot name="classification-target"></slot></div>`;
  }
}
