import drawingScript from 'ui:crowd-drawing-elements.js';
import elementsScript from 'ui:crowd-html-elements.js';
import externalHitScript from 'ui:external-hit.js';
import portalScript from 'ui:portal.js';
import elementsStyles from '../../ui-templates/elements/crowd-html-elements.css';
import indexHtml from '../../ui-templates/portal/index.html';
import markSvg from '../../ui-templates/portal/mark.svg';
import portalStyles from '../../ui-templates/portal/portal.css';
import { classicScript, type SiteFiles } from './site';

/** Everything the portal serves, carried in the bundle as text. */
export const siteFiles: SiteFiles = {
  index: indexHtml,
  assets: {
    'portal.js': portalScript,
    'portal.css': portalStyles,
    'mark.svg': markSvg,
    'crowd-html-elements.js': classicScript(elementsScript),
    'crowd-drawing-elements.js': classicScript(drawingScript),
    'external-hit.js': classicScript(externalHitScript),
    'crowd-html-elements.css': elementsStyles,
  },
};
