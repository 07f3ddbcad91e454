import { ServiceError } from '../contract';

type Json = Record<string, unknown>;
type Test = (value: unknown) => boolean;

/** A pattern, checked and ready: `undefined` stands for a field the event does not have. */
export type CompiledPattern = (event: unknown) => boolean;

const refuse = (reason: string) =>
  new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

/** EventBridge's event patterns. Throws `InvalidEventPatternException` for one that it would not accept. */
export function compilePattern(source: unknown): CompiledPattern {
  let pattern = source;
  if (typeof source === 'string') {
    try {
      pattern = JSON.parse(source);
    } catch (error) {
      throw refuse((error as Error).message);
    }
  }
  if (!isObject(pattern)) throw refuse('Filter is not an object');
  if (Object.keys(pattern).length === 0) throw refuse('Empty patterns are not allowed');
  return compileObject(pattern, '');
}

function compileObject(pattern: Json, place: string): CompiledPattern {
  const tests = Object.entries(pattern).map(([name, wanted]): CompiledPattern => {
    const path = place ? `${place}.${name}` : name;
    if (name === '$or') return compileOr(wanted, path);
    if (Array.isArray(wanted)) {
      if (wanted.length === 0) throw refuse(`Empty arrays are not allowed at ${path}`);
      const any = wanted.map((item) => compileTest(item, path));
      return (value) => leaf(field(value, name), any);
    }
    if (!isObject(wanted)) throw refuse(`"${name}" must be an object or an array`);
    if (Object.keys(wanted).length === 0) throw refuse(`Empty objects are not allowed at ${path}`);
    const inner = compileObject(wanted, path);
    return (value) => {
      const child = field(value, name);
      // why: an array of objects matches when one of its elements does.
      return Array.isArray(child) ? child.some((element) => inner(element)) : inner(child);
    };
  });
  return (value) => tests.every((test) => test(value));
}

function compileOr(alternatives: unknown, place: string): CompiledPattern {
  if (!Array.isArray(alternatives) || alternatives.length < 2 || !alternatives.every(isObject)) {
    throw refuse(`${place} must be an array of two or more objects`);
  }
  const tests = alternatives.map((alternative, index) => compileObject(alternative as Json, `${place}[${index}]`));
  return (value) => tests.some((test) => test(value));
}

const field = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** An array in the event matches when one of its elements does. */
function leaf(value: unknown, any: Test[]): boolean {
  const candidates = Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value];
  return any.some((test) => candidates.some(test));
}

function compileTest(item: unknown, place: string): Test {
  if (item === null || typeof item !== 'object') return (value) => value === item;
  if (Array.isArray(item)) throw refuse(`An array inside an array is not allowed at ${place}`);
  const [[operator, operand] = ['', undefined], ...rest] = Object.entries(item);
  if (rest.length > 0) throw refuse(`Only one key allowed in match expression at ${place}`);
  const compile = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (!compile) throw refuse(`Unrecognized match type ${operator} at ${place}`);
  return compile(operand, place);
}

const text = (test: (value: string) => boolean): Test => {
  return (value) => typeof value === 'string' && test(value);
};

function needText(operand: unknown, operator: string, place: string): string {
  if (typeof operand !== 'string') throw refuse(`${operator} match pattern must be a string at ${place}`);
  return operand;
}

/** `prefix` and `suffix`: a string, or `{"equals-ignore-case": string}`. */
function edge(
  operand: unknown,
  operator: string,
  place: string,
  test: (value: string, wanted: string) => boolean,
): Test {
  if (isObject(operand) && Object.keys(operand).join() === 'equals-ignore-case') {
    const wanted = needText(operand['equals-ignore-case'], operator, place).toLowerCase();
    return text((value) => test(value.toLowerCase(), wanted));
  }
  const wanted = needText(operand, operator, place);
  return text((value) => test(value, wanted));
}

const operators: Record<string, (operand: unknown, place: string) => Test> = {
  prefix: (operand, place) => edge(operand, 'prefix', place, (value, wanted) => value.startsWith(wanted)),
  suffix: (operand, place) => edge(operand, 'suffix', place, (value, wanted) => value.endsWith(wanted)),
  'equals-ignore-case': (operand, place) => {
    const wanted = needText(operand, 'equals-ignore-case', place).toLowerCase();
    return text((value) => value.toLowerCase() === wanted);
  },
  wildcard: (operand, place) => {
    const expression = wildcard(needText(operand, 'wildcard', place), place);
    return text((value) => expression.test(value));
  },
  exists: (operand, place) => {
    if (typeof operand !== 'boolean') throw refuse(`exists match pattern must be true or false at ${place}`);
    return (value) => (value !== undefined) === operand;
  },
  numeric: compileNumeric,
  'anything-but': compileAnythingBut,
  cidr: (_, place) => {
    throw refuse(`The embedded cloud does not match by cidr (${place})`);
  },
};

function wildcard(pattern: string, place: string): RegExp {
  if (pattern.includes('**')) throw refuse(`Consecutive wildcard characters at ${place}`);
  const parts = pattern.match(/\\[*\\]|\*|[^*\\]+|\\/g) ?? [];
  const expression = parts.map((part) => {
    if (part === '*') return '.*';
    if (part === '\\') throw refuse(`Invalid escape character at ${place}`);
    return (part.length === 2 && part.startsWith('\\') ? part.slice(1) : part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${expression.join('')}$`, 's');
}

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function compileNumeric(operand: unknown, place: string): Test {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw refuse(`Value of numeric must be an array of one or two comparisons at ${place}`);
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const compare = Object.hasOwn(comparisons, operand[index]) ? comparisons[operand[index]]! : undefined;
    const bound: unknown = operand[index + 1];
    if (!compare) throw refuse(`Unrecognized numeric range operator: ${operand[index]} at ${place}`);
    if (typeof bound !== 'number') throw refuse(`Value of ${operand[index]} must be numeric at ${place}`);
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

/** A field that is absent does not match: there is nothing that could be anything but. */
function compileAnythingBut(operand: unknown, place: string): Test {
  if (isObject(operand)) {
    const [[operator, inner] = ['', undefined], ...rest] = Object.entries(operand);
    if (rest.length > 0 || !['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(operator)) {
      throw refuse(`Unsupported anything-but pattern: ${operator} at ${place}`);
    }
    const refused = (Array.isArray(inner) ? inner : [inner]).map((item) => operators[operator]!(item, place));
    return text((value) => !refused.some((test) => test(value)));
  }
  const refused: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (refused.length === 0 || refused.some((item) => typeof item === 'object')) {
    throw refuse(`Inside anything-but list must be strings or numbers at ${place}`);
  }
  return (value) => value !== undefined && !refused.includes(value);
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
