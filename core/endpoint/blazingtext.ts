/** SageMaker's BlazingText, supervised: texts in, `__label__…` with probabilities out. */
import { type EndpointAdapter, type EndpointTask, ObjectProblem, ReplyProblem } from './adapter';
import { type Candidate, classAnswer } from './class-answer';
import { answerOf } from './object-answer';
import { jsonOf } from './read-reply';
import { isRecord, show } from './show';
import { textOfObject } from './text-of-object';

const PREFIX = '__label__';

export const blazingtext: EndpointAdapter = {
  slug: 'blazingtext',
  taskTypes: ['text-classification', 'text-multi-label'],
  readsFiles: true,
  mostObjects: () => 100,
  request: (objects, { names }) => ({
    contentType: 'application/json',
    accept: 'application/json',
    body: JSON.stringify({
      // A line end would end the sentence.
      instances: objects.map((object) => textOfObject(object).replace(/\s+/g, ' ').trim()),
      configuration: { k: names.all.length },
    }),
  }),
  read(reply, objects, task) {
    const value = jsonOf(reply);
    const list = Array.isArray(value) ? value : undefined;
    if (!list) throw new ReplyProblem(`the reply is ${show(value)}, not a list of {"label":[…],"prob":[…]}`);
    if (list.length !== objects.length)
      throw new ReplyProblem(`the reply holds ${list.length} predictions for ${objects.length} texts`);
    return objects.map((object, i) => answerOf(object, () => classAnswer(candidatesOf(list[i], task), task)));
  },
};

function candidatesOf(value: unknown, { names }: EndpointTask): Candidate[] {
  const { label, prob } = isRecord(value) ? value : {};
  if (!Array.isArray(label) || !Array.isArray(prob) || label.length !== prob.length)
    throw new ObjectProblem(`a prediction is ${show(value)}, not {"label":[…],"prob":[…]} of one length`);
  return label.map((name, i) => ({
    name,
    score: prob[i],
    label: () => names.ofName(typeof name === 'string' && name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name),
  }));
}
