import { type EndpointAnswer, type LoadedObject, ObjectProblem } from './adapter';

/** What `read` makes of one object; its problem stays with it. */
export function answerOf(
  { id }: Pick<LoadedObject, 'id'>,
  read: () => { answer: unknown; confidence: number; scores?: number[] },
): EndpointAnswer {
  try {
    return { id, ...read() };
  } catch (error) {
    if (error instanceof ObjectProblem) return { id, problem: error.message };
    throw error;
  }
}
