import { jsonPathFields } from './fields';

/** Tells what is wrong at a place of the definition. */
export type Report = (location: string, message: string, code?: string) => void;

export type Fields = Record<string, any>;

/** What a check has to know of the place it is at. */
export interface Surroundings {
  report: Report;
  context: ValidationContext;
  language: unknown;
  /** State names of the whole machine: they are unique. */
  names: Set<string>;
  labels: Set<string>;
}

export interface ValidationContext {
  type: 'STANDARD' | 'EXPRESS';
  /** Whether the cloud has a service by this name. */
  hasService(name: string): boolean;
}

export function isObject(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

export function isWhole(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

export function unknownFields(fields: Fields, known: readonly string[], at: string, report: Report): void {
  for (const name of Object.keys(fields)) {
    if (known.includes(name)) continue;
    const instead = Object.hasOwn(jsonPathFields, name) ? jsonPathFields[name] : undefined;
    if (instead)
      report(`${at}/${name}`, `Field '${name}' belongs to JSONPath, which is not done here; use ${instead} in JSONata`);
    else report(`${at}/${name}`, `Field '${name}' is not supported`);
  }
}

export function required(fields: Fields, names: readonly string[], at: string, report: Report): boolean {
  const missing = names.filter((name) => fields[name] === undefined);
  if (missing.length > 0) report(at, `These fields are required: [${missing.join(', ')}]`);
  return missing.length === 0;
}
