import { workKeys } from '../../core/job/keys';
import type { LabelCategory } from '../../core/job/label-categories';
import { readJson } from './work-store';

/** The job's label categories as PrepareDataset found them. */
export async function categoriesOf(bucket: string, jobKey: string): Promise<LabelCategory[]> {
  const categories = await readJson<LabelCategory[]>({ bucket, key: workKeys.categories(jobKey) });
  if (!categories) throw new Error(`the label categories of job ${jobKey} are gone from the work bucket`);
  return categories;
}
