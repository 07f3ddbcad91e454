/**
 * Hugging Face pipelines as their inference toolkit serves them: `{"inputs": …}` or an image in, the pipeline's own JSON out. Which pipeline it has to
 * be follows from the task type.
 */
import { type EndpointAdapter, type EndpointTask, type LoadedObject, type Objects, ReplyProblem } from './adapter';
import { classAnswer } from './class-answer';
import { boxesIn } from './hugging-face/boxes';
import { classesIn, pairsIn } from './hugging-face/classes';
import { spansIn } from './hugging-face/spans';
import { imageHeader } from './image-header';
import { answerOf } from './object-answer';
import { jsonOf } from './read-reply';
import { isRecord, show } from './show';
import { textOfObject } from './text-of-object';

const TEXT_TASKS = ['text-classification', 'text-multi-label', 'named-entity-recognition'];
const IMAGE_TASKS = ['image-classification', 'image-multi-label', 'bounding-box'];
/** A transformer on a CPU takes up to a second a text, and SageMaker waits for sixty. */
const MOST_TEXTS = 32;

export const huggingFace: EndpointAdapter = {
  slug: 'hugging-face',
  taskTypes: [...TEXT_TASKS, ...IMAGE_TASKS],
  readsFiles: true,
  mostObjects: ({ taskType }) => (TEXT_TASKS.includes(taskType) ? MOST_TEXTS : 1),
  request(objects, { taskType }) {
    const [{ file }] = objects;
    if (!TEXT_TASKS.includes(taskType))
      return { contentType: imageHeader(file).type, accept: 'application/json', body: file! };
    const inputs = objects.map(textOfObject);
    // Without "O", the label of what is no entity, a text without entities would come without any score.
    const parameters = taskType === 'named-entity-recognition' ? { ignore_labels: [] } : undefined;
    return json({ inputs, ...(parameters && { parameters }) });
  },
  read(reply, objects, task) {
    const value = checked(jsonOf(reply));
    return perObject(value, objects).map((said, i) => answerOf(objects[i]!, () => readOne(said, objects[i]!, task)));
  },
};

function readOne(said: unknown, object: LoadedObject, task: EndpointTask) {
  if (task.taskType === 'named-entity-recognition') return spansIn(said, textOfObject(object), task);
  if (task.taskType === 'bounding-box') return boxesIn(said, object, task);
  return classAnswer(classesIn(said, task), task);
}

export const huggingFaceZeroShot: EndpointAdapter = {
  slug: 'hugging-face-zero-shot',
  taskTypes: ['text-classification', 'text-multi-label'],
  readsFiles: true,
  // The network runs once for each pair of a text and a label.
  mostObjects: ({ names }) => Math.max(1, Math.floor(MOST_TEXTS / names.all.length)),
  request: (objects, { names, taskType }) =>
    json({
      inputs: objects.map(textOfObject),
      parameters: { candidate_labels: names.all, multi_label: taskType === 'text-multi-label' },
    }),
  read(reply, objects, task) {
    const value = checked(jsonOf(reply));
    const list = Array.isArray(value) ? value : [value];
    if (list.length !== objects.length)
      throw new ReplyProblem(`the reply holds ${list.length} results for ${objects.length} texts`);
    return objects.map((object, i) => answerOf(object, () => classAnswer(pairsIn(list[i], task), task)));
  },
};

const json = (value: unknown) => ({
  contentType: 'application/json',
  accept: 'application/json',
  body: JSON.stringify(value),
});

/** @throws ReplyProblem when the server says what went wrong */
function checked(value: unknown): unknown {
  if (isRecord(value) && !('labels' in value))
    throw new ReplyProblem(`the reply is ${show(value.error ?? value.message ?? value)}`);
  return value;
}

/** A list per object. One object's own list, and a list of the best class of each, come without the outer or the inner brackets. */
function perObject(value: unknown, objects: Objects): unknown[] {
  if (!Array.isArray(value)) throw new ReplyProblem(`the reply is ${show(value)}, not a list`);
  if (objects.length === 1) return value.length === 1 && Array.isArray(value[0]) ? value : [value];
  if (value.length !== objects.length)
    throw new ReplyProblem(`the reply holds ${value.length} results for ${objects.length} objects`);
  return value.map((said) => (Array.isArray(said) ? said : [said]));
}
