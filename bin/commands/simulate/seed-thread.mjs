// A thread of its own for seeds of a simulation: registers the TypeScript loader, as bin/plumbline.mjs does, and takes seeds until none is left.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { runSeedsHere } = await import('./seeds-here.ts');
await runSeedsHere(workerData, (run) => parentPort.postMessage(run));
parentPort.close();
