/** Addresses in templates that lead to services which are gone, and what stands for them here. */
import { instructionPicture } from './instruction-pictures';

export const ELEMENTS_SCRIPT = '/assets/crowd-html-elements.js';
const ELEMENTS_STYLES = '/assets/crowd-html-elements.css';
export const EXTERNAL_HIT_SCRIPT = '/assets/external-hit.js';

/** Ground Truth's own addresses of the elements, every version of them. */
const CROWD_SCRIPT = /(?:https?:)?\/\/assets\.crowd\.aws\/crowd-html-elements[^"'\s<>]*\.js/g;
const CROWD_STYLES = /(?:https?:)?\/\/assets\.crowd\.aws\/css\/crowd-html-elements[^"'\s<>]*\.css/g;
const CROWD_PICTURE = /(?:https?:)?\/\/assets\.crowd\.aws\/images\/([^"'\s<>()]*?)\.(?:png|jpe?g|gif|svg)/g;
/** What pages of Mechanical Turk load to know their assignment. */
const EXTERNAL_HIT =
  /(?:https?:)?\/\/(?:s3\.amazonaws\.com\/mturk-public|mturk-public\.s3\.amazonaws\.com)\/externalHIT[^"'\s<>]*\.js/g;

const OWN_TAG = /<(?:script|link)\b[^>]*\/assets\/(?:crowd-html-elements|external-hit)\.[^>]*>/gi;

/** Digests of the files there were do not fit ours, and go. @param origin where `/assets` is, for pages that are shown elsewhere; default the page's own */
export const withOwnAddresses = (template: string, origin = ''): string =>
  template
    .replace(CROWD_SCRIPT, origin + ELEMENTS_SCRIPT)
    .replace(CROWD_STYLES, origin + ELEMENTS_STYLES)
    .replace(EXTERNAL_HIT, origin + EXTERNAL_HIT_SCRIPT)
    .replace(CROWD_PICTURE, (_, path: string) => instructionPicture(path))
    .replace(OWN_TAG, (tag) => tag.replace(/\sintegrity\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/i, ''));
