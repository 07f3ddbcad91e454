import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { JobRecord } from '../../core/job/job';
import type { TemplateDialect } from '../../core/mturk/dialect';
import { s3 } from '../_shared/clients';
import { locationOf } from '../_shared/work-store';
import type { Language } from './notice-page';

export interface Template {
  text: string;
  dialect: TemplateDialect;
  /** Names it in messages. */
  where: string;
  /** It came with the task type, not from the job's owner. */
  isBuiltIn: boolean;
}

/** Templates are asked for again only after this long, and then by ETag. */
const FRESH_MS = 10_000;
const KEPT = 50;

interface Kept {
  etag: string | undefined;
  text: string;
  freshUntil: number;
}

/** The job's own template from S3, else the built-in one of its task type. */
export class TemplateSource {
  private readonly kept = new Map<string, Kept>();

  /** @param builtIn built-in template of a task type, by slug */
  constructor(private readonly builtIn: (slug: string, language: Language) => string | undefined) {}

  async of(job: JobRecord, language: Language): Promise<Template> {
    const uri = job.request.HumanTaskConfig.UiConfig?.UiTemplateS3Uri;
    const dialect = job.request.Plumbline?.TaskPage?.TemplateDialect ?? 'liquid';
    if (uri) return { text: await this.fromS3(uri), dialect, where: uri, isBuiltIn: false };
    const text = this.builtIn(job.taskType, language);
    if (text === undefined) throw new Error(`task type ${job.taskType} has no template of its own`);
    return { text, dialect: 'liquid', where: `${job.taskType}.liquid.html`, isBuiltIn: true };
  }

  private async fromS3(uri: string): Promise<string> {
    const known = this.kept.get(uri);
    const now = Date.now();
    if (known && now < known.freshUntil) return known.text;
    const { bucket, key } = locationOf(uri);
    try {
      const { Body, ETag } = await s3().send(
        new GetObjectCommand({ Bucket: bucket, Key: key, IfNoneMatch: known?.etag }),
      );
      const text = await Body!.transformToString('utf-8');
      if (this.kept.size >= KEPT) this.kept.clear();
      this.kept.set(uri, { etag: ETag, text, freshUntil: now + FRESH_MS });
      return text;
    } catch (error) {
      const unchanged = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 304;
      if (!unchanged || !known) throw error;
      known.freshUntil = now + FRESH_MS;
      return known.text;
    }
  }
}
