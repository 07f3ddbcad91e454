/** What is wrong with a worker template before anybody has seen it, and where. */
import { checkTemplate } from '../liquid/check-template';
import type { TemplateDialect } from '../mturk/dialect';
import { belongsToScript, columnOf } from '../mturk/fill-placeholders';
import { type Placeholder, placeholdersOf } from '../mturk/placeholders';
import { ELEMENTS, nearestElement, OWN_FORM } from './elements';
import { missingInputs } from './missing-inputs';

export interface TemplateFinding {
  code:
    | 'LiquidError'
    | 'UnknownElement'
    | 'MissingAttribute'
    | 'MissingForm'
    | 'DuplicateName'
    | 'InsecureSource'
    | 'FileInput'
    | 'MissingInput'
    | 'OtherDialect';
  /** An error keeps workers from answering; a warning is a place to look. */
  severity: 'error' | 'warning';
  /** From 1; 0 where it is about the whole template. */
  line: number;
  message: string;
}

interface Tag {
  name: string;
  /** As written, with Liquid in it. */
  attributes: ReadonlyMap<string, string>;
  line: number;
}

/** @param taskInput what `task.input` would be; without it missing inputs are not looked for */
export function validateTemplate(
  template: string,
  taskInput?: unknown,
  dialect: TemplateDialect = 'liquid',
): TemplateFinding[] {
  try {
    checkTemplate(template, 'template', dialect);
  } catch (error) {
    const message = (error as Error).message.replace(/^template: /, '');
    return [{ code: 'LiquidError', severity: 'error', line: Number(/line (\d+)/.exec(message)?.[1] ?? 0), message }];
  }
  const tags = tagsOf(template);
  const findings = [
    ...ofElements(tags),
    ...(dialect === 'mturk' ? [] : ofForm(tags)),
    ...ofNames(tags),
    ...ofScripts(tags),
    ...ofFiles(tags),
    ...(dialect === 'mturk' ? ofPlaceholders(template, taskInput) : ofInputs(template, taskInput)),
  ];
  return findings.sort((a, b) => a.line - b.line);
}

function ofElements(tags: readonly Tag[]): TemplateFinding[] {
  return tags.flatMap(({ name, attributes, line }): TemplateFinding[] => {
    const needed = ELEMENTS[name];
    if (!needed) {
      if (!name.startsWith('crowd-')) return [];
      return [
        {
          code: 'UnknownElement',
          severity: 'error',
          line,
          message: `there is no element <${name}>; the nearest is <${nearestElement(name)}>`,
        },
      ];
    }
    return needed
      .filter((attribute) => !attributes.has(attribute))
      .map((attribute) => ({
        code: 'MissingAttribute',
        severity: 'error',
        line,
        message: `<${name}> has no "${attribute}"`,
      }));
  });
}

function ofForm(tags: readonly Tag[]): TemplateFinding[] {
  const isTurk = ({ name, attributes }: Tag) =>
    name === 'form' && [attributes.get('id'), attributes.get('name')].includes('mturk_form');
  if (tags.some((tag) => tag.name === 'crowd-form' || OWN_FORM.has(tag.name) || isTurk(tag))) return [];
  return [
    {
      code: 'MissingForm',
      severity: 'error',
      line: 0,
      message: 'there is no <crowd-form>: nothing could be submitted',
    },
  ];
}

/** Two controls of one name: the later value takes the place of the earlier one. Choices share a name on purpose. */
function ofNames(tags: readonly Tag[]): TemplateFinding[] {
  const first = new Map<string, Tag>();
  const findings: TemplateFinding[] = [];
  for (const tag of tags) {
    const { name, attributes, line } = tag;
    const key = attributes.get('name');
    const isControl = ELEMENTS[name]?.includes('name') || ['input', 'select', 'textarea'].includes(name);
    const isChoice =
      /^crowd-(checkbox|radio-button|toggle-button)$/.test(name) ||
      ['radio', 'checkbox'].includes(attributes.get('type') ?? '');
    if (!isControl || isChoice || !key || key === '_' || key.includes('{')) continue;
    const before = first.get(key);
    if (before)
      findings.push({
        code: 'DuplicateName',
        severity: 'warning',
        line,
        message: `the name "${key}" is taken by <${before.name}> on line ${before.line}: one of the two answers is lost`,
      });
    else first.set(key, tag);
  }
  return findings;
}

