/** What a template is written in: Ground Truth's Liquid, or Mechanical Turk's `${name}`. */
export const templateDialects = ['liquid', 'mturk'] as const;

export type TemplateDialect = (typeof templateDialects)[number];
