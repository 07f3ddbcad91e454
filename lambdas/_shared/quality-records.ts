import type { ModelComparison } from '../../core/quality/model-report';

/** Answers and labels of one object, as the quality report compares them. One line of a batch's file. */
export interface QualityRecord {
  id: number;
  /** Only those that could be read. */
  answers: { workerId: string; answer: unknown; seconds?: number }[];
  /** The consolidated label as an answer; absent where there is none. */
  label?: unknown;
  /** How the answers compare with what the model thought. */
  model?: ModelComparison;
}