function ofScripts(tags: readonly Tag[]): TemplateFinding[] {
  return tags.flatMap(({ name, attributes, line }): TemplateFinding[] => {
    const address = name === 'script' ? attributes.get('src') : name === 'link' ? attributes.get('href') : undefined;
    if (!address?.startsWith('http:')) return [];
    return [
      {
        code: 'InsecureSource',
        severity: 'error',
        line,
        message: `${address} is not loaded over https: browsers refuse it`,
      },
    ];
  });
}

function ofFiles(tags: readonly Tag[]): TemplateFinding[] {
  return tags
    .filter(({ name, attributes }) => /^(crowd-)?input$/.test(name) && attributes.get('type') === 'file')
    .map(({ name, line }) => ({
      code: 'FileInput',
      severity: 'error',
      line,
      message: `<${name} type="file">: files cannot be handed in with a task`,
    }));
}

/** Variables under `task.input` that this input does not have, and placeholders that Liquid does not know. */
function ofInputs(template: string, taskInput: unknown): TemplateFinding[] {
  const missing = taskInput === undefined ? [] : missingInputs(template, taskInput);
  const foreign = placeholdersOf(template).find(({ place }) => place.in === 'text' || place.in === 'attribute');
  return [
    ...missing.map(
      (path): TemplateFinding => ({
        code: 'MissingInput',
        severity: 'warning',
        line: lineOf(template, template.indexOf(path.at(-1)!)),
        message: `task.input.${path.join('.')} is not in the input`,
      }),
    ),
    ...(foreign ? [foreign] : []).map(
      ({ name, start }): TemplateFinding => ({
        code: 'OtherDialect',
        severity: 'warning',
        line: lineOf(template, start),
        message: `\${${name}} is printed as it stands: templates of Mechanical Turk need the dialect mturk`,
      }),
    ),
  ];
}

/** Names of Mechanical Turk's placeholders that this input does not have. */
function ofPlaceholders(template: string, taskInput: unknown): TemplateFinding[] {
  if (taskInput === undefined) return [];
  const first = new Map<string, Placeholder>();
  for (const placeholder of placeholdersOf(template))
    if (
      !first.has(placeholder.name) &&
      !belongsToScript(placeholder) &&
      columnOf(taskInput, placeholder.name) === undefined
    )
      first.set(placeholder.name, placeholder);
  return [...first.values()].map(({ name, start }) => ({
    code: 'MissingInput',
    severity: 'warning',
    line: lineOf(template, start),
    message: `\${${name}} is not in the input`,
  }));
}

const lineOf = (text: string, at: number): number => (at < 0 ? 0 : text.slice(0, at).split('\n').length);

/** Start tags with their attributes, comments of HTML, Liquid and scripts left out. Values keep their Liquid. */
function tagsOf(template: string): Tag[] {
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  const text = template
    .replace(/\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}/g, blank)
    .replace(/<!--[\s\S]*?(?:-->|$)/g, blank)
    .replace(
      /(<script\b[^>]*>)([\s\S]*?)(?=<\/script>)/gi,
      (_, tag: string, body: string) => tag + body.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/g, blank),
    );
  const tags: Tag[] = [];
  let [line, at] = [1, 0];
  const start =
    /<([a-z][a-z0-9-]*)((?:\{\{(?:(?!\}\})[\s\S])*\}\}|\{%(?:(?!%\})[\s\S])*%\}|"[^"]*"|'[^']*'|(?!\{[{%])[^<>"'])*)>/gi;
  for (const found of text.matchAll(start)) {
    const attributes = new Map<string, string>();
    const inside = found[2]!.replace(/\{%[\s\S]*?%\}/g, ' ');
    for (const [, name, , double, single, bare] of inside.matchAll(
      /([a-zA-Z_:][-a-zA-Z0-9_:.]*)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g,
    ))
      attributes.set(name!.toLowerCase(), double ?? single ?? bare ?? '');
    line += text.slice(at, found.index).split('\n').length - 1;
    at = found.index;
    tags.push({ name: found[1]!.toLowerCase(), attributes, line });
  }
  return tags;
}
