import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type InputReader, inputReader } from './input-reader';
import { learnerOfModel } from './learners/encoded-learner';
import type { Learner, Model, Prediction } from './learners/learner';
import { readModel } from './model-file';
import { type ObjectReader, s3Reader } from './s3-objects';
import { type ContainerPaths, containerPaths } from './sagemaker';

export interface ServeOptions {
  paths?: ContainerPaths;
  port?: number;
  readObject?: ObjectReader;
}

/** The loaded model, with the learner that knows how its labels are written. */
interface Served {
  learner: Learner;
  model: Model;
}

/** SageMaker sends at most 6 MB to a real-time endpoint and 4 MB to a serverless one. */
const largestRequest = 8 * 1024 * 1024;
const mostLines = 10_000;
/** Objects scored before the server looks at other requests again: a ping must be answered within two seconds. */
const batchSize = 64;
const cacheBytes = 256 * 1024 * 1024;

/** Loads the model and answers SageMaker's two routes. */
export async function serve({
  paths = containerPaths(),
  port = Number(process.env.SAGEMAKER_BIND_TO_PORT ?? 8080),
  readObject = s3Reader(),
}: ServeOptions = {}): Promise<Server> {
  const file = await readModel(paths.model);
  const learner = await learnerOfModel(file, paths.model);
  const model = learner.load(file);
  const served: Served = { learner, model };
  const readInput = inputReader(learner, readObject, cacheBytes);
  const server = createServer((request, response) => {
    route(request, response, served, readInput).catch((error: Error) => {
      console.error(error);
      if (response.headersSent) response.destroy();
      else refuse(response, 500, error.message);
    });
  });
  // Longer than the invoker keeps an idle connection, so that it is never the server that hangs up on a request under way.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => resolve());
  });
  return server;
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  served: Served,
  readInput: InputReader,
): Promise<void> {
  const path = request.url?.split('?')[0];
  if (path === '/ping' && request.method === 'GET') {
    response.end();
  } else if (path === '/execution-parameters' && request.method === 'GET') {
    send(
      response,
      'application/json',
      JSON.stringify({ MaxConcurrentTransforms: 2, BatchStrategy: 'MULTI_RECORD', MaxPayloadInMB: 6 }),
    );
  } else if (path === '/invocations' && request.method === 'POST') {
    await invoke(request, response, served, readInput);
  } else {
    refuse(response, 404, `${request.method} ${path}: there are GET /ping and POST /invocations`);
  }
}

async function invoke(
  request: IncomingMessage,
  response: ServerResponse,
  served: Served,
  readInput: InputReader,
): Promise<void> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/jsonlines' && type !== 'application/x-jsonlines') {
    refuse(response, 415, `content type is ${type ?? 'missing'}, this container takes application/jsonlines`);
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    refuse(response, 413, `the request is over ${largestRequest} bytes; send fewer lines at a time`);
    return;
  }
  const lines = body.split('\n').filter((line) => line.trim());
  if (lines.length > mostLines) {
    refuse(response, 413, `the request holds ${lines.length} lines, the most is ${mostLines}`);
    return;
  }
  const answers: string[] = [];
  for (let start = 0; start < lines.length; start += batchSize) {
    if (response.destroyed) return;
    answers.push(...(await scoreLines(lines.slice(start, start + batchSize), served, readInput)));
    await nextTurn();
  }
  send(response, 'application/jsonlines', answers.map((answer) => `${answer}\n`).join(''));
}

/** One answer a line, in the same order; what is wrong with one line is that line's answer. */
async function scoreLines(lines: string[], served: Served, readInput: InputReader): Promise<string[]> {
  const read = await Promise.all(
    lines.map(async (text) => {
      let id: unknown = null;
      try {
        const line = JSON.parse(text);
        if (typeof line !== 'object' || line === null || Array.isArray(line))
          throw new Error('the line is not a JSON object');
        id = line.id ?? null;
        return { id, input: await readInput(line) };
      } catch (error) {
        return { id, error: (error as Error).message };
      }
    }),
  );
  const good = read.filter((entry) => !('error' in entry));
  const predictions = served.model.predict(good.map((entry) => entry.input));
  let next = 0;
  return read.map((entry) =>
    JSON.stringify('error' in entry ? entry : { id: entry.id, ...answer(served, predictions[next++]!) }),
  );
}

function answer({ learner, model: { labels } }: Served, { target, confidence, scores }: Prediction) {
  if (!Number.isFinite(confidence)) return { error: 'the model gave a confidence that is not a number' };
  return {
    label: learner.answerOfTarget(target, labels),
    // In full: rounding would make objects equal that the labeling loop tells apart.
    confidence,
    ...(scores && { scores: Object.fromEntries(labels.map((label, i) => [label, rounded(scores[i]!)])) }),
  };
}

const rounded = (probability: number) => Math.round(probability * 1e6) / 1e6;

/** The body as text; undefined when it is too large. The rest is read and dropped: a client that is still sending would miss the answer. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= largestRequest) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > largestRequest ? undefined : Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ error: message });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  response.end(body);
}
