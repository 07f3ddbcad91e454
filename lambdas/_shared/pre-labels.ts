import type { Score } from '../../core/active-learning/score';
import { bringsItsModel, type JobRecord } from '../../core/job/job';
import type { PreLabelOrigin } from '../../core/workforce/task';
import type { Part } from './dataset';
import { ReportStore } from './report-store';
import { ScoreStore } from './score-store';

/** What a model takes an object for. */
export interface Prediction {
  /** Bare answer. */
  answer: unknown;
  confidence: number;
}

/**
 * What the job's newest model thinks of some objects of a round. A round that was not scored, since no further model is trained, goes by the newest scores there are.
 * Nothing where there is no model or it was given up.
 */
export async function predictionsOf(
  workBucket: string,
  job: JobRecord,
  round: number,
  parts: readonly Pick<Part, 'part'>[],
  wanted: ReadonlySet<number>,
): Promise<Map<number, Prediction>> {
  const predictions = new Map<number, Prediction>();
  if (job.modelFailure !== undefined || wanted.size === 0) return predictions;
  const { rounds } = await new ReportStore(workBucket).read(job.jobKey);
  const scored = rounds.findLast((entry) => entry.round <= round && entry.scored !== undefined);
  if (!scored) return predictions;
  const scores = new ScoreStore(workBucket, job.jobKey, scored.round);
  for (const { part } of parts)
    for await (const { id, answer, confidence } of scores.ofPart(part) as AsyncGenerator<Score>)
      if (wanted.has(id) && answer !== undefined && confidence !== undefined)
        predictions.set(id, { answer, confidence });
  return predictions;
}

/** Where a pre-label comes from. */
export const originOf = (job: JobRecord, { confidence }: Prediction): PreLabelOrigin => ({
  model: modelName(job),
  confidence,
});

/** Name of the model that scores the job's objects: of the newest SageMaker model, else of what the request brought. */
function modelName({ request, finalModelArn }: JobRecord): string {
  const brought = request.Plumbline?.EndpointName ?? request.Plumbline?.EndpointFunctionArn;
  const arn =
    (bringsItsModel(request) ? brought : finalModelArn) ??
    request.LabelingJobAlgorithmsConfig?.InitialActiveLearningModelArn ??
    '';
  return arn.replace(/^arn:.*[:/]/, '');
}
