import { cognitoClient } from '../cloud/clients';
import { inParallel } from '../cloud/in-parallel';
import type { Stack } from '../cloud/stack';
import { CommandFailure } from '../failure';
import { ensureWorker, signIn, type WorkerPool } from './accounts';
import { answering } from './opinion';
import { simulateWorker } from './simulated-worker';
import type { Truth } from './truth';
import { WorkerApi } from './worker-api';

export interface Crew {
  stack: Stack;
  /** Cognito group the accounts are put in; the job's work team. */
  group: string;
  count: number;
  accuracy: number;
  seed: number;
  labels: readonly string[];
  taskType: string;
  truth: Truth;
  jobKeys(): readonly string[];
  thinkMs?: number;
  onAnswer(): void;
  signal: AbortSignal;
}

/** The group of the pool whose members may work for the team: `…:workteam/private-crowd/labelers`. */
export const groupOf = (workteamArn: string): string => workteamArn.split('/').at(-1)!;

export function workerPool({ access, outputs }: Stack, group: string): WorkerPool {
  if (!outputs.UserPoolId) {
    throw new CommandFailure(
      'the stack has no Cognito user pool of its own, so no accounts for simulated workers can be made in it',
    );
  }
  return { client: cognitoClient(access), userPoolId: outputs.UserPoolId, clientId: outputs.UserPoolClientId, group };
}

/** Creates the accounts, signs everybody in and lets them work side by side until the signal. */
export async function runCrew(crew: Crew): Promise<void> {
  const pool = workerPool(crew.stack, crew.group);
  const names = Array.from({ length: crew.count }, (_, index) => `worker-${String(index + 1).padStart(2, '0')}`);
  // why: a pool of the embedded cloud or of a test account; the password only has to pass the pool's policy and be the same next time.
  const password = (name: string) => `Plumb-line-${crew.seed}-${name}`;
  await inParallel(names, 4, (name) => ensureWorker(pool, name, password(name)));
  const failure = new AbortController();
  const signal = AbortSignal.any([crew.signal, failure.signal]);
  await Promise.all(
    names.map(async (name) => {
      try {
        await simulateWorker({
          api: new WorkerApi(crew.stack.outputs.ApiUrl, () => signIn(pool, name, password(name))),
          answer: answering(
            crew.taskType,
            { seed: crew.seed, worker: name, accuracy: crew.accuracy, labels: crew.labels },
            crew.truth,
          ),
          jobKeys: crew.jobKeys,
          thinkMs: crew.thinkMs,
          onAnswer: crew.onAnswer,
          signal,
        });
      } catch (error) {
        failure.abort();
        throw new Error(`simulated worker ${name}: ${(error as Error).message}`, { cause: error });
      }
    }),
  );
}
