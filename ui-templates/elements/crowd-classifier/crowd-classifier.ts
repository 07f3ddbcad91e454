import { html } from 'lit';
import { fullPageStyles } from '../shared/full-page.styles';
import { theme } from '../shared/theme';
import { classifierStyles } from './classifier.styles';
import { ClassifierBase } from './classifier-base';
import { styles } from './crowd-classifier.styles';

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
export class CrowdClassifier extends ClassifierBase {
  static override styles = [theme, fullPageStyles, classifierStyles, styles];

  protected override renderWork() {
    return html`<div class="target"><slot name="classification-target"></slot></div>`;
  }
}
