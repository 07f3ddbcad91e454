/**
 * How much of the workers' evidence is shared: they err together, since the same texts are hard for all of them, while models take them for
 * independent. By Kish's design effect (L. Kish, "Survey Sampling", 1965, section 8.2) n answers are worth n / (1 + (n - 1) share), here at most
 * two independent ones. It sets confidences only; which spans are kept is decided on all the evidence.
 */
const SHARED_EVIDENCE = 0.5;

/** The part of the evidence of so many answers that is taken to be independent. */
export const independentShare = (answers: number): number => 1 / (1 + Math.max(0, answers - 1) * SHARED_EVIDENCE);
