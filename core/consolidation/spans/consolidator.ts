/** Consolidation of text spans (named entities). */
import type { Consolidator } from '../consolidator';
import { consolidateByAverage } from './by-average';
import { consolidateByPosterior } from './by-cluster-posterior';
import { consolidateByClusters } from './by-clusters';
import { consolidateBySequence } from './by-sequence';
import { readLearnt } from './learnt-spans';
import { measureSpans, spanDistance } from './measure';
import { readSpanAnswer } from './read-answer';
import type { SpanAnswer, SpanLabel } from './span';
import { spansOverlap } from './spans-overlap';

const METHODS = ['model-average', 'sequence', 'posterior', 'cluster'] as const;

export const spanConsolidator: Consolidator<SpanAnswer, SpanLabel> = {
  methods: METHODS,
  readAnswer: readSpanAnswer,
  consolidate(objects, { categories, method = METHODS[0], earlier }) {
    const known = readLearnt(earlier);
    switch (method) {
      case 'model-average':
      case 'sequence': {
        // A sequence has no room for spans within spans.
        if (spansOverlap(objects)) return consolidateByPosterior(objects, categories, known, true);
        const consolidate = method === 'sequence' ? consolidateBySequence : consolidateByAverage;
        return consolidate(objects, categories, known);
      }
      case 'posterior':
        return consolidateByPosterior(objects, categories, known, spansOverlap(objects));
      case 'cluster':
        return consolidateByClusters(objects, known, spansOverlap(objects));
      default:
        throw new RangeError(`method: expected one of ${METHODS.join(', ')}, found ${JSON.stringify(method)}`);
    }
  },
  distance: spanDistance,
  asAnswer: ({ spans, tokens }) => {
    const plain = spans.map(({ start, end, label }) => ({ start, end, label }));
    return tokens === undefined ? { spans: plain } : { spans: plain, tokens };
  },
  measure: measureSpans,
};
