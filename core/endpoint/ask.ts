import {
  type EndpointAdapter,
  type EndpointAnswer,
  type EndpointObject,
  type EndpointReply,
  type EndpointRequest,
  type EndpointTask,
  type LoadedObject,
  ObjectProblem,
  type Objects,
  ReplyProblem,
} from './adapter';

/** Reaches the endpoint and the files. Whatever is thrown besides the two problems ends the asking: nothing that is asked could be answered. */
export interface EndpointLine {
  /** @throws RequestRefused */
  send(request: EndpointRequest): Promise<EndpointReply>;
  /** The bytes behind `source-ref`. @throws ObjectProblem */
  readFile(uri: string): Promise<Uint8Array>;
}

/** The endpoint did not answer this request; another might be answered. */
export class RequestRefused extends Error {
  override name = 'RequestRefused';
  constructor(
    message: string,
    readonly timedOut = false,
  ) {
    super(message);
  }
}

/** An endpoint that answers for no object. */
export class EndpointBroken extends Error {
  override name = 'EndpointBroken';
}

export interface AskOptions {
  /** What the endpoint is called in messages. */
  endpoint: string;
  /** Whether it has answered for objects of this job before: then objects it cannot answer for say nothing against it. */
  proven?: boolean;
  /** Whether time is up: what has not been asked then has no answer. */
  late?: () => boolean;
}

/** Characters of text in one request: some 3 MB in UTF-8 at most, under serverless inference's 4 MB and Lambda's 6 MB. */
const MOST_CHARACTERS = 1_000_000;
/** Requests under way at once; single images are small requests that wait mostly for the network. */
const IN_FLIGHT = { batch: 2, single: 8 };
/** So many objects without one answer are not the objects' fault. */
const ENOUGH_FAILURES = 10;
/** A request that times out has cost a minute. */
const ENOUGH_TIMEOUTS = 3;
/** Where so many requests have failed, further ones are not cut down to the object they hang on. */
const MOST_FAILURES = 200;

/**
 * Asks an endpoint about objects; one answer for each, in their order. A request that fails is cut in halves, so that an object that cannot be
 * answered for costs only itself.
 * @throws EndpointBroken when not one of enough objects got an answer
 */
export async function askEndpoint(
  adapter: EndpointAdapter,
  task: EndpointTask,
  objects: readonly EndpointObject[],
  line: EndpointLine,
  options: AskOptions,
): Promise<EndpointAnswer[]> {
  const asking = new Asking(adapter, task, line, options);
  const groups = [...cut(objects, adapter.mostObjects(task))];
  let next = 0;
  const runner = async () => {
    while (next < groups.length && !asking.over) await asking.group(groups[next++]!);
  };
  const width = adapter.mostObjects(task) === 1 ? IN_FLIGHT.single : IN_FLIGHT.batch;
  await Promise.all(Array.from({ length: Math.min(width, groups.length) }, runner));
  asking.checkAll(objects.length);
  return objects.map(({ id }) => asking.answers.get(id)!);
}

function* cut(objects: readonly EndpointObject[], most: number): Generator<EndpointObject[]> {
  let group: EndpointObject[] = [];
  let characters = 0;
  for (const object of objects) {
    const length = (object.line.source?.length ?? 0) + 200;
    if (group.length > 0 && (group.length >= most || characters + length > MOST_CHARACTERS)) {
      yield group;
      group = [];
      characters = 0;
    }
    group.push(object);
    characters += length;
  }
  if (group.length > 0) yield group;
}

class Asking {
  readonly answers = new Map<number, EndpointAnswer>();
  over = false;
  private answered = 0;
  /** Requests that failed, and those of them that were about one object. */
  private failures = 0;
  private failed = 0;
  private timeouts = 0;
  private first: { id: number; problem: string } | undefined;

  constructor(
    private readonly adapter: EndpointAdapter,
    private readonly task: EndpointTask,
    private readonly line: EndpointLine,
    private readonly options: AskOptions,
  ) {}

  async group(objects: readonly EndpointObject[]): Promise<void> {
    if (this.over) return;
    if (this.options.late?.()) return this.leave(objects, 'the time for asking was over before it was asked about');
    try {
      await this.request(objects);
    } catch (error) {
      // Those whose files could not be read have their reason already.
      const open = objects.filter(({ id }) => !this.answers.has(id));
      const single = open.length === 1 ? open[0]! : undefined;
      // An object that cannot be put in a request says nothing about the endpoint.
      const unasked = error instanceof ObjectProblem;
      if (!(unasked || error instanceof RequestRefused || error instanceof ReplyProblem)) {
        this.over = true;
        throw error;
      }
      if (!unasked) this.countFailure(single, error);
      if (single) return this.keep({ id: single.id, problem: error.message });
      if (this.failures > MOST_FAILURES)
        return this.leave(
          open,
          `${error.message} (asked with ${open.length - 1} others, after ${MOST_FAILURES} failures not by itself)`,
        );
      const half = open.length >> 1;
      await this.group(open.slice(0, half));
      await this.group(open.slice(half));
    }
  }

  private async request(objects: readonly EndpointObject[]): Promise<void> {
    const loaded = this.adapter.readsFiles ? await this.load(objects) : objects;
    const [first, ...others] = loaded;
    if (!first) return;
    const asked: Objects = [first, ...others];
    const reply = await this.line.send(this.adapter.request(asked, this.task));
    for (const answer of this.adapter.read(reply, asked, this.task)) this.keep(answer);
  }

  /** The objects whose files can be read; the others have their problem. */
  private async load(objects: readonly EndpointObject[]): Promise<LoadedObject[]> {
    const loaded: LoadedObject[] = [];
    for (const object of objects) {
      const uri = object.line['source-ref'];
      try {
        loaded.push(uri === undefined ? object : { ...object, file: await this.line.readFile(uri) });
      } catch (error) {
        if (!(error instanceof ObjectProblem)) throw error;
        this.countFailure(object, error);
        this.keep({ id: object.id, problem: error.message });
      }
    }
    return loaded;
  }

  private leave(objects: readonly EndpointObject[], problem: string): void {
    for (const { id } of objects) this.keep({ id, problem });
  }

  private keep(answer: EndpointAnswer): void {
    this.answers.set(answer.id, answer);
    if ('answer' in answer) this.answered += 1;
    else this.first ??= answer;
  }

  private countFailure(single: EndpointObject | undefined, error: Error): void {
    const timedOut = error instanceof RequestRefused && error.timedOut;
    if (timedOut) this.timeouts += 1;
    this.failures += 1;
    if (single) this.failed += 1;
    if (this.answered > 0) return;
    if (this.timeouts >= ENOUGH_TIMEOUTS) this.giveUp(`${this.timeouts} requests without an answer: ${error.message}`);
    if (this.failed >= ENOUGH_FAILURES && !this.options.proven) {
      const { id, problem } = this.first ?? { id: single!.id, problem: error.message };
      this.giveUp(`no answer for ${this.failed} objects and none for any other; object ${id}: ${problem}`);
    }
  }

  checkAll(objects: number): void {
    if (objects >= ENOUGH_FAILURES && this.answered === 0 && !this.options.proven)
      this.giveUp(`no answer for any of ${objects} objects; object ${this.first!.id}: ${this.first!.problem}`);
  }

  private giveUp(reason: string): never {
    this.over = true;
    throw new EndpointBroken(`endpoint ${this.options.endpoint}: ${reason}`);
  }
}
