/** Answers of class tasks out of what an endpoint says of classes one by one. */
import { type EndpointTask, ObjectProblem } from './adapter';
import { probability } from './probability';
import { show } from './show';

/** One class of the endpoint's with its score, both as they came. */
export interface Candidate {
  /** The endpoint's name of it, for messages. */
  name: unknown;
  score: unknown;
  /** The job's label; undefined for a class the job does not ask for. @throws ObjectProblem */
  label(): string | undefined;
}

/** A label is one the object has from here on, where an object has any number of them. */
const HAS_LABEL = 0.5;

export const isMultiLabel = (taskType: string): boolean => taskType.endsWith('multi-label');

/** @throws ObjectProblem */
export function classAnswer(candidates: readonly Candidate[], task: EndpointTask) {
  if (candidates.length === 0) throw new ObjectProblem('the endpoint names no class');
  const scored = candidates.map((candidate) => ({
    ...candidate,
    score: probability(candidate.score, `the score of class ${show(candidate.name)}`),
  }));
  return isMultiLabel(task.taskType) ? labelSet(scored, task) : bestLabel(scored, task);
}

type Scored = Candidate & { score: number };

/** The label with the most probability, several classes of the endpoint's taken together where they are one label. */
function bestLabel(scored: readonly Scored[], { labels }: EndpointTask) {
  const byLabel = new Map<string, number>();
  let outside: { score: number; problem: ObjectProblem } | undefined;
  for (const candidate of scored) {
    const label = labelOf(candidate);
    if (typeof label === 'string') byLabel.set(label, (byLabel.get(label) ?? 0) + candidate.score);
    else if (!outside || candidate.score > outside.score) outside = { score: candidate.score, problem: label };
  }
  let answer: string | undefined;
  for (const [label, score] of byLabel) if (answer === undefined || score > byLabel.get(answer)!) answer = label;
  if (answer === undefined || (outside && outside.score > byLabel.get(answer)!)) throw outside!.problem;
  const of = (label: string) => Math.min(1, byLabel.get(label)!);
  const whole = labels.every((label) => byLabel.has(label));
  return { answer, confidence: of(answer), ...(whole && { scores: labels.map(of) }) };
}

/** All labels of half a probability and more; the confidence is that of the set as a whole, as if labels were independent. */
function labelSet(scored: readonly Scored[], { labels }: EndpointTask) {
  const byLabel = new Map<string, number>();
  for (const candidate of scored) {
    const label = labelOf(candidate);
    if (typeof label === 'string') byLabel.set(label, Math.max(byLabel.get(label) ?? 0, candidate.score));
    else if (candidate.score >= HAS_LABEL && label.unknown) throw label;
  }
  let confidence = 1;
  for (const score of byLabel.values()) confidence *= Math.max(score, 1 - score);
  const whole = labels.every((label) => byLabel.has(label));
  return {
    answer: labels.filter((label) => (byLabel.get(label) ?? 0) >= HAS_LABEL),
    confidence,
    ...(whole && { scores: labels.map((label) => byLabel.get(label)!) }),
  };
}

/** Why a class stands for none of the job's labels: it is not asked for, or not known. */
class NoLabel extends ObjectProblem {
  constructor(
    message: string,
    readonly unknown: boolean,
  ) {
    super(message);
  }
}

function labelOf(candidate: Scored): string | NoLabel {
  try {
    const label = candidate.label();
    return label ?? new NoLabel(`the endpoint says ${show(candidate.name)}, which the job does not ask for`, false);
  } catch (error) {
    if (error instanceof ObjectProblem) return new NoLabel(error.message, true);
    throw error;
  }
}
