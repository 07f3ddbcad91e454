import type { Consolidator } from '../consolidator';
import { consolidateTexts, TEXT_METHODS } from './consolidate-texts';
import { measureTexts, textDistance } from './measure-texts';
import { readText } from './read-text';

/** Free text: transcriptions, translations, descriptions. The label is one text; its case and punctuation are the workers'. */
export const freeTextConsolidator: Consolidator<string, string> = {
  methods: TEXT_METHODS,
  readAnswer: readText,
  consolidate: consolidateTexts,
  distance: textDistance,
  asAnswer: (label) => label,
  measure: measureTexts,
};
