/** Labels that are files: written beside the annotations, read where a line names one. */
import { type JobRecord, outputFolder } from '../../core/job/job';
import type { LabelCategory } from '../../core/job/label-categories';
import { outputTree } from '../../core/job/output-tree';
import type { ManifestLine } from '../../core/manifest/line';
import { parseS3Uri, type S3Location } from '../../core/manifest/s3-uri';
import type { LabelFacts, TaskType } from '../../task-types/task-type';
import { logger } from './handler';
import { locationOf, readBytes, writeBytes } from './work-store';

/** The manifest entries of an object's label. Where the label is a file, it is written first. */
export async function labelEntries(
  job: JobRecord,
  taskType: TaskType,
  categories: LabelCategory[],
  { id, label, facts }: { id: number; label: unknown; facts: LabelFacts },
): Promise<Record<string, unknown>> {
  const attribute = job.request.LabelAttributeName;
  const { labelFile } = taskType;
  if (!labelFile) return taskType.output(label, attribute, categories, facts);
  const fileUri = outputTree.labelFile(outputFolder(job.request), id, facts.creationDate, labelFile.extension);
  await writeBytes(locationOf(fileUri), labelFile.bytes(label, categories), labelFile.contentType);
  return taskType.output(label, attribute, categories, { ...facts, fileUri });
}

/** The label on a line, the file behind it fetched where it is one; undefined when there is none that can be read. */
export async function readLabelOf(
  taskType: TaskType,
  line: ManifestLine,
  attribute: string,
  categories: LabelCategory[],
): Promise<unknown> {
  if (!taskType.labelFile) return taskType.readLabel(line, attribute, categories);
  const uri = line[attribute];
  const location = typeof uri === 'string' ? parseS3Uri(uri) : undefined;
  const file = location?.key ? await readIfAllowed(location) : undefined;
  return file && taskType.readLabel(line, attribute, categories, file);
}

/** The bytes of a file that users named; undefined where there is none, or none that may be read. */
export async function readIfAllowed(location: S3Location, limit?: number): Promise<Uint8Array | undefined> {
  try {
    return await readBytes(location, limit);
  } catch (error) {
    // why: S3 says that an object is missing only to who may list its bucket, to others that it is forbidden.
    if (!/^(AccessDenied|Forbidden|NoSuchBucket)$/.test((error as Error).name)) throw error;
    logger.warn('a file that a manifest line names cannot be read', { ...location, reason: (error as Error).message });
    return undefined;
  }
}
