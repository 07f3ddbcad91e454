import { Worker } from 'node:worker_threads';
import type { Crew } from './crew';

/** A crew whose members are told everything at the start. */
export interface ThreadedCrew extends Omit<Crew, 'truth' | 'jobKeys'> {
  truth: { object: string; label: unknown }[];
  jobKeys: readonly string[];
}

/**
 * Runs a crew beside the embedded cloud instead of within its event loop: workers sit elsewhere in life, and whoever measures the cloud should
 * not measure them with it.
 */
export function runCrewInThread({ signal, onAnswer, ...crew }: ThreadedCrew): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./crew-thread.mjs', import.meta.url), { workerData: crew });
    const stop = () => thread.postMessage('over');
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    thread.on('message', onAnswer);
    thread.once('error', reject);
    thread.once('exit', () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
  });
}
