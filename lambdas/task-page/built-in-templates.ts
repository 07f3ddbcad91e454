import imageClassification from '../../ui-templates/image-classification.liquid.html';
import imageClassificationJa from '../../ui-templates/ja/image-classification.liquid.html';
import textClassificationJa from '../../ui-templates/ja/text-classification.liquid.html';
import textClassification from '../../ui-templates/text-classification.liquid.html';
import type { Language } from './notice-page';

const templates: Record<Language, Record<string, string>> = {
  en: { 'image-classification': imageClassification, 'text-classification': textClassification },
  ja: { 'image-classification': imageClassificationJa, 'text-classification': textClassificationJa },
};

/** The template a task type brings, by slug, in the worker's language where there is one; carried in the bundle as text. */
export const builtInTemplate = (slug: string, language: Language): string | undefined =>
  templates[language][slug] ?? templates.en[slug];
