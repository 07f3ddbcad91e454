import { describe, expect, test } from '@jest/globals';
import { type EndpointObject, type EndpointRequest, ObjectProblem } from '../../../core/endpoint/adapter';
import { askEndpoint, EndpointBroken, type EndpointLine, RequestRefused } from '../../../core/endpoint/ask';
import { endpointAdapter } from '../../../core/endpoint/registry';
import { pngOf, reply, taskOf } from './task';

const many = (count: number): EndpointObject[] =>
  Array.from({ length: count }, (_, id) => ({ id, line: { source: `text ${id}` } }));
const pictures = (count: number): EndpointObject[] =>
  Array.from({ length: count }, (_, id) => ({ id, line: { 'source-ref': `s3://b/${id}.png` } }));

/** An endpoint of our own contract; `answer` may refuse a request or spoil its reply. */
class Scripted implements EndpointLine {
  readonly requests: number[][] = [];
  constructor(private readonly answer: (ids: number[]) => string | undefined) {}

  async send({ body }: EndpointRequest) {
    const ids = String(body)
      .split('\n')
      .map((line) => JSON.parse(line).id as number);
    this.requests.push(ids);
    return reply(this.answer(ids) ?? ids.map((id) => `{"id":${id},"label":"cat","confidence":0.5}`).join('\n'));
  }

  async readFile(): Promise<Uint8Array> {
    throw new Error('nothing is read for our own contract');
  }
}

const ask = (
  line: EndpointLine,
  objects: EndpointObject[],
  options: { proven?: boolean; late?: () => boolean; adapter?: string } = {},
) => {
  const { adapter = 'plumbline', ...rest } = options;
  const task = taskOf(adapter === 'plumbline' ? 'text-classification' : 'image-classification');
  return askEndpoint(endpointAdapter(adapter), task, objects, line, { endpoint: 'mine', ...rest });
};

