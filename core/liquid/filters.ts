import type { Context, FilterImplOptions, Liquid } from 'liquidjs';
import { parseS3Uri, type S3Location } from '../manifest/s3-uri';
import { escapeRest, FilteredText, JsonText, printed, SafeText, safe, unescaped, unescapeHtml } from './escape';

/** Turns an object in S3 into a URL a worker's browser may read for a while. */
export type GrantReadAccess = (location: S3Location) => Promise<string>;

type Handler = (this: unknown, value: unknown, ...args: unknown[]) => unknown;

/** Ground Truth's filters, and the standard ones made to keep what is escaped from being escaped again. */
export function registerFilters(engine: Liquid, grantReadAccess: GrantReadAccess): void {
  // why: the engine's own way around escaping; templates have `skip_autoescape`.
  delete engine.filters.raw;
  for (const [name, filter] of Object.entries(engine.filters)) engine.registerFilter(name, keepingSafe(filter));
  engine.registerFilter('append', function (value, suffix) {
    return concatenated(this, value, suffix);
  });
  engine.registerFilter('prepend', function (value, prefix) {
    return concatenated(this, prefix, value);
  });
  for (const name of ['escape', 'h']) engine.registerFilter(name, safe);
  engine.registerFilter('escape_once', (value) =>
    value instanceof SafeText ? value : new SafeText(escapeRest(printed(value))),
  );
  engine.registerFilter('skip_autoescape', unescaped);
  engine.registerFilter('to_json', (value) => toJson(value));
  engine.registerFilter('grant_read_access', (value) => readable(value, grantReadAccess));
}

/** Filters see plain text; what one makes of escaped text stays known as such. */
function keepingSafe(filter: FilterImplOptions): FilterImplOptions {
  const handler = (typeof filter === 'function' ? filter : filter.handler) as Handler;
  const wrapped: Handler = function (value, ...args) {
    const result = handler.call(this, plain(value), ...args.map(plain));
    const isMarked = holdsSafe(value) || args.some(holdsSafe);
    if (!isMarked) return result;
    if (typeof result === 'string') return new FilteredText(result);
    return Array.isArray(result)
      ? result.map((part) => (typeof part === 'string' ? new FilteredText(part) : part))
      : result;
  };
  return (typeof filter === 'function' ? wrapped : { ...filter, handler: wrapped }) as FilterImplOptions;
}

/** Beside escaped text, what is not is escaped too. */
function concatenated({ context }: { context: Context }, first: unknown, second: unknown): string | SafeText {
  const isSafe = first instanceof SafeText || second instanceof SafeText;
  const parts = [first, second].map((part) => (isSafe ? safe(part).printed : printed(part)));
  context.memoryLimit.use(parts[0]!.length + parts[1]!.length);
  return isSafe ? new SafeText(parts.join('')) : parts.join('');
}

const plain = (value: unknown): unknown => (value instanceof SafeText ? value.html : value);
const holdsSafe = (value: unknown): boolean =>
  value instanceof SafeText || (Array.isArray(value) && value.some((part) => part instanceof SafeText));

function toJson(value: unknown): JsonText | FilteredText {
  if (value instanceof SafeText) return new FilteredText(JSON.stringify(value.html));
  return new JsonText(JSON.stringify(value instanceof JsonText ? value.json : (value ?? null)) ?? 'null');
}

/** Anything that is no S3 address passes as it is; nothing stays nothing. */
async function readable(value: unknown, grantReadAccess: GrantReadAccess): Promise<string> {
  const text = value instanceof SafeText ? unescapeHtml(value.html) : printed(value);
  const address = text.trim().replace(/^http:\/\//i, 'https://');
  const location = isSigned(address) ? undefined : parseS3Uri(address);
  return location?.key ? grantReadAccess(location) : text;
}

/** Somebody has signed it already. */
const isSigned = (address: string): boolean => /[?&](?:X-Amz-Signature|Signature)=/i.test(address);
