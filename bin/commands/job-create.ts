import { readFile } from 'node:fs/promises';
import { s3Client } from './cloud/clients';
import { type CreateRequest, LabelingJobs } from './cloud/labeling-jobs';
import { uploadLocalFiles } from './cloud/upload-local-files';
import type { Command } from './command';
import { stackOption } from './data-option';
import { CommandFailure } from './failure';
import { text } from './options';
import { stackOf } from './with-stack';

export const jobCreate: Command = {
  name: 'job create',
  summary:
    'Creates a labeling job from a file holding a CreateLabelingJob request. Manifest, label category file and template may be\npaths relative to that file; they are put into the input bucket first.',
  positionals: ['FILE'],
  options: {
    name: { type: 'string', value: 'NAME', description: 'LabelingJobName to use instead of the one in the file' },
    ...stackOption,
  },
  examples: [
    'plumbline job create examples/text-classification/job.json',
    'plumbline job create night-cars.json --name night-cars-02',
  ],
  async run({ values, positionals, terminal }) {
    const file = positionals[0]!;
    const request = await readRequest(file);
    const name = text(values, 'name');
    if (name) request.LabelingJobName = name;
    const stack = await stackOf(values);
    await uploadLocalFiles(s3Client(stack.access), stack.outputs.InputBucketName, request, file);
    const arn = await new LabelingJobs(stack).create(request);
    terminal.out(values.json ? JSON.stringify({ LabelingJobArn: arn }) : `Created ${arn}`);
  },
};

async function readRequest(file: string): Promise<CreateRequest> {
  const content = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandFailure(`cannot read ${file}: ${error.message}`);
  });
  try {
    return JSON.parse(content) as CreateRequest;
  } catch (error) {
    throw new CommandFailure(`${file} is not JSON: ${(error as Error).message}`);
  }
}
