import { html } from 'lit';
import { classifierStyles } from '../shared/classifier/classifier.styles';
import { MultiChoice } from '../shared/classifier/multi-choice';
import { targetStyles } from '../shared/classifier/target.styles';

/**
 * Classifies text, or any HTML, into any number of labels. Keys 1–9 and 0 choose the first ten, or take them back.
 *
 * Children: `classification-target`, `short-instructions`, `full-instructions`.
 *
 * @attr name - key of the answer: `{"<name>":{"labels":["…"]}}`
 * @attr header - the question
 * @attr categories - JSON list of labels; scripts may change it
 * @attr exclusion-category - `{ text: 'None of the above' }`: a button that takes all labels back and keeps them so; the answer is then an empty list
 * @attr initial-value - labels chosen at the start, as a JSON list
 * @attr suggestion-confidence - the initial value is a model's, this sure of itself (0 to 1): it is marked as such and can be cleared
 * @fires change - `target.value` is `{"labels":["…"]}`
 */
export class CrowdClassifierMultiSelect extends MultiChoice {
  static override styles = [MultiChoice.styles, classifierStyles, targetStyles];

  protected override renderWork() {
    return html`<div class="target"><slot name="classification-target"></slot></div>`;
  }
}
