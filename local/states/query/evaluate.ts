import { QueryFailure } from '../errors';
import { compileExpression, expressionIn } from './expression';
import { stepFunctionsFunctions } from './functions';

/** What expressions of a state see. */
export interface Scope {
  /** `$states`. */
  states: { input: unknown; context: unknown; result?: unknown; errorOutput?: unknown };
  variables: Readonly<Record<string, unknown>>;
}

export type JsonType = 'array' | 'boolean' | 'null' | 'number' | 'object' | 'string';

/** Evaluates every `{% … %}` string in a value; anything else stands for itself. `field` names the place, as in `Output/total`. */
export async function evaluate(value: unknown, field: string, scope: Scope): Promise<any> {
  if (typeof value === 'string') {
    const text = expressionIn(value);
    return text === undefined ? value : evaluateExpression(text, field, scope);
  }
  if (Array.isArray(value)) {
    const result: unknown[] = [];
    for (const [index, element] of value.entries()) result.push(await evaluate(element, `${field}/${index}`, scope));
    return result;
  }
  if (value !== null && typeof value === 'object') {
    const result: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(value))
      result[name] = await evaluate(member, `${field}/${name}`, scope);
    return result;
  }
  return value;
}

/** As evaluate, for fields that take one type only. */
export async function evaluateAs(type: JsonType, value: unknown, field: string, scope: Scope): Promise<any> {
  const result = await evaluate(value, field, scope);
  const actual = jsonType(result);
  if (actual === type) return result;
  const text = typeof value === 'string' ? expressionIn(value) : undefined;
  const source =
    text === undefined
      ? `The value specified for the field '${field}' has`
      : `The JSONata expression '${text}' specified for the field '${field}' returned`;
  throw new QueryFailure(
    field,
    `${source} an unexpected result type. Expected '${type}', but was '${actual}' for value: ${JSON.stringify(result)}`,
  );
}

export function jsonType(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as JsonType;
}

async function evaluateExpression(text: string, field: string, scope: Scope): Promise<unknown> {
  const about = `The JSONata expression '${text}' specified for the field '${field}'`;
  let result: unknown;
  try {
    result = await compileExpression(text).evaluate(undefined, {
      ...stepFunctionsFunctions,
      ...scope.variables,
      states: scope.states,
    });
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    throw new QueryFailure(
      field,
      `${about} threw an error during evaluation. ${code ? `${code}: ` : ''}${message ?? error}`,
    );
  }
  if (result === undefined) throw new QueryFailure(field, `${about} returned nothing (undefined).`);
  if (!isData(result)) throw new QueryFailure(field, `${about} returned an unsupported result type.`);
  return plain(result);
}

/** JSONata values that are not data: functions, lambdas, regular expressions. */
function isData(value: unknown): boolean {
  if (typeof value === 'function') return false;
  if (value === null || typeof value !== 'object') return true;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) return false;
  return Object.values(value).every(isData);
}

/** Without JSONata's own marks on arrays, and not sharing anything with what the expression read. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => (element === undefined ? null : plain(element)));
  if (value !== null && typeof value === 'object') {
    const copy: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(value)) if (member !== undefined) copy[name] = plain(member);
    return copy;
  }
  return Object.is(value, -0) ? 0 : value;
}
