import { PLACEHOLDER, placeholdersInScript, type ScriptPlace } from './script-places';

export interface Placeholder {
  name: string;
  /** Of the text between `start` and `end`. */
  start: number;
  end: number;
  place:
    | { in: 'text' }
    | { in: 'style' }
    /** Among the attributes of a tag. */
    | { in: 'tag' }
    | { in: 'attribute'; name: string; quotes: Quotes; script?: ScriptPlace }
    | { in: 'script'; script: ScriptPlace }
    /** A script that is no JavaScript: markup for a library to make something of. */
    | { in: 'data' };
}

/** Of the attribute's value: there, to be put around it, or in the way of what the author wrote beside it. */
type Quotes = 'there' | 'needed' | 'impossible';

const ANYWHERE = new RegExp(PLACEHOLDER.source, 'g');
const COMMENT = /<!--[\s\S]*?(?:-->|$)/y;
const TAG = /<\/?([A-Za-z][^\s/>]*)/y;
const ATTRIBUTE = /[\s/]*(\$\{[\w.:-]+\}|(?:[^\s/>=$]|\$(?!\{))+)(?:(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>][^\s>]*))?/y;
const JAVASCRIPT =
  /^(?:|module|application\/(?:\w+\+)?json|importmap|(?:text|application)\/(?:x-)?(?:java|ecma)script\b.*|text\/babel|text\/jsx)$/i;

/** Every `${name}` of a template and what kind of place it stands in, read as a browser would. */
export function placeholdersOf(template: string): Placeholder[] {
  const found: Placeholder[] = [];
  const between = (start: number, end: number, place: Placeholder['place']) => {
    for (const { 0: whole, 1: name, index } of template.slice(start, end).matchAll(ANYWHERE))
      found.push({ name: name!, start: start + index, end: start + index + whole.length, place });
  };
  const inScript = (start: number, end: number, place: (script: ScriptPlace) => Placeholder['place']) => {
    for (const { at, name, place: script } of placeholdersInScript(template, start, end))
      found.push({ name, start: at, end: at + name.length + 3, place: place(script) });
  };
  const attribute = (name: string, start: number, value: string) => {
    const inner = /^["']/.test(value) ? 1 : 0;
    const end = start + value.length - inner;
    const quotes = inner ? 'there' : /^\$\{[\w.:-]+\}$/.test(value) ? 'needed' : 'impossible';
    const kind = { in: 'attribute', name, quotes } as const;
    if (/^on[a-z]/i.test(name)) inScript(start + inner, end, (script) => ({ ...kind, script }));
    else between(start + inner, end, kind);
  };

  /** Attributes of a start tag from `at`, to its end. */
  const tag = (at: number): { end: number; type: string } => {
    let type = '';
    for (;;) {
      const match = matchAt(ATTRIBUTE, template, at);
      if (!match) break;
      const [whole, name, equals, value] = match;
      if (value === undefined) between(at, at + whole.length, { in: 'tag' });
      else attribute(name!.toLowerCase(), at + whole.length - value.length, value);
      if (equals && name!.toLowerCase() === 'type') type = value!.replace(/^["']|["']$/g, '').trim();
      at += whole.length;
    }
    const close = template.indexOf('>', at);
    return { end: close < 0 ? template.length : close + 1, type };
  };

  /** Content that is no markup, to its end tag. */
  const raw = (name: string, type: string, start: number): number => {
    const closing = new RegExp(`</${name}`, 'gi');
    closing.lastIndex = start;
    const end = closing.exec(template)?.index ?? template.length;
    if (name === 'script' && JAVASCRIPT.test(type)) inScript(start, end, (script) => ({ in: 'script', script }));
    else between(start, end, { in: name === 'script' ? 'data' : name === 'style' ? 'style' : 'text' });
    return end;
  };

  for (let at = 0; at < template.length; ) {
    const next = template.indexOf('<', at);
    const until = next < 0 ? template.length : next;
    between(at, until, { in: 'text' });
    if (next < 0) break;
    const comment = matchAt(COMMENT, template, next)?.[0];
    const name = comment === undefined ? matchAt(TAG, template, next) : null;
    if (comment !== undefined) {
      between(next, next + comment.length, { in: 'text' });
      at = next + comment.length;
    } else if (name) {
      const { end, type } = tag(next + name[0].length);
      const element = name[1]!.toLowerCase();
      const isRaw = !name[0].startsWith('</') && /^(?:script|style|textarea|title)$/.test(element);
      at = isRaw ? raw(element, type, end) : end;
    } else at = next + 1;
  }
  return found;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
