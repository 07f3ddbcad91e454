/** The CreateTrainingJob request of a round's model (SageMaker API). */
export interface TrainingJobInput {
  trainingJobName: string;
  image: string;
  roleArn: string;
  instanceType: string;
  /** S3 URI of each channel: `train`, a JSON Lines augmented manifest; `encoder`, a folder. See `trainingChannels`. */
  channels: Record<string, string>;
  outputPath: string;
  hyperparameters: Record<string, string>;
}

const MAX_RUNTIME_SECONDS = 6 * 3600;
const VOLUME_GB = 30;

const channel = (name: string, uri: string) => ({
  ChannelName: name,
  ContentType: name === 'encoder' ? 'application/octet-stream' : 'application/jsonlines',
  InputMode: 'File',
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri, S3DataDistributionType: 'FullyReplicated' } },
});

/** The channels of a round's training: its labels, and the encoder the request brings (`EncoderS3Uri`, a folder). */
export const trainingChannels = (train: string, encoderS3Uri: string | undefined): Record<string, string> => ({
  train,
  // With the slash, since a prefix without it would also bring `encoder-old/`.
  ...(encoderS3Uri && { encoder: encoderS3Uri.replace(/\/*$/, '/') }),
});

export const createTrainingJob = (input: TrainingJobInput) => ({
  TrainingJobName: input.trainingJobName,
  AlgorithmSpecification: { TrainingImage: input.image, TrainingInputMode: 'File' },
  RoleArn: input.roleArn,
  HyperParameters: input.hyperparameters,
  InputDataConfig: Object.entries(input.channels).map(([name, uri]) => channel(name, uri)),
  OutputDataConfig: { S3OutputPath: input.outputPath },
  ResourceConfig: { InstanceType: input.instanceType, InstanceCount: 1, VolumeSizeInGB: VOLUME_GB },
  StoppingCondition: { MaxRuntimeInSeconds: MAX_RUNTIME_SECONDS },
});
