import type { S3Client } from '@aws-sdk/client-s3';
import { listKeys, placeOf, readObject } from '../cloud/read-objects';

/**
 * Answers that went into consolidation, counted in the job's consolidation requests. A step that was repeated after a crash may have
 * written a request twice, so an answer is one pair of object and worker.
 */
export async function countAnswers(s3: S3Client, outputManifestUri: string): Promise<number> {
  const { bucket, key } = placeOf(outputManifestUri);
  const prefix = key.replace(
    /manifests\/output\/output\.manifest$/,
    'annotations/consolidated-annotation/consolidation-request/',
  );
  const answers = new Set<string>();
  for await (const request of listKeys(s3, { bucket, key: prefix })) {
    for (const answer of answersIn((await readObject(s3, { bucket, key: request })) ?? '[]')) answers.add(answer);
  }
  return answers.size;
}

export function answersIn(request: string): string[] {
  const objects = JSON.parse(request) as { datasetObjectId: string; annotations?: { workerId: string }[] }[];
  return objects.flatMap(({ datasetObjectId, annotations = [] }) =>
    annotations.map(({ workerId }) => `${datasetObjectId} ${workerId}`),
  );
}
