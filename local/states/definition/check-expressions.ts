import { compileExpression, expressionIn } from '../query/expression';
import { isObject, isWhole, type Report } from './report';

export function checkExpressions(value: unknown, at: string, report: Report): void {
  if (typeof value === 'string') {
    const text = expressionIn(value);
    if (text !== undefined) checkExpression(text, at, report);
    else if (value.startsWith('{%')) report(at, "A JSONata expression must end with '%}'");
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) checkExpressions(element, `${at}[${index}]`, report);
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) checkExpressions(member, `${at}/${name}`, report);
  }
}

export function checkExpression(text: string, at: string, report: Report): void {
  let ast: unknown;
  try {
    ast = compileExpression(text).ast();
  } catch (error) {
    report(at, `The JSONata expression '${text}' is not valid: ${(error as Error).message}`);
    return;
  }
  if (mentions(ast, 'eval')) report(at, 'The JSONata function $eval is not supported by Step Functions');
}

/** A number, or an expression that gives one. */
export function checkNumber(value: unknown, least: number, most: number, at: string, report: Report): void {
  if (value === undefined) return;
  if (typeof value === 'string' && expressionIn(value) !== undefined) checkExpressions(value, at, report);
  else if (!isWhole(value, least, most))
    report(at, `Expected an integer between ${least} and ${most} or a JSONata expression`);
}

/** Whether a syntax tree has the variable `$name`. */
function mentions(node: any, name: string, seen = new Set<unknown>()): boolean {
  if (node === null || typeof node !== 'object' || seen.has(node)) return false;
  seen.add(node);
  if (node.type === 'variable' && node.value === name) return true;
  return Object.values(node).some((part) => mentions(part, name, seen));
}