describe('asking an endpoint', () => {
  test('requests are cut by number and by length, and answers stand in the order of the objects', async () => {
    const line = new Scripted(() => undefined);
    const answers = await ask(line, many(600));
    expect(line.requests.map((ids) => ids.length)).toEqual([250, 250, 100]);
    expect(answers.map(({ id }) => id)).toEqual(many(600).map(({ id }) => id));
    const long = new Scripted(() => undefined);
    await ask(
      long,
      many(4).map(({ id }) => ({ id, line: { source: 'x'.repeat(400_000) } })),
    );
    expect(long.requests.map((ids) => ids.length)).toEqual([2, 2]);
  });

  test('nothing to ask', async () => {
    expect(await ask(new Scripted(() => undefined), [])).toEqual([]);
  });

  test.each<[string, (poison: number) => (ids: number[]) => string | undefined, string]>([
    [
      'that makes the model fail',
      (poison) => (ids) => {
        if (ids.includes(poison)) throw new RequestRefused('the model answered 500: index out of range');
        return undefined;
      },
      'the model answered 500: index out of range',
    ],
    [
      'that cuts the reply off',
      (poison) => (ids) => (ids.includes(poison) ? '<html>' : undefined),
      'the reply is a page, not JSON: <html>',
    ],
    [
      'that times out',
      (poison) => (ids) => {
        if (ids.includes(poison)) throw new RequestRefused('it did not answer in time', true);
        return undefined;
      },
      'it did not answer in time',
    ],
  ])('an object %s costs itself and nothing else', async (_, spoilt, problem) => {
    const line = new Scripted(spoilt(37));
    const answers = await ask(line, many(100));
    expect(answers.filter((answer) => 'problem' in answer)).toEqual([{ id: 37, problem }]);
    expect(line.requests.length).toBeLessThan(20);
  });

  test('an endpoint that never answers is given up soon, with the first reason', async () => {
    const line = new Scripted(() => 'Service Unavailable');
    await expect(ask(line, many(2000))).rejects.toThrow(EndpointBroken);
    await expect(ask(line, many(2000))).rejects.toThrow(
      /^endpoint mine: no answer for 10 objects and none for any other; object 0: the reply is not JSON Lines: .*Service Unavailable/,
    );
    expect(line.requests.length).toBeLessThan(120);
  });

  test('three time-outs before any answer are enough', async () => {
    const line = new Scripted(() => {
      throw new RequestRefused('it did not answer in time', true);
    });
    await expect(ask(line, many(2000), { proven: true })).rejects.toThrow(
      '3 requests without an answer: it did not answer in time',
    );
    expect(line.requests.length).toBeLessThanOrEqual(4);
  });

  test('usable form but nothing usable in it: given up as well, unless it has answered before', async () => {
    const nan = (ids: number[]) => ids.map((id) => `{"id":${id},"label":"cat","confidence":NaN}`).join('\n');
    await expect(ask(new Scripted(nan), many(20))).rejects.toThrow(
      'no answer for any of 20 objects; object 0: confidence is "NaN", not a number',
    );
    const answers = await ask(new Scripted(nan), many(20), { proven: true });
    expect(answers).toHaveLength(20);
    expect(answers[19]).toEqual({ id: 19, problem: 'confidence is "NaN", not a number' });
  });

  test('a few objects without an answer say nothing against it', async () => {
    const answers = await ask(new Scripted(() => ''), many(9));
    expect(answers).toHaveLength(9);
    expect(answers[3]).toEqual({ id: 3, problem: 'the reply is empty' });
  });

  test('a file that cannot be read is tried once, however often its request is cut', async () => {
    const read: string[] = [];
    const line: EndpointLine = {
      async send({ body }) {
        const { inputs } = JSON.parse(String(body));
        if (inputs.includes('text 7')) throw new RequestRefused('the model answered 400: too long');
        return reply(JSON.stringify(inputs.map(() => ({ label: 'cat', score: 0.5 }))));
      },
      async readFile(uri) {
        read.push(uri);
        throw new ObjectProblem(`there is no object ${uri}`);
      },
    };
    const asked = [...many(30), { id: 30, line: { 'source-ref': 's3://b/30.txt' } }];
    const task = taskOf('text-classification');
    const answers = await askEndpoint(endpointAdapter('hugging-face'), task, asked, line, { endpoint: 'mine' });
    expect(read).toEqual(['s3://b/30.txt']);
    expect(answers.filter((answer) => 'problem' in answer)).toEqual([
      { id: 7, problem: 'the model answered 400: too long' },
      { id: 30, problem: 'there is no object s3://b/30.txt' },
    ]);
  });

  test('where most objects are refused, requests are not cut down for ever', async () => {
    const line = new Scripted((ids) => (ids.some((id) => id % 2) ? 'no' : undefined));
    const answers = await ask(line, many(2000));
    expect(answers).toHaveLength(2000);
    expect(line.requests.length).toBeLessThan(600);
    const last = answers.at(-1)!;
    expect('problem' in last && last.problem).toMatch(/\(asked with 249 others, after 200 failures not by itself\)$/);
  });

  test('when time is up, what was not asked has no answer and what was keeps its own', async () => {
    let asked = 0;
    const line = new Scripted(() => {
      asked += 1;
      return undefined;
    });
    const answers = await ask(line, many(1000), { late: () => asked >= 2 });
    expect(answers.filter((answer) => 'answer' in answer)).toHaveLength(500);
    expect(answers[999]).toEqual({ id: 999, problem: 'the time for asking was over before it was asked about' });
  });

  test('what concerns every request ends it at once, as it came', async () => {
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    const line = new Scripted(() => {
      throw denied;
    });
    await expect(ask(line, many(2000))).rejects.toBe(denied);
    expect(line.requests.length).toBeLessThanOrEqual(2);
  });

  test('images: one a request; files that cannot be read and files that are none cost themselves', async () => {
    const sent: number[] = [];
    const line: EndpointLine = {
      async send({ body, contentType }) {
        expect(contentType).toBe('application/x-image');
        sent.push((body as Uint8Array).length);
        return reply('[0.25,0.75]');
      },
      async readFile(uri) {
        if (uri === 's3://b/3.png') throw new ObjectProblem('there is no object s3://b/3.png');
        return uri === 's3://b/5.png' ? new TextEncoder().encode('no image') : pngOf(2, 2);
      },
    };
    const answers = await ask(line, pictures(30), { adapter: 'sagemaker-image-classification' });
    expect(sent).toHaveLength(28);
    expect(answers.filter((answer) => 'problem' in answer)).toEqual([
      { id: 3, problem: 'there is no object s3://b/3.png' },
      { id: 5, problem: 'the file is no JPEG, PNG, GIF, BMP or WebP image whose size can be read' },
    ]);
    expect(answers[4]).toEqual({ id: 4, answer: 'dog', confidence: 0.75, scores: [0.25, 0.75] });
  });
});
