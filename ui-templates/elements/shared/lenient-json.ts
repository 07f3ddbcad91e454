/**
 * JSON as authors write it in attributes: single quotes, unquoted keys and words, trailing commas, comments, line breaks, and apostrophes that a
 * loop over labels put within single quotes.
 * @throws SyntaxError saying what was expected and where
 */
export function parseLenientJson(text: string): unknown {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0', '\n': '' };

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(): unknown {
    this.skip();
    const next = this.text[this.at];
    if (next === '{') return this.object();
    if (next === '[') return this.list();
    if (next === '"' || next === "'" || next === '`') return this.quoted();
    return this.bare();
  }

  end(): void {
    this.skip();
    if (this.at < this.text.length) this.fail('the end');
  }

  private object(): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.at += 1;
    while (!this.closes('}')) {
      const key = this.key();
      this.skip();
      if (this.text[this.at] !== ':') this.fail('":"');
      this.at += 1;
      entries.push([key, this.value()]);
      this.separator('}');
    }
    return Object.fromEntries(entries);
  }

  private list(): unknown[] {
    const items: unknown[] = [];
    this.at += 1;
    while (!this.closes(']')) {
      items.push(this.value());
      this.separator(']');
    }
    return items;
  }

  private key(): string {
    this.skip();
    const next = this.text[this.at];
    if (next === '"' || next === "'") return this.quoted();
    const word = /^[^\s:,{}[\]'"]+/.exec(this.text.slice(this.at))?.[0];
    if (!word) return this.fail('a key');
    this.at += word.length;
    return word;
  }

  private quoted(): string {
    const quote = this.text[this.at]!;
    let out = '';
    for (let i = this.at + 1; i < this.text.length; i += 1) {
      const character = this.text[i]!;
      if (character === quote && !this.isWithinWord(i)) {
        this.at = i + 1;
        return out;
      }
      if (character !== '\\') {
        out += character;
        continue;
      }
      i += 1;
      const escaped = this.text[i] ?? '';
      const code = escaped === 'u' ? this.text.slice(i + 1, i + 5) : '';
      if (/^[0-9a-f]{4}$/i.test(code)) {
        out += String.fromCharCode(Number.parseInt(code, 16));
        i += 4;
      } else out += ESCAPES[escaped] ?? escaped;
    }
    return this.fail(`a closing ${quote}`);
  }

  /** Nothing that ends a text can follow it: the quote of `'It's'` that is no end. */
  private isWithinWord(at: number): boolean {
    return /^[\p{L}\p{N}].[\p{L}\p{N}]$/u.test(this.text.slice(at - 1, at + 2));
  }

  /** A number, a literal, or words and addresses that somebody forgot to quote. */
  private bare(): unknown {
    const word = /^(?:https?:\/\/[^\s,}\]]+|[^,:{}[\]'"\n]+)/.exec(this.text.slice(this.at))?.[0] ?? '';
    const trimmed = word.trim();
    if (!trimmed) return this.fail('a value');
    this.at += word.length;
    if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
    if (trimmed === 'null' || trimmed === 'undefined') return null;
    return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : trimmed;
  }

  private closes(bracket: string): boolean {
    this.skip();
    if (this.at >= this.text.length) this.fail(`"${bracket}"`);
    if (this.text[this.at] !== bracket) return false;
    this.at += 1;
    return true;
  }

  private separator(bracket: string): void {
    this.skip();
    if (this.text[this.at] === ',') this.at += 1;
    else if (this.text[this.at] !== bracket) this.fail(`"," or "${bracket}"`);
  }

  private skip(): void {
    const space = /^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/.exec(this.text.slice(this.at));
    if (space) this.at += space[0].length;
  }

  private fail(expected: string): never {
    const found = this.text.slice(this.at, this.at + 12) || 'the end';
    throw new SyntaxError(`expected ${expected} at character ${this.at + 1}, found ${JSON.stringify(found)}`);
  }
}
