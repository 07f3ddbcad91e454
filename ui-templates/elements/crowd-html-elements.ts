/** The open crowd-* elements: what `https://assets.crowd.aws/crowd-html-elements.js` stands for in a template. */
import './classification-target/register';
import './crowd-button/register';
import './crowd-classifier/register';
import './crowd-entity-annotation/register';
import './crowd-form/register';
import './crowd-image-classifier/register';
import './full-instructions/register';
import './short-instructions/register';
import './worker-comment/register';
import { announceReady } from './shared/announce-ready';
import { LaterBundles } from './shared/later-bundles';
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
  window.crowdHtmlElementsReady = announceReady(() => later.loaded()).then(() => new PortalBridge().start());
}
