/**
 * A scanner of JSON text that keeps places: where a text stops being JSON, and where the members of its top-level object stand.
 * JSON.parse tells the first only on some runtimes and in changing words, and the second never. Not recursive, so that a line of a
 * hundred thousand brackets cannot exhaust the stack.
 */

/** A member of the top-level object: `[start, end)` is its value's text, `keyStart` where its quoted name begins. */
export interface MemberSpan {
  name: string;
  keyStart: number;
  start: number;
  end: number;
}

export type JsonScan =
  | {
      ok: true;
      members: MemberSpan[] /** Offset of the closing brace of the top-level object, -1 when it is no object. */;
      close: number;
    }
  | { ok: false; position: number; message: string };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\n\r]*/y;

/** Scans the whole text once. */
export function scanJson(text: string): JsonScan {
  const members: MemberSpan[] = [];
  const open: ('{' | '[')[] = [];
  let at = 0;
  let close = -1;
  let member: MemberSpan | undefined;
  /** `value`: a value must come; `first`: a value, a name or the closing bracket; `after`: a comma or the closing bracket. */
  let expect: 'value' | 'first' | 'name' | 'after' = 'value';

  const fail = (message: string, position = at): JsonScan => ({ ok: false, position, message });
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const found = () => (at >= text.length ? 'the end' : JSON.stringify(String.fromCodePoint(text.codePointAt(at)!)));
  const badString = (): JsonScan => {
    // The longest good beginning tells whether the string is unfinished or holds something it must not.
    const rest = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
    const begin = at;
    rest.lastIndex = at;
    rest.test(text);
    at = rest.lastIndex;
    if (at >= text.length) return fail('a string that does not end', begin);
    return fail(text[at] === '\\' ? 'a bad escape in a string' : 'a control character in a string');
  };

  for (;;) {
    skip(SPACE);
    const innermost = open[open.length - 1];
    const c = text[at];
    if (expect === 'after' || (expect === 'first' && (c === '}' || c === ']'))) {
      if (innermost === undefined) {
        return at < text.length ? fail(`expected nothing more, found ${found()}`) : { ok: true, members, close };
      }
      if (c === (innermost === '{' ? '}' : ']')) {
        open.pop();
        if (open.length === 0 && innermost === '{') close = at;
        at++;
        if (open.length === 1 && member) member.end = at;
        expect = 'after';
      } else if (c === ',' && expect === 'after') {
        at++;
        expect = innermost === '{' ? 'name' : 'value';
      } else return fail(`expected a comma or "${innermost === '{' ? '}' : ']'}", found ${found()}`);
      continue;
    }
    if (expect === 'name' || (expect === 'first' && innermost === '{')) {
      if (c !== '"') return fail(`expected a name in double quotes, found ${found()}`);
      const keyStart = at;
      if (!skip(STRING)) return badString();
      const name = text.slice(keyStart, at);
      skip(SPACE);
      if (text[at] !== ':') return fail(`expected a colon after ${name.slice(0, 60)}, found ${found()}`);
      at++;
      skip(SPACE);
      if (open.length === 1) {
        member = { name: JSON.parse(name), keyStart, start: at, end: at };
        members.push(member);
      }
      expect = 'value';
      continue;
    }
    if (c === '{' || c === '[') {
      if (c === '[' && open.length === 0) member = undefined;
      open.push(c);
      at++;
      expect = 'first';
      continue;
    }
    if (c === '"') {
      if (!skip(STRING)) return badString();
    } else if (c !== undefined && (c === '-' || (c >= '0' && c <= '9'))) {
      if (!skip(NUMBER)) return fail(`expected a digit after "-"`);
    } else {
      const word = ['true', 'false', 'null'].find((literal) => text.startsWith(literal, at));
      if (!word) return fail(`expected a value, found ${found()}`);
      at += word.length;
    }
    if (open.length === 1 && member) member.end = at;
    expect = 'after';
  }
}

/** What keeps a text from being JSON, and where. */
export function whereNotJson(json: string): string {
  const scan = scanJson(json);
  if (scan.ok) return 'unreadable';
  const before = json.slice(0, scan.position).split('\n');
  return `${scan.message} at line ${before.length}, character ${before[before.length - 1]!.length + 1}`;
}
