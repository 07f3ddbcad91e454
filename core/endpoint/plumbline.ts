/** Our own contract: what the container in `model/` speaks, and any endpoint or function written for Plumbline. */
import {
  type EndpointAdapter,
  type EndpointAnswer,
  type EndpointTask,
  type LoadedObject,
  ObjectProblem,
  ReplyProblem,
} from './adapter';
import { checkAnswer } from './check-answer';
import { answerOf } from './object-answer';
import { probability } from './probability';
import { beginning, parseJson, textOf } from './read-reply';
import { renameLabels } from './rename-labels';
import { isRecord, show } from './show';

/** An answer may be a mask of some kilobytes, and a reply has to stay under 4 MB on serverless inference. */
const MOST_OBJECTS = 250;
const MOST_MASKS = 20;

export const plumblineAdapter: EndpointAdapter = {
  slug: 'plumbline',
  readsFiles: false,
  mostObjects: ({ taskType }) => (taskType.endsWith('segmentation') ? MOST_MASKS : MOST_OBJECTS),
  request: (objects) => ({
    contentType: 'application/jsonlines',
    accept: 'application/jsonlines',
    body: objects.map(({ id, line }) => JSON.stringify(inputOf(id, line))).join('\n'),
  }),
  read: (reply, objects, task) => readPredictions(linesOf(textOf(reply)), objects, task),
};

const inputOf = (id: number, line: LoadedObject['line']) =>
  line['source-ref'] === undefined ? { id, source: line.source } : { id, 'source-ref': line['source-ref'] };

/** One prediction of a reply, or why it cannot be read. */
export type Said = { value: unknown } | { problem: string };

function linesOf(text: string): Said[] {
  const said = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Said => {
      try {
        return { value: parseJson(line) };
      } catch (error) {
        return { problem: `is not JSON (${(error as Error).message}): ${beginning(line)}` };
      }
    });
  if (said.every((line) => 'problem' in line))
    throw new ReplyProblem(`the reply is not JSON Lines: entry 1 ${(said[0] as { problem: string }).problem}`);
  return said;
}

/** Answers of `{"id", "label", "confidence", "scores"?}` or `{"id", "error"}` in any order. */
export function readPredictions(
  said: readonly Said[],
  objects: readonly LoadedObject[],
  task: EndpointTask,
): EndpointAnswer[] {
  const byId = new Map<unknown, { value: Record<string, unknown>; number: number }>();
  const twice = new Set<unknown>();
  const unplaced: string[] = [];
  const asked = new Set(objects.map(({ id }) => id));
  for (const [i, entry] of said.entries()) {
    const number = i + 1;
    if ('problem' in entry) unplaced.push(`entry ${number} ${entry.problem}`);
    else if (!isRecord(entry.value)) unplaced.push(`entry ${number} is ${show(entry.value)}, not an object`);
    else if (!asked.has(entry.value.id as number)) unplaced.push(`entry ${number} has the id ${show(entry.value.id)}`);
    else if (byId.has(entry.value.id)) twice.add(entry.value.id);
    else byId.set(entry.value.id, { value: entry.value, number });
  }
  return objects.map((object) =>
    answerOf(object, () => {
      const found = byId.get(object.id);
      if (!found)
        throw new ObjectProblem(
          `the reply's ${said.length} entries hold none with the id ${object.id}${unplaced.length ? `; ${unplaced[0]}` : ''}`,
        );
      if (twice.has(object.id)) throw new ObjectProblem(`the reply holds the id ${object.id} more than once`);
      return prediction(found.value, task);
    }),
  );
}

function prediction(value: Record<string, unknown>, task: EndpointTask) {
  if (value.error !== undefined)
    throw new ObjectProblem(typeof value.error === 'string' ? value.error : `error: ${show(value.error)}`);
  if (value.label === undefined || value.label === null) throw new ObjectProblem('label is missing');
  const confidence = probability(value.confidence, 'confidence');
  const renamed = renameLabels(value.label, task.names);
  if (renamed === undefined) throw new ObjectProblem(`the job does not ask for the label ${show(value.label)}`);
  const answer = checkAnswer(renamed, task);
  const scores = value.scores === undefined ? undefined : scoresOf(value.scores, task);
  return { answer, confidence, ...(scores && { scores }) };
}

/** A probability per label of the job; undefined when some are not named. */
function scoresOf(value: unknown, { labels, names }: EndpointTask): number[] | undefined {
  if (!isRecord(value)) throw new ObjectProblem(`scores is ${show(value)}, not {"<label>": probability}`);
  const byLabel = new Map<string, number>();
  for (const [name, score] of Object.entries(value)) {
    const label = names.ofName(name);
    if (label !== undefined)
      byLabel.set(label, (byLabel.get(label) ?? 0) + probability(score, `scores[${show(name)}]`));
  }
  return labels.every((label) => byLabel.has(label)) ? labels.map((label) => byLabel.get(label)!) : undefined;
}
