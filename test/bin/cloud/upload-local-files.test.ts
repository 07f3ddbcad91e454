import { join } from 'node:path';
import type { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from '@jest/globals';
import { uploadLocalFiles } from '../../../bin/commands/cloud/upload-local-files';

const examples = join(__dirname, '../../../examples');
const collector = () => {
  const keys: string[] = [];
  return { keys, s3: { send: async (command: PutObjectCommand) => void keys.push(command.input.Key!) } as never };
};
const request = (manifest: string) => ({
  LabelingJobName: 'j',
  InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: manifest } } },
  LabelCategoryConfigS3Uri: 's3://mine/labels.json',
});

describe('files a definition names by path', () => {
  test('are uploaded and named by URI, those in S3 are left alone', async () => {
    const { s3, keys } = collector();
    const definition = request('input.manifest');
    await uploadLocalFiles(s3, 'in', definition, join(examples, 'text-classification/job.json'));
    expect(keys).toEqual(['uploads/j/input.manifest']);
    expect(definition).toEqual({ ...request('s3://in/uploads/j/input.manifest') });
  });

  test('may be a folder', async () => {
    const { s3, keys } = collector();
    const definition = request('pictures/');
    await uploadLocalFiles(s3, 'in', definition, join(examples, 'image-classification/job.json'));
    expect(keys.sort()).toEqual(Array.from({ length: 8 }, (_, index) => `uploads/j/pictures/${index}.png`));
    expect(definition.InputConfig.DataSource.S3DataSource.ManifestS3Uri).toBe('s3://in/uploads/j/pictures/');
  });

  test('that are missing are named with their place', async () => {
    const { s3 } = collector();
    await expect(uploadLocalFiles(s3, 'in', request('nowhere.manifest'), '/defs/job.json')).rejects.toThrow(
      /^\/defs\/job\.json: InputConfig\.DataSource\.S3DataSource\.ManifestS3Uri: .*\/defs\/nowhere\.manifest/,
    );
  });
});
