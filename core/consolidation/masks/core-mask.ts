/**
 * What is there at all: which parts exist, and who drew them, by STAPLE (`staple.ts`). It finds those who drew another thing, nothing or everything by the
 * image alone, and holds up where they are many. Where exactly the edge runs it does not know better than a vote: that is decided after it.
 */
import { RunBuilder } from '../../formats/mask/semantic-mask';
import type { MaskStack } from './mask-stack';
import { estimateStaple } from './staple';
import { type VotePatterns, votePatterns } from './vote-patterns';

/**
 * EM ends in the optimum next to where it starts. One start takes errors of both kinds for equally rare, the other takes leaving something out for
 * commoner than inventing it; the answers' likelihood tells which of the two optima is better.
 */
const STARTS = [
  { omission: 0.01, invention: 0.01 },
  { omission: 0.1, invention: 0.003 },
];

export interface CoreMask {
  patterns: VotePatterns;
  /** Per pattern, the classes in it, sorted; one where all agree. */
  choices: number[][];
  /** Per pattern, the probability of each class, and the likeliest of those that somebody gave. */
  truth: Float64Array[];
  decided: number[];
  runs: number[];
}

export function coreMask({ runs, classes }: MaskStack): CoreMask {
  const patterns = votePatterns(runs, classes.length);
  const choices = patterns.labels.map((labels) => [...new Set(labels)].sort((a, b) => a - b));
  const estimates = STARTS.map((start) => estimateStaple(patterns, runs.length, classes.length + 1, start));
  const { truth } = estimates.reduce((a, b) => (b.likelihood > a.likelihood ? b : a));
  const decided = choices.map((given, p) =>
    given.reduce((best, k) => (truth[p]![k]! > truth[p]![best]! ? k : best), given[0]!),
  );
  const builder = new RunBuilder();
  const { segments } = patterns;
  for (let i = 0; i < segments.length; i += 2) builder.push(decided[segments[i]!]!, segments[i + 1]!);
  return { patterns, choices, truth, decided, runs: builder.runs };
}
