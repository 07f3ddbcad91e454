import jsonata from 'jsonata';

/** Compiled expressions, by text. A definition holds a few dozen; a map evaluates them for every item. */
const compiled = new Map<string, jsonata.Expression>();
const largestCache = 5_000;

/** The JSONata inside `{% … %}`, or undefined when the string is an ordinary one. */
export function expressionIn(value: string): string | undefined {
  return value.length >= 4 && value.startsWith('{%') && value.endsWith('%}') ? value.slice(2, -2).trim() : undefined;
}

/** Throws the parser's error when the text is no JSONata. */
export function compileExpression(text: string): jsonata.Expression {
  let expression = compiled.get(text);
  if (!expression) {
    if (compiled.size >= largestCache) compiled.clear();
    expression = jsonata(text);
    compiled.set(text, expression);
  }
  return expression;
}
