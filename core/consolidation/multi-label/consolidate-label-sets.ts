/** The methods for multi-label answers by name, and what their results look like. */
import type { AnsweredObject, ConsolidatedLabel, ConsolidationOptions, ConsolidationOutcome } from '../consolidator';
import type { ExplainedPart } from '../explanation';
import { perLabelDawidSkene } from './per-label-dawid-skene';
import { perLabelMajority } from './per-label-majority';
import { addTicks, learntTicks, recallTicks, type TickCounts, tickSkills } from './tick-counts';
import { layOutTicks, type TickLayout } from './tick-layout';
import { twoCoin } from './two-coin';

export interface MultiLabel {
  /** The labels decided on, in the order of the categories. */
  labels: string[];
  /** Probability of every label that any worker chose. */
  confidences: Record<string, number>;
}

/** What a method finds out, in the layout's order of candidates and meetings. */
export interface TickConsensus {
  /** Probability of each candidate. */
  probability: Float64Array;
  /** Probability, per object, that none of the labels nobody ticked belongs to it. */
  nothingMissed: Float64Array;
  /** Log-likelihood of each meeting's tick or silence if the label belongs to the object, less that if it does not. */
  evidence: Float64Array;
  /** Expected counts of this batch alone. */
  counts: TickCounts;
}

type TickMethod = (layout: TickLayout, earlier: TickCounts) => TickConsensus;

const METHODS: Record<string, TickMethod> = {
  'two-coin': twoCoin,
  'dawid-skene': perLabelDawidSkene,
  'majority-vote': perLabelMajority,
};

/** Best first: the first is the default. */
export const MULTI_LABEL_METHODS = Object.keys(METHODS) as [string, ...string[]];

/** A probability this near to one half is a tie, and a tie is no label. */
const TIE = 1e-9;

export function consolidateLabelSets(
  objects: readonly AnsweredObject<string[]>[],
  { categories, method = MULTI_LABEL_METHODS[0], earlier = [] }: ConsolidationOptions,
): ConsolidationOutcome<MultiLabel> {
  if (!Object.hasOwn(METHODS, method))
    throw new RangeError(
      `no method ${JSON.stringify(method)} for multi-label answers; there are ${MULTI_LABEL_METHODS.join(', ')}`,
    );
  const layout = layOutTicks(objects, categories);
  const recalled = recallTicks(earlier, layout);
  const consensus = METHODS[method]!(layout, recalled);
  return {
    objects: Array.from({ length: layout.objects }, (_, o) => labelOf(o, layout, consensus, method)),
    skills: tickSkills(layout, addTicks(recalled, consensus.counts)),
    learnt: learntTicks(layout, consensus.counts),
  };
}

function labelOf(
  o: number,
  layout: TickLayout,
  { probability, nothingMissed, evidence }: TickConsensus,
  method: string,
): ConsolidatedLabel<MultiLabel> | undefined {
  const { labels, workerIds, answerStart, worker, candidateStart, candidate, meetingStart, ticked } = layout;
  const answers = answerStart[o + 1]! - answerStart[o]!;
  if (answers === 0) return undefined;
  const label: MultiLabel = { labels: [], confidences: {} };
  const parts: ExplainedPart[] = [];
  // Labels are independent given the model: the set is right when every decision is.
  let confidence = nothingMissed[o]!;
  for (let c = candidateStart[o]!, meeting = meetingStart[o]!; c < candidateStart[o + 1]!; c++, meeting += answers) {
    const name = labels[candidate[c]!]!;
    const p = probability[c]!;
    const chosen = p > 0.5 + TIE;
    if (chosen) label.labels.push(name);
    define(label.confidences, name, p);
    confidence *= chosen ? p : 1 - p;
    parts.push({
      decided: chosen ? name : null,
      confidence: chosen ? p : 1 - p,
      votes: Array.from({ length: answers }, (_, a) => ({
        workerId: workerIds[worker[answerStart[o]! + a]!]!,
        answer: ticked[meeting + a] ? name : null,
        weight: (chosen ? 1 : -1) * evidence[meeting + a]!,
      })),
      alternatives: [{ choice: chosen ? null : name, confidence: chosen ? 1 - p : p }],
    });
  }
  if (parts.length === 0) parts.push(nothingTicked(o, layout, confidence));
  return { label, confidence, explanation: { version: 1, method, parts } };
}

/** Nobody ticked anything: one part says so, that the object is not without a reason. */
function nothingTicked(o: number, { workerIds, answerStart, worker }: TickLayout, confidence: number): ExplainedPart {
  const votes = Array.from(worker.subarray(answerStart[o], answerStart[o + 1]), (w) => ({
    workerId: workerIds[w]!,
    answer: null,
    weight: 0,
  }));
  return { decided: null, confidence, votes, alternatives: [] };
}

/** Sets a member whatever its name: `__proto__` is a possible label. */
function define(record: Record<string, number>, name: string, value: number): void {
  Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
}
