import { StateFailure } from '../errors';
import { type Integration, pause, type TaskCall } from './integration';
import { optimized, sageMaker } from './optimized';
import { toFailure } from './service-error';

/** `sagemaker:createTrainingJob.sync`: the result is the ended job's description. */
export function trainingJobSync(): Integration {
  return {
    ...optimized('sagemaker:createTrainingJob', '.sync', 'sync')!,
    async completion(call) {
      for (let wait = 250; ; wait = Math.min(wait * 1.5, 5_000)) {
        const job = await describe(call);
        if (job.TrainingJobStatus === 'Completed') return job;
        if (job.TrainingJobStatus === 'Failed' || job.TrainingJobStatus === 'Stopped') {
          throw new StateFailure('States.TaskFailed', JSON.stringify(job));
        }
        if (!(await pause(call, wait))) return undefined;
      }
    },
    async cancel(call) {
      await call.context.call(call.principal, 'sagemaker', 'StopTrainingJob', {
        TrainingJobName: call.arguments.TrainingJobName,
      });
    },
  };
}

async function describe({ context, principal, arguments: input }: TaskCall): Promise<Record<string, any>> {
  try {
    return await context.call(principal, 'sagemaker', 'DescribeTrainingJob', {
      TrainingJobName: input.TrainingJobName,
    });
  } catch (error) {
    throw toFailure(error, sageMaker);
  }
}
