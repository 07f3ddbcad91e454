/** Scoring over HTTP, with the real SDK: requests as SageMaker and Lambda get them, and what their refusals come to. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JobRecord } from '../../../core/job/job';
import type { EndpointObject } from '../../../lambdas/_shared/endpoint';
import { scoreObjects } from '../../../lambdas/_shared/endpoint';
import { endpointNameOf } from '../../../lambdas/_shared/model-names';
import { pngOf } from '../../core/endpoint/task';
import { type Answer, awsError, type Call, ScriptedAws } from './scripted-aws';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:SageMaker-mine';
const MODEL = 'arn:aws:sagemaker:eu-west-1:111122223333:model/mine';

let aws: ScriptedAws;
beforeAll(async () => {
  aws = await new ScriptedAws().open();
});
afterAll(() => aws.close());

const jobOf = (Plumbline: object = {}, more: Partial<JobRecord> = {}, initial?: string): JobRecord =>
  ({
    jobKey: 'animals',
    createdAt: 1_700_000_000_000,
    taskType: 'image-classification',
    ...more,
    request: {
      LabelingJobName: 'Animals',
      Plumbline,
      LabelingJobAlgorithmsConfig: initial && { InitialActiveLearningModelArn: initial },
    },
  }) as unknown as JobRecord;

const objects = (count: number): EndpointObject[] =>
  Array.from({ length: count }, (_, id) => ({ id, line: { 'source-ref': `s3://pictures/${id}.png` } }));

/** Asks with `answer` as script; what came out, and what was asked. */
async function ask(job: JobRecord, endpoint: string, count: number, answer: (call: Call) => Answer) {
  const before = aws.calls.length;
  aws.answer = answer;
  const outcome = await scoreObjects({ job, labels: ['cat', 'dog'], endpoint, objects: objects(count) }).then(
    (answers) => ({ answers, error: undefined as Error | undefined }),
    (error: Error) => ({ answers: [], error }),
  );
  return { ...outcome, calls: aws.calls.slice(before) };
}

const cats = ({ body }: Call): Answer => ({
  body: body
    .toString()
    .split('\n')
    .map((line) => JSON.stringify({ id: JSON.parse(line).id, label: 'cat', confidence: 0.9 }))
    .join('\n'),
});

