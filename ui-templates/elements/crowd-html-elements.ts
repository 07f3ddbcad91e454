/** The open crowd-* elements: what `https://assets.crowd.aws/crowd-html-elements.js` stands for in a template. */
import './classification-target/register';
import './crowd-alert/register';
import './crowd-badge/register';
import './crowd-button/register';
import './crowd-card/register';
import './crowd-checkbox/register';
import './crowd-classifier/register';
import './crowd-classifier-multi-select/register';
import './crowd-entity-annotation/register';
import './crowd-fab/register';
import './crowd-form/register';
import './crowd-icon-button/register';
import './crowd-image-classifier/register';
import './crowd-image-classifier-multi-select/register';
import './crowd-input/register';
import './crowd-instructions/register';
import './crowd-modal/register';
import './crowd-question-answer-generation/register';
import './crowd-radio-button/register';
import './crowd-radio-group/register';
import './crowd-rekognition-detect-moderation-labels/register';
import './crowd-slider/register';
import './crowd-slider-label/register';
import './crowd-tab/register';
import './crowd-tabs/register';
import './crowd-text-area/register';
import './crowd-text-ranking/register';
import './crowd-textract-analyze-document/register';
import './crowd-toast/register';
import './crowd-toggle-button/register';
import './full-instructions/register';
import './shared/full-page/register-stand-ins';
import './iron-icon/register';
import './short-instructions/register';
import './worker-comment/register';
import { announceReady } from './shared/announce-ready';
import { LaterBundles } from './shared/later-bundles';
import { handInPlainForms } from './shared/plain-form';
import { PortalBridge } from './shared/portal-bridge';

declare global {
  interface Window {
    /** Set by the first of several inclusions of this script. */
    crowdHtmlElementsReady?: Promise<void>;
  }
}

if (!window.crowdHtmlElementsReady) {
  const later = new LaterBundles();
  later.watch();
  handInPlainForms();
  window.crowdHtmlElementsReady = announceReady(() => later.loaded()).then(() => new PortalBridge().start());
}
