/** A SageMaker model of the user's: our container with a model trained elsewhere, put into the embedded cloud as a user would. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { CreateModelCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { packTarGz } from '../../local/sagemaker/tar';
import { textClassifier } from '../../model/learners/text-classifier';
import { writeModel } from '../../model/model-file';
import { fruitAndTools, type Laboratory } from './laboratory';
import { accessOf } from './own-functions';

const LABELS = ['fruit', 'tool'];

/** @returns the model's ARN */
export async function makeModel(lab: Laboratory, ModelName: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-model-'));
  try {
    const examples = fruitAndTools(200).map(({ text, label }) => ({
      input: textClassifier.fromText(text),
      target: LABELS.indexOf(label),
    }));
    const model = await textClassifier.train(examples, { labels: LABELS, seed: 1 }, () => undefined);
    await writeModel(folder, model.save());
    const archive = `${folder}.tar.gz`;
    await packTarGz(folder, archive);
    const ModelDataUrl = await lab.put(`models/${ModelName}.tar.gz`, await readFile(archive));
    await rm(archive);
    const lambda = new LambdaClient(accessOf(lab));
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    const { FunctionName } = Functions.find((candidate) => candidate.FunctionName!.includes('DeployModelFunction'))!;
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const { MODEL_IMAGE_URI: Image, MODEL_ROLE_ARN: ExecutionRoleArn } = Environment!.Variables!;
    const { ModelArn } = await new SageMakerClient(accessOf(lab)).send(
      new CreateModelCommand({ ModelName, ExecutionRoleArn, PrimaryContainer: { Image, ModelDataUrl } }),
    );
    return ModelArn!;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
