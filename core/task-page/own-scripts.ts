/** Script tags other than the elements', handlers in attributes, addresses that are code, and data that is printed as markup and may bring any of them. */
const OWN_SCRIPTS =
  /<script(?![^>]*\ssrc=["']?[^"'\s>]*crowd-html-elements[^"'\s>]*\.js["'\s>])[\s>]|\son[a-z]+\s*=|javascript:|srcdoc|skip_autoescape/i;

/** Whether a template runs anything but the elements, as far as its text tells; when in doubt it does. */
export const hasOwnScripts = (template: string): boolean => OWN_SCRIPTS.test(template);
