/** Pages as Mechanical Turk took them, brought into the one form a task page knows. */

/** The page in an `HTMLQuestion`, the XML that the API of Mechanical Turk took; any other text as it is. */
export const htmlOfQuestion = (template: string): string =>
  /<HTMLContent>\s*<!\[CDATA\[([\s\S]*?)\]\]>/.exec(template)?.[1] ?? template;

/** Marks a form that the author did not write; its page adds a Submit button to it. */
export const ADDED_FORM = 'data-added';

/** Mechanical Turk's own editor put a form around pages that had none. */
export function withForm(template: string): string {
  // Or its script makes one.
  if (/<(?:crowd-form|crowd-entity-annotation|form)[\s>]|externalSubmit/i.test(template)) return template;
  const opening = /<body[^>]*>/i.exec(template) ?? /<\/head\s*>/i.exec(template);
  const start = opening ? opening.index + opening[0].length : 0;
  const closing = /<\/body\s*>|<\/html\s*>/i.exec(template.slice(start));
  const end = closing ? start + closing.index : template.length;
  const form = `<form id="mturk_form" ${ADDED_FORM}>${template.slice(start, end)}</form>`;
  return template.slice(0, start) + form + template.slice(end);
}
