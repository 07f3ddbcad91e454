/** Our own contract as a Lambda function gets it: one JSON event in, one JSON value out. */
import { type EndpointAdapter, ReplyProblem } from './adapter';
import { plumblineAdapter, readPredictions } from './plumbline';
import { jsonOf } from './read-reply';
import { isRecord, show } from './show';

export const functionContract: EndpointAdapter = {
  ...plumblineAdapter,
  request: (objects, { jobName, taskType, labels }) => ({
    contentType: 'application/json',
    accept: 'application/json',
    body: JSON.stringify({
      version: 1,
      job: { name: jobName, taskType, labels },
      objects: objects.map(({ id, line }) => ({ id, line })),
    }),
  }),
  read: (reply, objects, task) => {
    const value = jsonOf(reply);
    const predictions = isRecord(value) ? value.predictions : undefined;
    if (!Array.isArray(predictions))
      throw new ReplyProblem(`the function returned ${show(value)}, not {"predictions":[…]}`);
    return readPredictions(
      predictions.map((prediction) => ({ value: prediction })),
      objects,
      task,
    );
  },
};
