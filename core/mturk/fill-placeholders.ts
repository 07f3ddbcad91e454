import { escapeHtml, JsonText, printed } from '../liquid/escape';
import type { GrantReadAccess } from '../liquid/filters';
import { PageEmitter } from '../liquid/page-emitter';
import { parseS3Uri } from '../manifest/s3-uri';
import { type Placeholder, placeholdersOf } from './placeholders';
import type { ScriptPlace } from './script-places';

/**
 * Fills a Mechanical Turk template: every `${name}` prints the value of that name, fit for the place it stands in; a name the input does not
 * have prints nothing. `${…}` of a script's own template literals stays where it is no name of the input. Nothing else is replaced: other
 * braces belong to the libraries such pages load. An `s3://` address that a page would load is signed.
 */
export async function fillPlaceholders(
  template: string,
  taskInput: unknown,
  grantReadAccess: GrantReadAccess,
): Promise<string> {
  const page = new PageEmitter();
  let at = 0;
  for (const placeholder of placeholdersOf(template)) {
    const value = columnOf(taskInput, placeholder.name);
    if (value === undefined && belongsToScript(placeholder)) continue;
    const readable = isLoaded(placeholder) ? await signed(value, grantReadAccess) : value;
    page.write(template.slice(at, placeholder.start));
    page.write(fitted(placeholder, readable));
    at = placeholder.end;
  }
  page.write(template.slice(at));
  return page.buffer;
}

/** A column of the task's data: of its input, or of the manifest's line in it. */
export function columnOf(taskInput: unknown, name: string): unknown {
  for (const values of [taskInput, own(taskInput, 'manifestLine')]) {
    const value = own(values, name) ?? name.split('.').reduce<unknown>(own, values);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

const own = (values: unknown, name: string): unknown =>
  typeof values === 'object' && values !== null && !Array.isArray(values) && Object.hasOwn(values, name)
    ? (values as Record<string, unknown>)[name]
    : undefined;

/** Whether `${name}` means something to the script it is in. */
export const belongsToScript = ({ place }: Placeholder): boolean =>
  place.in === 'data' || ('script' in place && place.script === 'literal');

/** Fields submit what they hold, and texts are read by people: those get the address itself. */
const isLoaded = ({ place }: Placeholder): boolean =>
  place.in === 'attribute' ? place.name !== 'value' : place.in !== 'text' && place.in !== 'tag';

async function signed(value: unknown, grantReadAccess: GrantReadAccess): Promise<unknown> {
  const location = typeof value === 'string' && value.startsWith('s3://') ? parseS3Uri(value.trim()) : undefined;
  return location?.key ? grantReadAccess(location) : value;
}

function fitted({ place }: Placeholder, value: unknown): string {
  const text = printed(value);
  if (place.in === 'text' || place.in === 'data') return escapeHtml(text);
  // Names of attributes are all that is harmless there.
  if (place.in === 'tag') return /^[\w-]*$/.test(text) && !/^on/i.test(text) ? text : '';
  if (place.in === 'style') return text.replace(/["'{};\\<\n\r]/g, (c) => `\\${c.charCodeAt(0).toString(16)} `);
  if (place.in === 'script') return inScript(place.script, value);
  const html = escapeHtml(place.script ? inScript(place.script, value) : text);
  if (place.quotes === 'needed') return `"${html}"`;
  return place.quotes === 'there' ? html : html.replace(/[\s=`]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Among statements a value is an expression: JSON as it is, other text in quotes. In a string it is part of it. Neither can end the script. */
function inScript(place: ScriptPlace, value: unknown): string {
  const text = printed(value);
  if (place === 'code')
    return new JsonText(value === undefined ? 'null' : isJson(text) ? text : JSON.stringify(text)).unescaped;
  const quoted = JSON.stringify(text).slice(1, -1);
  // Separators of lines and paragraphs end a comment as a line break does.
  return quoted.replace(/['`$<\u2028\u2029]|\*\//g, (c) =>
    c === '*/' ? '*\\/' : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
