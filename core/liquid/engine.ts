import { CaptureTag, type Context, Liquid, type TagRenderReturn } from 'liquidjs';
import { parseS3Uri, type S3Location } from '../manifest/s3-uri';
import { printed, SafeText, safe, unescapeHtml } from './escape';

/** Turns an object in S3 into a URL a worker's browser may read for a while. */
export type GrantReadAccess = (location: S3Location) => Promise<string>;

const MAX_TEMPLATE_CHARACTERS = 1_000_000;
const MAX_RENDER_MS = 10_000;
const MAX_RENDER_MEMORY = 100_000_000;

/** Captured markup was escaped when it was captured. */
class SafeCaptureTag extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    yield* super.render(context) as TagRenderReturn as Generator<unknown, void, string>;
    const scope = context.bottom() as Record<string, unknown>;
    scope[this.variable] = new SafeText(String(scope[this.variable]));
  }
}

/**
 * Liquid as Ground Truth renders it: every output is HTML-escaped once, objects print as JSON, missing values print nothing, and there are
 * `to_json`, `skip_autoescape` and `grant_read_access`. Templates cannot read files.
 */
export function liquidEngine(grantReadAccess: GrantReadAccess): Liquid {
  const engine = new Liquid({
    templates: {},
    ownPropertyOnly: true,
    strictFilters: true,
    outputEscape: (value) => safe(value).html,
    parseLimit: MAX_TEMPLATE_CHARACTERS,
    renderLimit: MAX_RENDER_MS,
    memoryLimit: MAX_RENDER_MEMORY,
  });
  engine.registerTag('capture', SafeCaptureTag);
  engine.registerFilter('to_json', (value) => JSON.stringify(plain(value) ?? null));
  engine.registerFilter('escape', safe);
  engine.registerFilter('escape_once', (value) =>
    safe(value instanceof SafeText ? value : unescapeHtml(printed(value))),
  );
  engine.registerFilter('skip_autoescape', (value) => new SafeText(printed(value)));
  engine.registerFilter('grant_read_access', (value) => readable(value, grantReadAccess));
  return engine;
}

const plain = (value: unknown): unknown => (value instanceof SafeText ? value.html : value);

/** Anything that is no S3 address passes as it is; nothing stays nothing. */
async function readable(value: unknown, grantReadAccess: GrantReadAccess): Promise<string> {
  const text = value instanceof SafeText ? unescapeHtml(value.html) : printed(value);
  const address = text.trim().replace(/^http:\/\//, 'https://');
  const location = parseS3Uri(address);
  return location?.key ? grantReadAccess(location) : text;
}
