/** Ground Truth's output tree below `<S3OutputPath>/<LabelingJobName>` (reference §3.1, §3.2). */
import { fileStamp } from '../manifest/creation-date';

export const outputTree = {
  workerResponse: (folder: string, round: number, id: number, at: number) =>
    `${folder}/annotations/worker-response/iteration-${round}/${id}/${fileStamp(at)}.json`,
  consolidation: (
    folder: string,
    what: 'request' | 'response' | 'explanation',
    round: number,
    batch: number,
    at: number,
  ) =>
    `${folder}/annotations/consolidated-annotation/consolidation-${what}/iteration-${round}/${fileStamp(at)}${batch ? `_${batch}` : ''}.json`,
  /** A label that is a file. */
  labelFile: (folder: string, id: number, creationDate: string, extension: string) =>
    `${folder}/annotations/consolidated-annotation/output/${id}_${creationDate}${extension}`,
  /** Ours: an answer that is too large to lie in the consolidation request itself. */
  largeAnswer: (folder: string, round: number, id: number, workerId: string) =>
    `${folder}/annotations/consolidated-annotation/consolidation-request/iteration-${round}/answers/${id}/${workerId}.json`,
  /** Ours, not Ground Truth's: agreement between the workers and the skill of each. */
  quality: (folder: string, form: 'json' | 'html') => `${folder}/quality/report.${form}`,
  /** What the model labelled in a round, `<id> <entries of the manifest line>` a line. Notebooks read the round off the path's second level. */
  autoAnnotations: (folder: string, round: number) =>
    `${folder}/activelearning/${round}/auto-annotate/auto_annotator_output.txt`,
  intermediate: (folder: string, round: number) => `${folder}/annotations/intermediate/${round}/output.manifest`,
};

export interface WorkerAnswer {
  workerId: string;
  content: string;
  acceptedAt: number;
  submittedAt: number;
  timeSpentSeconds: number;
  identity: { identityProviderType: string; issuer: string; sub: string };
}

/** What a model thought of the object, where the workers were shown it. */
export interface OfferedPreLabel {
  model: string;
  confidence: number;
  /** Bare answer. */
  answer: unknown;
}

/** A worker-response file: all answers to one object. `preLabel` is ours. */
export const workerResponse = (answers: WorkerAnswer[], preLabel?: OfferedPreLabel) => ({
  answers: answers.map((answer) => ({
    acceptanceTime: new Date(answer.acceptedAt).toISOString(),
    submissionTime: new Date(answer.submittedAt).toISOString(),
    timeSpentInSeconds: answer.timeSpentSeconds,
    workerId: answer.workerId,
    workerMetadata: { identityData: answer.identity },
    answerContent: JSON.parse(answer.content),
  })),
  ...(preLabel && { preLabel }),
});

/** Characters of an answer up to which it lies in the consolidation request itself. */
const LARGE_ANSWER = 100_000;
export const isLargeAnswer = ({ content }: Pick<WorkerAnswer, 'content'>): boolean => content.length > LARGE_ANSWER;

/**
 * One entry of a consolidation-request file: the source alone, and every answer as JSON text. A large answer lies in a file of its own at `uriOf`; the
 * key is written both ways, as Ground Truth's documentation and its starter code have it.
 */
export const consolidationEntry = (
  object: { id: number; source?: string; sourceRef?: string; answers: WorkerAnswer[] },
  uriOf: (workerId: string) => string,
) => ({
  datasetObjectId: String(object.id),
  dataObject: object.sourceRef !== undefined ? { s3Uri: object.sourceRef } : { content: object.source },
  annotations: object.answers.map((answer) => {
    const { workerId, content } = answer;
    if (!isLargeAnswer(answer)) return { workerId, annotationData: { content } };
    return { workerId, annotationData: { s3Uri: uriOf(workerId), s3uri: uriOf(workerId) } };
  }),
});

/** Why an object that nobody answered has no label; Ground Truth's words, five causes in one. */
export const EXPIRED =
  'ClientError: Annotation tasks expired.  Probable Reasons are: 1) The task availability lifetime was too small 2) The reward was too low 3) The custom template is broken 4) The data is broken or too large 5) All workers declined the task';
