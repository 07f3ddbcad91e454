import { workKeys } from '../../core/job/keys';
import type { LabelCategory, LabelCategoryConfig } from '../../core/job/label-categories';
import { readJson } from './work-store';

/** The job's label category file as PrepareDataset found it. */
export async function labelConfigOf(bucket: string, jobKey: string): Promise<LabelCategoryConfig> {
  const config = await readJson<LabelCategoryConfig>({ bucket, key: workKeys.categories(jobKey) });
  if (!config) throw new Error(`the label categories of job ${jobKey} are gone from the work bucket`);
  return config;
}

export const categoriesOf = async (bucket: string, jobKey: string): Promise<LabelCategory[]> =>
  (await labelConfigOf(bucket, jobKey)).categories;