describe('a SageMaker endpoint', () => {
  test('gets JSON Lines', async () => {
    const { answers, calls } = await ask(jobOf(), 'mine', 2, cats);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ method: 'POST', path: '/endpoints/mine/invocations' });
    expect(calls[0]!.headers).toMatchObject({
      'content-type': 'application/jsonlines',
      accept: 'application/jsonlines',
    });
    expect(calls[0]!.body.toString().split('\n')[1]).toBe('{"id":1,"source-ref":"s3://pictures/1.png"}');
    expect(answers).toEqual([0, 1].map((id) => ({ id, answer: 'cat', confidence: 0.9 })));
  });

  test('gets images as they lie in S3; one that is missing, forbidden or none concerns itself', async () => {
    const bytes = Buffer.from(pngOf(4, 3));
    const { answers, calls } = await ask(
      jobOf({ EndpointAdapter: 'sagemaker-image-classification', EndpointLabels: { '0': 'dog', '1': 'cat' } }),
      'mine',
      4,
      ({ path }) => {
        if (path.endsWith('/invocations')) return { body: '[0.75, 0.25]' };
        if (path.endsWith('1.png'))
          return {
            status: 404,
            headers: { 'content-type': 'application/xml' },
            body: '<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>',
          };
        if (path.endsWith('2.png'))
          return {
            status: 403,
            headers: { 'content-type': 'application/xml' },
            body: '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
          };
        return { body: path.endsWith('3.png') ? 'no picture' : bytes };
      },
    );
    const sent = calls.filter(({ path }) => path.endsWith('/invocations'));
    expect(sent).toHaveLength(1);
    expect(sent[0]!.headers['content-type']).toBe('application/x-image');
    expect(sent[0]!.body.equals(bytes)).toBe(true);
    expect(answers).toEqual([
      { id: 0, answer: 'dog', confidence: 0.75, scores: [0.25, 0.75] },
      { id: 1, problem: 'there is no object s3://pictures/1.png' },
      { id: 2, problem: 's3://pictures/2.png cannot be read: AccessDenied: Access Denied' },
      { id: 3, problem: 'the file is no JPEG, PNG, GIF, BMP or WebP image whose size can be read' },
    ]);
  });

  test('S3 that is down says nothing about objects: its error goes on, for the state machine to come again', async () => {
    const { error } = await ask(jobOf({ EndpointAdapter: 'sagemaker-image-classification' }), 'mine', 1, () => ({
      status: 503,
      headers: { 'content-type': 'application/xml' },
      body: '<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>',
    }));
    expect(error!.name).toBe('SlowDown');
  }, 30_000);

  test('a request the model cannot answer is cut down to the object it hangs on', async () => {
    const { answers, calls } = await ask(jobOf(), 'mine', 40, (call) =>
      call.body.toString().includes('/13.png')
        ? awsError('ModelError', 'Received server error', 424, {
            OriginalStatusCode: 500,
            OriginalMessage: 'cannot decode 13.png',
          })
        : cats(call),
    );
    expect(answers.filter((answer) => 'problem' in answer)).toEqual([
      { id: 13, problem: 'the model answered 500: cannot decode 13.png' },
    ]);
    expect(calls.length).toBeLessThan(16);
  });

  test.each<[string, Answer]>([
    ['by status', awsError('ValidationError', 'no', 413)],
    [
      'by message',
      awsError(
        'ValidationError',
        "1 validation error detected: Value at 'body' failed to satisfy constraint: Member must have length less than or equal to 6291456",
      ),
    ],
  ])('a request that is too large, told %s, is made smaller', async (_, refusal) => {
    const { answers } = await ask(jobOf(), 'mine', 8, (call) =>
      call.body.toString().split('\n').length > 3 ? refusal : cats(call),
    );
    expect(answers.map((answer) => 'answer' in answer && answer.answer)).toEqual(Array(8).fill('cat'));
  });

  test('throttling is waited out', async () => {
    let calls = 0;
    const { answers } = await ask(jobOf(), 'mine', 1, (call) =>
      ++calls < 3 ? awsError('ThrottlingException', 'Rate exceeded', 429) : cats(call),
    );
    expect(calls).toBe(3);
    expect(answers).toEqual([{ id: 0, answer: 'cat', confidence: 0.9 }]);
  }, 30_000);

  test.each([
    ['not there', awsError('ValidationError', 'Endpoint mine of account 111122223333 not found.'), 'ValidationError'],
    [
      'forbidden',
      awsError('AccessDeniedException', 'User: … is not authorized to perform: sagemaker:InvokeEndpoint', 403),
      'AccessDeniedException',
    ],
  ])('one that is %s ends the asking at once, with its name', async (_, answer, name) => {
    const { error, calls } = await ask(jobOf(), 'mine', 600, () => answer);
    expect(error!.name).toBe(name);
    expect(error!.message).toMatch(/^endpoint mine: (Endpoint|User)/);
    expect(calls.length).toBeLessThanOrEqual(2);
  });

  test.each<[string, Answer, RegExp]>([
    ['an error page', { body: '<!DOCTYPE html><title>502</title>' }, /the reply is a page, not JSON: <!DOCTYPE html>/],
    ['nothing', { body: '' }, /the reply is empty/],
    ['half a line', { body: '{"id":0,"label":"ca' }, /the reply is not JSON Lines: entry 1 is not JSON/],
    [
      'an error of its own',
      awsError('ModelError', 'x', 424, { OriginalStatusCode: 400, OriginalMessage: 'no such route' }),
      /the model answered 400: no such route/,
    ],
  ])('one that always answers %s is broken, and the reason is its first', async (_, answer, reason) => {
    const { error } = await ask(jobOf(), 'mine', 100, () => answer);
    expect(error!.name).toBe('EndpointBroken');
    expect(error!.message).toMatch(/^endpoint mine: no answer for 10 objects and none for any other; object \d+: /);
    expect(error!.message).toMatch(reason);
  });

  test('one that never answers in time', async () => {
    const message = 'Your invocation timed out while waiting for a response from container primary.';
    const { error, calls } = await ask(jobOf(), 'mine', 100, () =>
      awsError('ModelError', message, 424, { OriginalStatusCode: 0, OriginalMessage: message }),
    );
    expect(error!.message).toBe(`endpoint mine: 3 requests without an answer: the model answered nothing: ${message}`);
    expect(calls.length).toBeLessThanOrEqual(4);
  });
});

