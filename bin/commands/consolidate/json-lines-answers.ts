import { CommandFailure } from '../failure';
import type { AnswerSink } from './answer-sink';
import { NAMES } from './columns';

/** Reads JSON Lines: `{object, worker, label}` per line. Without a label member the members that are left are the answer. */
export async function readJsonLinesAnswers(
  pieces: AsyncIterable<string>,
  file: string,
  sink: AnswerSink,
  needsWorker: boolean,
): Promise<void> {
  const place = { file, line: 0 };
  let found = false;
  for await (const line of lines(pieces)) {
    place.line++;
    if (line.trim() === '') continue;
    found = true;
    const given = answerIn(line, needsWorker);
    if (typeof given === 'string') sink.setAside(place, given);
    else sink.answer(given.object, given.worker, given.content, given.seconds, place);
  }
  if (!found) throw new CommandFailure(`${file}: is empty`);
}

interface Given {
  object: string;
  worker: string;
  content: unknown;
  seconds: number | undefined;
}

const ROLES = new Map<string, keyof typeof NAMES>(
  Object.entries(NAMES).flatMap(([role, names]) => names.map((name) => [name, role as keyof typeof NAMES])),
);

/** The answer in a line, or the reason why there is none. */
function answerIn(line: string, needsWorker: boolean): Given | string {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (error) {
    return `not JSON (${(error as Error).message.slice(0, 100)})`;
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return 'not a JSON object';
  const found = new Map<keyof typeof NAMES, unknown>();
  const rest: [string, unknown][] = [];
  for (const entry of Object.entries(record)) {
    const role = ROLES.get(entry[0].toLowerCase());
    if (role !== undefined && !found.has(role)) found.set(role, entry[1]);
    else rest.push(entry);
  }
  if (!found.has('object')) return 'has no member "object"';
  if (needsWorker && !found.has('worker')) return 'has no member "worker"';
  const object = nameOf(found.get('object'));
  const worker = found.has('worker') ? nameOf(found.get('worker')) : '';
  if (object === undefined) return '"object" is neither text nor a number';
  if (worker === undefined) return '"worker" is neither text nor a number';
  const seconds = found.get('seconds');
  return {
    object,
    worker,
    content: found.has('label') ? found.get('label') : Object.fromEntries(rest),
    seconds: typeof seconds === 'number' && seconds >= 0 ? seconds : undefined,
  };
}

const nameOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

/** Lines of text that comes in pieces. */
async function* lines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const split = (rest + piece).split('\n');
    rest = split.pop()!;
    yield* split;
  }
  if (rest !== '') yield rest;
}
