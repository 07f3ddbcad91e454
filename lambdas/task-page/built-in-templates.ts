import imageClassification from '../../ui-templates/image-classification.liquid.html';
import textClassification from '../../ui-templates/text-classification.liquid.html';

const templates: Record<string, string> = {
  'image-classification': imageClassification,
  'text-classification': textClassification,
};

/** The template a task type brings, by slug; carried in the bundle as text. */
export const builtInTemplate = (slug: string): string | undefined => templates[slug];