describe('the endpoint of the job’s own', () => {
  const request = { EndpointAdapter: 'hugging-face', EndpointLabels: { tabby: 'cat' } };
  const hear = async (job: JobRecord) => {
    const { calls } = await ask(job, endpointNameOf(job), 1, () => ({ body: Buffer.from(pngOf(2, 2)) }));
    return calls.find(({ path }) => path.endsWith('/invocations'))!.headers['content-type'];
  };

  test('speaks as the request says while it has the request’s model, and our contract afterwards', async () => {
    expect(await hear(jobOf(request, {}, MODEL))).toBe('image/png');
    expect(await hear(jobOf(request, { finalModelArn: MODEL }, MODEL))).toBe('image/png');
    expect(await hear(jobOf(request, { finalModelArn: `${MODEL}-r3` }, MODEL))).toBe('application/jsonlines');
    expect(await hear(jobOf())).toBe('application/jsonlines');
  });
});

describe('a Lambda function', () => {
  const job = jobOf({ EndpointFunctionArn: FUNCTION });

  test('gets the job and manifest lines as one event', async () => {
    const { answers, calls } = await ask(job, FUNCTION, 2, () => ({
      body: { predictions: [1, 0].map((id) => ({ id, label: 'dog', confidence: id / 2 })) },
    }));
    expect(calls[0]!.path).toBe(`/2015-03-31/functions/${FUNCTION}/invocations`);
    expect(JSON.parse(calls[0]!.body.toString())).toEqual({
      version: 1,
      job: { name: 'Animals', taskType: 'image-classification', labels: ['cat', 'dog'] },
      objects: objects(2),
    });
    expect(answers).toEqual([
      { id: 0, answer: 'dog', confidence: 0 },
      { id: 1, answer: 'dog', confidence: 0.5 },
    ]);
  });

  test('gets images in base64 where another format asks for them, and may answer so', async () => {
    const bytes = Buffer.from(pngOf(3, 2, [0, 2, 1, 4]));
    const segmenting = jobOf(
      { EndpointAdapter: 'sagemaker-semantic-segmentation' },
      { taskType: 'semantic-segmentation' },
    );
    const { answers, calls } = await ask(segmenting, FUNCTION, 1, ({ path }) =>
      path.endsWith('.png')
        ? { body: bytes }
        : { body: { contentType: 'image/png', isBase64Encoded: true, body: bytes.toString('base64') } },
    );
    const event = JSON.parse(calls.at(-1)!.body.toString());
    expect(event).toEqual({
      contentType: 'image/png',
      accept: 'image/png',
      isBase64Encoded: true,
      body: bytes.toString('base64'),
    });
    expect(answers).toEqual([
      { id: 0, answer: { width: 3, height: 2, classes: ['cat'], runs: [0, 2, 1, 4] }, confidence: 1 },
    ]);
  });

  test('that throws for one object loses that one', async () => {
    const { answers } = await ask(job, FUNCTION, 12, ({ body }) => {
      const ids: number[] = JSON.parse(body.toString()).objects.map(({ id }: { id: number }) => id);
      if (!ids.includes(5)) return { body: { predictions: ids.map((id) => ({ id, label: 'cat', confidence: 1 })) } };
      return {
        headers: { 'x-amz-function-error': 'Unhandled' },
        body: { errorMessage: 'KeyError: 5', errorType: 'KeyError' },
      };
    });
    expect(answers.filter((answer) => 'problem' in answer)).toEqual([
      { id: 5, problem: 'the function failed: {"errorMessage":"KeyError: 5","errorType":"KeyError"}' },
    ]);
  });

  test.each<[string, Answer, RegExp]>([
    [
      'times out',
      {
        headers: { 'x-amz-function-error': 'Unhandled' },
        body: { errorMessage: '2026-01-01 Task timed out after 3.00 seconds' },
      },
      /3 requests without an answer: the function failed: .*timed out/,
    ],
    [
      'returns what a proxy would',
      { body: { statusCode: 200, body: '{"predictions":[]}' } },
      /no answer for any of 50 objects; object 0: the reply's 0 entries hold none with the id 0/,
    ],
    ['returns nothing', { body: 'null' }, /the function returned null, not \{"predictions"/],
    [
      'is not there',
      awsError('ResourceNotFoundException', 'Function not found', 404),
      /^endpoint arn:aws:lambda:.*: Function not found/,
    ],
  ])('that %s', async (_, answer, reason) => {
    expect((await ask(job, FUNCTION, 50, () => answer)).error!.message).toMatch(reason);
  });
});
