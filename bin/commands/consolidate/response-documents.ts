import type { AnswerSink, Place } from './answer-sink';

/**
 * Reads a JSON document of Ground Truth's output tree: a worker-response file (`{"answers":[…]}`, of one object) or a consolidation request
 * (`[{datasetObjectId, annotations}]`). Returns false when it is neither.
 */
export function readResponseDocument(document: unknown, object: string, place: Place, sink: AnswerSink): boolean {
  if (Array.isArray(document)) {
    if (!document.every((entry) => isRecord(entry) && Array.isArray(entry.annotations))) return false;
    for (const entry of document as Record<string, unknown>[]) readRequested(entry, place, sink);
    return true;
  }
  if (!isRecord(document) || !Array.isArray(document.answers)) return false;
  for (const answer of document.answers) {
    if (!isRecord(answer) || typeof answer.workerId !== 'string' || answer.answerContent === undefined) {
      sink.setAside(place, 'an answer without workerId or answerContent');
      continue;
    }
    const { timeSpentInSeconds: seconds } = answer;
    const spent = typeof seconds === 'number' && seconds >= 0 ? seconds : undefined;
    sink.answer(object, answer.workerId, answer.answerContent, spent, place);
  }
  return true;
}

function readRequested(entry: Record<string, unknown>, place: Place, sink: AnswerSink): void {
  const { datasetObjectId: object } = entry;
  if (typeof object !== 'string' && typeof object !== 'number') {
    sink.setAside(place, 'an entry without datasetObjectId');
    return;
  }
  for (const annotation of entry.annotations as unknown[]) {
    const { workerId, annotationData } = isRecord(annotation) ? annotation : {};
    if (typeof workerId !== 'string' || !isRecord(annotationData)) {
      sink.setAside(place, `object ${object}: an annotation without workerId or annotationData`);
      continue;
    }
    const { content, s3Uri, s3uri } = annotationData;
    if (content === undefined) {
      const at = typeof (s3Uri ?? s3uri) === 'string' ? `is in ${s3Uri ?? s3uri}, not in this file` : 'has no content';
      sink.setAside(place, `object ${object}: the answer of ${workerId} ${at}`);
      continue;
    }
    try {
      sink.answer(
        String(object),
        workerId,
        typeof content === 'string' ? JSON.parse(content) : content,
        undefined,
        place,
      );
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      sink.setAside(place, `object ${object}: the answer of ${workerId} is not JSON`);
    }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
