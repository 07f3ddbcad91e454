import type { ManifestLine } from '../../core/manifest/line';
import type { PreLabelOrigin, Ref, TaskItem } from '../../core/workforce/task';
import type { Prediction } from './pre-labels';
import { locationOf, readText } from './work-store';

/** One worker's committed answer, content fetched. */
export interface Answer {
  workerId: string;
  /** `answerContent` as JSON text. */
  content: string;
  acceptedAt: number;
  submittedAt: number;
  timeSpentSeconds: number;
  identity: { identityProviderType: string; issuer: string; sub: string };
}

export interface DoneObject {
  id: number;
  line: ManifestLine;
  answers: Answer[];
  /** What the model thought of the object, whether the workers knew or not. */
  prediction?: Prediction;
  /** The workers knew. */
  preLabel?: PreLabelOrigin;
}

export async function readRef(ref: Ref): Promise<string> {
  if ('content' in ref) return ref.content;
  const text = await readText(locationOf(ref.s3Uri));
  if (text === undefined) throw new Error(`${ref.s3Uri} is gone`);
  return text;
}

/** The answers of a finished task, ordered by worker so that the order of submission changes nothing. */
export async function answersOf(task: TaskItem): Promise<Answer[]> {
  const answers = await Promise.all(
    Object.entries(task.workers)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(async ([workerId, state]): Promise<Answer[]> => {
        if (state.state !== 'answered') return [];
        const { acceptedAt, submittedAt, timeSpentSeconds, identity } = state;
        const content = await readRef(state.answer);
        return [{ workerId, content, acceptedAt, submittedAt, timeSpentSeconds, identity }];
      }),
  );
  return answers.flat();
}
