import { expect, test } from '@jest/globals';
import { createTrainingJob, trainingChannels } from '../../../core/job/training-job';

const train = 's3://work/jobs/a/rounds/1/channels/train/train.manifest';

test('the encoder a request brings is a channel of its folder alone', () => {
  expect(trainingChannels(train, undefined)).toEqual({ train });
  for (const uri of ['s3://input/enc', 's3://input/enc/', 's3://input/enc//'])
    expect(trainingChannels(train, uri)).toEqual({ train, encoder: 's3://input/enc/' });
  const { InputDataConfig } = createTrainingJob({
    trainingJobName: 'a',
    image: 'i',
    roleArn: 'r',
    instanceType: 'ml.m5.large',
    channels: trainingChannels(train, 's3://input/enc'),
    outputPath: 's3://work/jobs/a/training',
    hyperparameters: {},
  });
  expect(InputDataConfig.map(({ ChannelName, DataSource }) => [ChannelName, DataSource.S3DataSource])).toEqual([
    ['train', { S3DataType: 'S3Prefix', S3Uri: train, S3DataDistributionType: 'FullyReplicated' }],
    ['encoder', { S3DataType: 'S3Prefix', S3Uri: 's3://input/enc/', S3DataDistributionType: 'FullyReplicated' }],
  ]);
});
