/** Why a label won, as JSON beside the label. The shape is stable: members are added, never renamed or removed. */
export interface Explanation {
  version: 1;
  /** The method that decided. */
  method: string;
  /** What was decided on: one part for a class, a text or a mask; one per label for multi-label; one per candidate box, shape, span or track. */
  parts: ExplainedPart[];
}

export interface ExplainedPart {
  /** What was decided, as in the label; null where the candidate was turned down. */
  decided: unknown;
  /** Probability that this decision is right, 0…1. */
  confidence: number;
  /** One per worker who answered the object, by worker id. */
  votes: Vote[];
  /** The other choices there were, likeliest first. For a candidate that was turned down: what it would have been. */
  alternatives: { choice: unknown; confidence: number }[];
}

export interface Vote {
  workerId: string;
  /** What the worker gave here; null where the worker gave nothing. */
  answer: unknown;
  /**
   * How strongly the vote spoke for what was decided, in nats: log-likelihood of the vote under the decision, less that under the best alternative.
   * Negative: it spoke against. Methods without likelihoods give the worker's weight, signed.
   */
  weight: number;
}

/** For a file: numbers that are estimates to four significant digits, which is more than they are known to. What was decided and answered stays as it is. */
export const writtenExplanation = ({ parts, ...explanation }: Explanation): Explanation => ({
  ...explanation,
  parts: parts.map(({ decided, confidence, votes, alternatives }) => ({
    decided,
    confidence: fourDigits(confidence),
    votes: votes.map((vote) => ({ ...vote, weight: fourDigits(vote.weight) })),
    alternatives: alternatives.map(({ choice, confidence: sure }) => ({ choice, confidence: fourDigits(sure) })),
  })),
});

const fourDigits = (value: number): number => Number(value.toPrecision(4));
