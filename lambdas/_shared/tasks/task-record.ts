import type { Ref, TaskItem, WorkerState } from '../../../core/workforce/task';

type StoredState = WorkerState | Omit<Extract<WorkerState, { state: 'answered' }>, 'answer'>;

/**
 * A task as the table holds it: answers lie beside the workers' states, so that looking for a free slot can leave both them and the task
 * input out of what it reads.
 */
export interface TaskRecord extends Omit<TaskItem, 'workers'> {
  workers: Record<string, StoredState>;
  answers: Record<string, Ref>;
}

/** What choosing a task needs to see. */
export const withoutContents = {
  ProjectionExpression:
    'pk, sk, jobKey, #round, #shard, id, needed, version, openedAt, availableUntil, workers, closed',
  ExpressionAttributeNames: { '#round': 'round', '#shard': 'shard' },
};

export function toRecord(task: TaskItem): TaskRecord {
  const workers: TaskRecord['workers'] = {};
  const answers: TaskRecord['answers'] = {};
  for (const [workerId, state] of Object.entries(task.workers)) {
    const { stored, answer } = split(state);
    workers[workerId] = stored;
    if (answer) answers[workerId] = answer;
  }
  return { ...task, workers, answers };
}

/** Absent answers (a read without contents) come out as empty text: such a task is good for choosing, never for storing. */
export function fromRecord({ answers = {}, workers, ...task }: Partial<TaskRecord>): TaskItem {
  const states = Object.entries(workers ?? {}).map(([workerId, state]) => [
    workerId,
    state.state === 'answered' ? { ...state, answer: answers[workerId] ?? { content: '' } } : state,
  ]);
  return { ...(task as TaskItem), workers: Object.fromEntries(states) };
}

export function split(state: WorkerState): { stored: StoredState; answer?: Ref } {
  if (state.state !== 'answered') return { stored: state };
  const { answer, ...stored } = state;
  return { stored, answer };
}
