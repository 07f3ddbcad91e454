// A thread of its own for the simulated workers: registers the TypeScript loader, as bin/plumbline.mjs does, and lets them work.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { runCrew } = await import('./crew.ts');
const { truthOf } = await import('./truth.ts');

const over = new AbortController();
parentPort.once('message', () => over.abort());
const { truth, jobKeys, ...crew } = workerData;
await runCrew({
  ...crew,
  truth: truthOf(truth),
  jobKeys: () => jobKeys,
  onAnswer: () => parentPort.postMessage('answer'),
  signal: over.signal,
});
parentPort.close();
