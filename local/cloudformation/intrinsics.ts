import type { StoodResource } from '../contract';
import type { Template } from './assembly';

export interface Scope {
  template: Template;
  parameters: Readonly<Record<string, unknown>>;
  pseudo: Readonly<Record<string, string>>;
  stood: ReadonlyMap<string, StoodResource>;
}

const noValue = Symbol('AWS::NoValue');

/** Evaluates one condition of the template by name. */
export function conditionHolds(name: string, scope: Scope): boolean {
  const condition = scope.template.Conditions?.[name];
  if (condition === undefined) throw new Error(`condition ${name} is not in the template`);
  return resolve(condition, scope) === true;
}

/** A template value with its intrinsic functions worked out. Throws when it needs something that does not stand. */
export function resolve(value: unknown, scope: Scope): unknown {
  const result = evaluate(value, scope);
  return result === noValue ? undefined : result;
}

function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope)).filter((item) => item !== noValue);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [name, argument] = entries.length === 1 ? entries[0]! : ['', undefined];
  if (name === 'Ref') return reference(String(argument), scope);
  if (name === 'Condition' && typeof argument === 'string') return conditionHolds(argument, scope);
  if (name.startsWith('Fn::')) {
    const intrinsic = functions[name.slice('Fn::'.length)];
    if (!intrinsic) throw new Error(`${name} is not served by the embedded cloud`);
    return intrinsic(argument as never, scope);
  }
  const resolved = entries
    .map(([key, item]) => [key, evaluate(item, scope)] as const)
    .filter(([, item]) => item !== noValue);
  return Object.fromEntries(resolved);
}

function reference(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return noValue;
  if (name in scope.pseudo) return scope.pseudo[name];
  if (name in scope.parameters) return scope.parameters[name];
  return standing(name, scope).ref;
}

function standing(logicalId: string, scope: Scope): StoodResource {
  const resource = scope.stood.get(logicalId);
  if (!resource) throw new Error(`${logicalId} is referred to but does not stand`);
  return resource;
}

function attribute(logicalId: string, path: string, scope: Scope): unknown {
  const { attributes } = standing(logicalId, scope);
  if (path in attributes) return attributes[path];
  throw new Error(`${logicalId} has no attribute ${path}`);
}

const text = (value: unknown, scope: Scope): string => String(evaluate(value, scope));

const functions: Record<string, (argument: any, scope: Scope) => unknown> = {
  GetAtt: (argument: string | [string, unknown], scope) => {
    const [logicalId, ...path] =
      typeof argument === 'string' ? argument.split('.') : argument.map((part) => text(part, scope));
    return attribute(logicalId!, path.join('.'), scope);
  },
  Sub: (argument: string | [string, Record<string, unknown>], scope) => {
    const [pattern, variables] = typeof argument === 'string' ? [argument, {} as Record<string, unknown>] : argument;
    return pattern.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in variables) return text(variables[name], scope);
      const cut = name.indexOf('.');
      return String(cut < 0 ? reference(name, scope) : attribute(name.slice(0, cut), name.slice(cut + 1), scope));
    });
  },
  Join: ([separator, list]: [string, unknown], scope) => (evaluate(list, scope) as unknown[]).join(separator),
  Select: ([index, list]: [unknown, unknown], scope) => {
    const items = evaluate(list, scope) as unknown[];
    const at = Number(evaluate(index, scope));
    if (!(at in items)) throw new Error(`Fn::Select: there is no item ${at}`);
    return items[at];
  },
  Split: ([separator, source]: [string, unknown], scope) => text(source, scope).split(separator),
  If: ([condition, yes, no]: [string, unknown, unknown], scope) =>
    evaluate(conditionHolds(condition, scope) ? yes : no, scope),
  Equals: ([a, b]: [unknown, unknown], scope) => text(a, scope) === text(b, scope),
  And: (list: unknown[], scope) => list.every((item) => evaluate(item, scope) === true),
  Or: (list: unknown[], scope) => list.some((item) => evaluate(item, scope) === true),
  Not: ([item]: [unknown], scope) => evaluate(item, scope) !== true,
  FindInMap: ([map, first, second]: [unknown, unknown, unknown], scope) => {
    const names = [map, first, second].map((name) => text(name, scope)) as [string, string, string];
    const found = scope.template.Mappings?.[names[0]]?.[names[1]]?.[names[2]];
    if (found === undefined) throw new Error(`Fn::FindInMap: nothing at ${names.join('/')}`);
    return found;
  },
  Base64: (argument: unknown, scope) => Buffer.from(text(argument, scope)).toString('base64'),
  GetAZs: (_argument: unknown, scope) => ['a', 'b', 'c'].map((zone) => `${scope.pseudo['AWS::Region']}${zone}`),
  ToJsonString: (argument: unknown, scope) => JSON.stringify(resolve(argument, scope)),
  Length: (argument: unknown, scope) => (evaluate(argument, scope) as unknown[]).length,
};

/** Logical ids a value refers to, explicitly or within Fn::Sub. */
export function referencesOf(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) {
    for (const item of value) referencesOf(item, found);
  } else if (value && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'Ref') found.add(String(item));
      else if (key === 'Fn::GetAtt') found.add(Array.isArray(item) ? String(item[0]) : String(item).split('.')[0]!);
      else if (key === 'Fn::Sub') {
        const pattern: string = Array.isArray(item) ? item[0] : item;
        for (const match of pattern.matchAll(/\$\{([^!}][^}]*)\}/g)) found.add(match[1]!.split('.')[0]!);
        if (Array.isArray(item)) referencesOf(item[1], found);
      } else referencesOf(item, found);
    }
  }
  return found;
}
