import { matchesWildcard } from './wildcard';

type Comparison = (wanted: string, actual: string) => boolean;

const seconds = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));

const comparisons: Record<string, Comparison> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringEqualsIgnoreCase: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  StringLike: (wanted, actual) => matchesWildcard(wanted, actual),
  ArnEquals: (wanted, actual) => matchesWildcard(wanted, actual),
  ArnLike: (wanted, actual) => matchesWildcard(wanted, actual),
  Bool: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  NumericEquals: (wanted, actual) => Number(actual) === Number(wanted),
  NumericLessThan: (wanted, actual) => Number(actual) < Number(wanted),
  NumericLessThanEquals: (wanted, actual) => Number(actual) <= Number(wanted),
  NumericGreaterThan: (wanted, actual) => Number(actual) > Number(wanted),
  NumericGreaterThanEquals: (wanted, actual) => Number(actual) >= Number(wanted),
  DateEquals: (wanted, actual) => seconds(actual) === seconds(wanted),
  DateLessThan: (wanted, actual) => seconds(actual) < seconds(wanted),
  DateLessThanEquals: (wanted, actual) => seconds(actual) <= seconds(wanted),
  DateGreaterThan: (wanted, actual) => seconds(actual) > seconds(wanted),
  DateGreaterThanEquals: (wanted, actual) => seconds(actual) >= seconds(wanted),
};

/** Negated operators hold when the key is absent; the others do not. */
const negated: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

interface Operator {
  quantifier?: 'ForAnyValue' | 'ForAllValues';
  name: string;
  ifExists: boolean;
}

function parseOperator(text: string): Operator {
  const parts = text.split(':');
  const bare = parts.at(-1)!;
  const ifExists = bare.endsWith('IfExists');
  const quantifier = parts.length === 2 ? (parts[0] as Operator['quantifier']) : undefined;
  return { quantifier, name: ifExists ? bare.slice(0, -'IfExists'.length) : bare, ifExists };
}

/** Undefined when every operator is one we evaluate; otherwise the first that is not. */
export function unknownConditionOperator(condition: Record<string, unknown>): string | undefined {
  return Object.keys(condition).find((text) => {
    const { name } = parseOperator(text);
    return name !== 'Null' && !comparisons[name] && !negated[name];
  });
}

/** Keys are compared without regard to case; values may be several, separated as an array. */
export function conditionHolds(
  condition: Record<string, Record<string, unknown>> | undefined,
  keys: Record<string, string | string[]>,
  expand: (text: string) => string,
): boolean {
  if (!condition) return true;
  const lower = new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), value]));
  for (const [operatorText, block] of Object.entries(condition)) {
    const operator = parseOperator(operatorText);
    for (const [key, wantedValue] of Object.entries(block)) {
      const actual = lower.get(key.toLowerCase());
      const wanted = list(wantedValue).map(expand);
      if (!operatorHolds(operator, wanted, actual === undefined ? undefined : list(actual))) return false;
    }
  }
  return true;
}

function operatorHolds(operator: Operator, wanted: string[], actual: string[] | undefined): boolean {
  if (operator.name === 'Null') return (wanted[0] === 'true') === (actual === undefined);
  if (actual === undefined) {
    return operator.ifExists || operator.quantifier === 'ForAllValues' || operator.name in negated;
  }
  const positive = negated[operator.name];
  const compare = comparisons[positive ?? operator.name];
  if (!compare) return false;
  const one = (value: string) => {
    const hit = wanted.some((candidate) => compare(candidate, value));
    return positive ? !hit : hit;
  };
  return operator.quantifier === 'ForAnyValue' ? actual.some(one) : actual.every(one);
}
