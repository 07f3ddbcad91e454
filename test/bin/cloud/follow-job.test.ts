import { describe, expect, test } from '@jest/globals';
import { followJob } from '../../../bin/commands/cloud/follow-job';
import type { JobView } from '../../../bin/commands/cloud/labeling-jobs';
import { stageBoard } from '../../../bin/commands/cloud/stages';
import { giveUpReason } from '../../../bin/commands/demo/give-up';
import { testTerminal } from '../test-terminal';

const view = (facts: Partial<JobView> = {}): JobView => ({
  name: 'j',
  status: 'InProgress',
  counters: { total: 0, human: 0, machine: 0, failed: 0, unlabeled: 10 },
  progress: { stage: 'PrepareDataset', round: 0 },
  response: {},
  ...facts,
});

const scripted = (...views: (JobView | undefined)[]) => ({
  find: async () => (views.length > 1 ? views.shift() : views[0]),
});

describe('following a job', () => {
  test('shows every state and returns the last one', async () => {
    const seen: (string | undefined)[] = [];
    const ended = await followJob({
      jobs: scripted(undefined, view(), view({ status: 'Completed' })),
      name: 'j',
      intervalMs: 0,
      onView: (current) => seen.push(current?.status),
    });
    expect(seen).toEqual([undefined, 'InProgress', 'Completed']);
    expect(ended.status).toBe('Completed');
  });

  test('counts the time nothing moves and gives up when told to', async () => {
    let time = 0;
    const asked: number[] = [];
    const following = followJob({
      jobs: scripted(view(), view({ progress: { stage: 'TrainModel' } }), view({ progress: { stage: 'TrainModel' } })),
      name: 'j',
      intervalMs: 0,
      onView: () => {
        time += 1000;
      },
      reasonToGiveUp: (still) => {
        asked.push(still);
        return still >= 2000 ? 'AccessDenied: role R is not allowed s3:GetObject on x' : undefined;
      },
      now: () => time,
    });
    await expect(following).rejects.toThrow('AccessDenied: role R is not allowed s3:GetObject on x');
    expect(asked).toEqual([0, 0, 1000, 2000]);
  });

  test('finds a definition that was refused under its file name', async () => {
    const refused = view({ name: 'demo', status: 'Failed', failureReason: 'jobs/demo.json is not JSON' });
    const ended = await followJob({
      jobs: { find: async (name) => (name === 'demo' ? refused : undefined) },
      name: 'demo-00001',
      otherNames: ['demo'],
      intervalMs: 0,
      onView: () => undefined,
    });
    expect(ended.failureReason).toBe('jobs/demo.json is not JSON');
  });
});

describe('the reason to give up', () => {
  const denial = { action: 'dynamodb:PutItem', resource: 'arn:aws:dynamodb:t', role: 'OpenTasksRole' };

  test('is a denied action, by name, once the job stands still', () => {
    expect(giveUpReason({ denials: [denial], failures: [] }, 1000)).toBeUndefined();
    expect(giveUpReason({ denials: [denial], failures: [] }, 20_000)).toBe(
      'AccessDenied: role OpenTasksRole is not allowed dynamodb:PutItem on arn:aws:dynamodb:t',
    );
  });

  test('is standing still alone only after minutes', () => {
    expect(giveUpReason({ denials: [], failures: [] }, 300_000)).toBeUndefined();
    expect(giveUpReason({ denials: [], failures: [] }, 600_000)).toBe('the job has not moved for 10 minutes');
  });
});

describe('the stages of a job', () => {
  const board = stageBoard(testTerminal(), { objects: 10, autoLabel: true, answers: () => 17 });
  const waiting = view({
    counters: { total: 4, human: 4, machine: 0, failed: 1, unlabeled: 5 },
    progress: { stage: 'AwaitAnswers', round: 2, objects: 10, opened: 6, open: 2 },
  });

  test('are one line each, and one for the whole', () => {
    const lines = board.lines(waiting).join('\n');
    for (const stage of [
      'prepare',
      'score',
      'auto-label',
      'ask people',
      'consolidate',
      'train',
      'deploy',
      'publish',
      'labelled',
    ]) {
      expect(lines).toContain(stage);
    }
    expect(lines).toContain('4/6 objects, 17 answers in all');
    expect(lines).toContain('4/10 · people 4 · model 0 · failed 1');
  });

  test('leave the model out when people label everything', () => {
    const lines = stageBoard(testTerminal(), { autoLabel: false }).lines(waiting).join('\n');
    expect(lines).not.toMatch(/score|train|deploy|auto-label/);
  });

  test('are told in one line for a log', () => {
    expect(board.summary(waiting)).toBe(
      'round 2 · ask people · 4/6 objects, 17 answers in all · labelled 4/10 (people 4, model 0 · failed 1)',
    );
    expect(board.summary(undefined)).toBe('waiting for the job to start');
  });
});
