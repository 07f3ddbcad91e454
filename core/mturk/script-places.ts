/** Where in a script a position is: among its statements, in a quoted string, in a template literal or in a comment. */
export type ScriptPlace = 'code' | 'string' | 'literal' | 'comment';

export const PLACEHOLDER = /\$\{([A-Za-z_][\w.:-]*)\}/y;

/** What `${name}` stands where in `text` from `start` to `end`, which is JavaScript or JSON. */
export function* placeholdersInScript(
  text: string,
  start: number,
  end: number,
): Generator<{ at: number; name: string; place: ScriptPlace }> {
  const reader = new ScriptReader(text);
  for (let at = start; at < end; ) {
    PLACEHOLDER.lastIndex = at;
    const found = text[at] === '$' ? PLACEHOLDER.exec(text) : null;
    if (found) yield { at, name: found[1]!, place: reader.place };
    at = found ? at + found[0].length : reader.step(at);
    if (found) reader.passed();
  }
}

/** Reads JavaScript far enough to know a string from what looks like one in a comment or a regular expression. */
class ScriptReader {
  /** Template literals around the position, each with the braces that are open in its `${…}`, or with none while in its text. */
  private readonly literals: (number | undefined)[] = [];
  /** `"` or `'` of the string around the position, or what ends the comment. */
  private until: string | undefined;
  /** Whether a `/` would divide. */
  private isOperand = false;

  constructor(private readonly text: string) {}

  get place(): ScriptPlace {
    if (this.until === '"' || this.until === "'") return 'string';
    if (this.until) return 'comment';
    return this.isInLiteral ? 'literal' : 'code';
  }

  private get isInLiteral(): boolean {
    return this.literals.length > 0 && this.literals.at(-1) === undefined;
  }

  /** A placeholder was here: a value. */
  passed(): void {
    if (this.place === 'code') this.isOperand = true;
  }

  /** Takes the character at the position; where to go on. */
  step(at: number): number {
    if (this.until) return this.inside(at, this.until);
    return this.isInLiteral ? this.inLiteral(at) : this.inCode(at);
  }

  private inside(at: number, until: string): number {
    if (this.text.startsWith(until, at) || (until.length === 1 && this.text[at] === '\n')) {
      this.isOperand = this.place === 'string' ? true : this.isOperand;
      this.until = undefined;
      return at + until.length;
    }
    return at + (this.place === 'string' && this.text[at] === '\\' ? 2 : 1);
  }

  private inLiteral(at: number): number {
    const { text, literals } = this;
    if (text[at] === '\\') return at + 2;
    if (text[at] === '`') {
      literals.pop();
      this.isOperand = true;
    } else if (text.startsWith('${', at)) {
      literals[literals.length - 1] = 0;
      this.isOperand = false;
      return at + 2;
    }
    return at + 1;
  }

  private inCode(at: number): number {
    const { text, literals } = this;
    const character = text[at]!;
    const comment = ['//', '<!--', '/*'].find((opening) => text.startsWith(opening, at));
    if (comment) {
      this.until = comment === '/*' ? '*/' : '\n';
      return at + comment.length;
    }
    if (character === '/' && !this.isOperand) return this.expression(at);
    const word = /[\w$]+/y;
    word.lastIndex = at;
    const found = word.exec(text)?.[0];
    if (found) {
      this.isOperand = !/^(?:return|typeof|case|in|of|void|delete|throw|new|else|do|await|yield|instanceof)$/.test(
        found,
      );
      return at + found.length;
    }
    if (character === '"' || character === "'") this.until = character;
    else if (character === '`') literals.push(undefined);
    else if (character === '{' && literals.length > 0) literals[literals.length - 1]! += 1;
    else if (character === '}' && literals.length > 0) {
      const open = literals.at(-1)!;
      literals[literals.length - 1] = open === 0 ? undefined : open - 1;
    }
    if (!/\s/.test(character)) this.isOperand = character === ')' || character === ']' || character === '}';
    return at + 1;
  }

  private expression(at: number): number {
    const expression = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//y;
    expression.lastIndex = at;
    const found = expression.exec(this.text);
    this.isOperand = true;
    return at + (found ? found[0].length : 1);
  }
}
