import { CaptureTag, type Context, Drop, defaultOperators, Liquid } from 'liquidjs';
import { SafeText, safe } from './escape';
import { type GrantReadAccess, registerFilters } from './filters';
import { PageEmitter } from './page-emitter';

const MAX_TEMPLATE_CHARACTERS = 1_000_000;
const MAX_RENDER_SECONDS = 5;
/** Characters and list items that filters and ranges make, all together. */
const MAX_RENDER_MEMORY = 20_000_000;

/** An object contains its keys, as in Liquid's own implementation. */
const contains: NonNullable<typeof defaultOperators.contains> = (whole, part, context) =>
  typeof whole === 'object' && whole !== null && !Array.isArray(whole) && !(whole instanceof Drop)
    ? Object.hasOwn(whole, String(part))
    : defaultOperators.contains!(whole, part, context);

/** Captured markup was escaped when it was captured. */
class SafeCaptureTag extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    const html = yield this.liquid.renderer.renderTemplates(this.templates, context, new PageEmitter());
    (context.bottom() as Record<string, unknown>)[this.variable] = new SafeText(html);
  }
}

/**
 * Liquid as Ground Truth renders it: every output is HTML-escaped once, objects print as JSON, missing values print nothing, and there are
 * `to_json`, `skip_autoescape` and `grant_read_access`. Templates cannot read files, and neither time nor memory without end.
 */
export function liquidEngine(grantReadAccess: GrantReadAccess, maxSeconds = MAX_RENDER_SECONDS): Liquid {
  const engine = new Liquid({
    templates: {},
    ownPropertyOnly: true,
    strictFilters: true,
    operators: { ...defaultOperators, contains },
    outputEscape: (value) => safe(value).printed,
    parseLimit: MAX_TEMPLATE_CHARACTERS,
    renderLimit: maxSeconds * 1000,
    memoryLimit: MAX_RENDER_MEMORY,
  });
  engine.registerTag('capture', SafeCaptureTag);
  registerFilters(engine, grantReadAccess);
  return engine;
}
