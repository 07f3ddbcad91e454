/** SageMaker's built-in image classification: an image in, a list of probabilities by class number out. Its TensorFlow version names them too. */
import { type EndpointAdapter, type EndpointTask, ReplyProblem } from './adapter';
import { type Candidate, classAnswer } from './class-answer';
import { imageHeader } from './image-header';
import { answerOf } from './object-answer';
import { jsonOf } from './read-reply';
import { isRecord, show } from './show';

export const sagemakerImageClassification: EndpointAdapter = {
  slug: 'sagemaker-image-classification',
  taskTypes: ['image-classification', 'image-multi-label'],
  readsFiles: true,
  mostObjects: () => 1,
  request([{ file }]) {
    imageHeader(file);
    return { contentType: 'application/x-image', accept: 'application/json', body: file! };
  },
  read(reply, [object], task) {
    const value = jsonOf(reply);
    const list = isRecord(value) ? (value.prediction ?? value.probabilities) : value;
    if (!Array.isArray(list))
      throw new ReplyProblem(`the reply is ${show(value)}, not a list of probabilities or {"prediction":[…]}`);
    const names = isRecord(value) && Array.isArray(value.labels) ? value.labels : undefined;
    return [answerOf(object, () => classAnswer(candidatesOf(list, names, task), task))];
  },
};

const candidatesOf = (list: unknown[], names: unknown[] | undefined, task: EndpointTask): Candidate[] =>
  list.map((score, index) =>
    names
      ? { name: names[index], score, label: () => task.names.ofName(names[index]) }
      : { name: index, score, label: () => task.names.ofIndex(index) },
  );
