import type { Consolidator } from '../consolidator';
import { consolidateLabelSets, MULTI_LABEL_METHODS, type MultiLabel } from './consolidate-label-sets';
import { masiDistance, measureLabelSets } from './measure-label-sets';
import { readLabelSet } from './read-label-set';

/** Several labels per object, any number of them, none included. */
export const multiLabelConsolidator: Consolidator<string[], MultiLabel> = {
  methods: MULTI_LABEL_METHODS,
  readAnswer: readLabelSet,
  consolidate: consolidateLabelSets,
  distance: masiDistance,
  asAnswer: ({ labels }) => [...labels],
  measure: measureLabelSets,
};
