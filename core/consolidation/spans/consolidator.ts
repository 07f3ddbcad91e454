/** Consolidation of text spans (named entities). */
import type { Consolidator } from '../consolidator';
import { consolidateByClusters } from './by-clusters';
import { measureSpans, spanDistance } from './measure';
import { readSpanAnswer } from './read-answer';
import type { SpanAnswer, SpanLabel } from './span';

export const spanConsolidator: Consolidator<SpanAnswer, SpanLabel> = {
  methods: ['cluster'],
  readAnswer: readSpanAnswer,
  consolidate(objects, { method = 'cluster' }) {
    if (method !== 'cluster') throw new RangeError(`method: expected cluster, found ${JSON.stringify(method)}`);
    return consolidateByClusters(objects, new Map());
  },
  distance: spanDistance,
  asAnswer: ({ spans, tokens }) => {
    const plain = spans.map(({ start, end, label }) => ({ start, end, label }));
    return tokens === undefined ? { spans: plain } : { spans: plain, tokens };
  },
  measure: measureSpans,
};
