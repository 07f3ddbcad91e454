import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Lease } from '../../../core/workforce/lease-id';
import { type AnsweredState, type Submission, type TaskItem, timeSpent } from '../../../core/workforce/task';
import { split } from './task-record';

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** The difference between two versions of a task as one conditional update: it happens only to the version it was worked out on. */
export function transitionUpdate(before: TaskItem, after: TaskItem): Update {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = { ':expected': before.version, ':version': after.version };
  const sets = ['version = :version'];
  const removes: string[] = [];
  const workerIds = new Set([...Object.keys(before.workers), ...Object.keys(after.workers)]);
  for (const [index, workerId] of [...workerIds].entries()) {
    const state = after.workers[workerId];
    if (state === before.workers[workerId]) continue;
    names[`#w${index}`] = workerId;
    if (!state) {
      removes.push(`workers.#w${index}`);
      continue;
    }
    const { stored, answer } = split(state);
    sets.push(`workers.#w${index} = :w${index}`);
    values[`:w${index}`] = stored;
    if (answer) {
      sets.push(`answers.#w${index} = :a${index}`);
      values[`:a${index}`] = answer;
    }
  }
  if (after.closed !== before.closed) {
    sets.push('closed = :closed');
    values[':closed'] = after.closed;
  }
  return {
    UpdateExpression: `SET ${sets.join(', ')}${removes.length ? ` REMOVE ${removes.join(', ')}` : ''}`,
    ConditionExpression: 'version = :expected',
    ...(Object.keys(names).length ? { ExpressionAttributeNames: names } : {}),
    ExpressionAttributeValues: values,
  };
}

/**
 * An answer under a lease in one write, without reading the task first: the rules of `submit` (core) as a condition on the worker's own
 * entry, so that workers on one object never make each other try again. Where the condition fails, `submit` tells why.
 */
export function answerUpdate(lease: Lease, workerId: string, now: number, submission: Submission): Update {
  const { nonce, acceptedAt } = lease;
  const { answer, identity, pausedSeconds } = submission;
  const state: Omit<AnsweredState, 'answer'> = {
    state: 'answered',
    nonce,
    acceptedAt,
    submittedAt: now,
    timeSpentSeconds: timeSpent(acceptedAt, now, pausedSeconds),
    identity,
  };
  return {
    UpdateExpression: 'SET workers.#w = :state, answers.#w = :answer, version = version + :one',
    ConditionExpression:
      'workers.#w.nonce = :nonce AND workers.#w.#state = :leased AND workers.#w.acceptedAt = :acceptedAt AND workers.#w.expiresAt > :now AND attribute_not_exists(closed)',
    ExpressionAttributeNames: { '#w': workerId, '#state': 'state' },
    ExpressionAttributeValues: {
      ':state': state,
      ':answer': answer,
      ':one': 1,
      ':nonce': nonce,
      ':leased': 'leased',
      ':acceptedAt': acceptedAt,
      ':now': now,
    },
  };
}
