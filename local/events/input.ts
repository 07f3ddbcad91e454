import { ServiceError } from '../contract';

export interface TargetInput {
  Input?: string;
  InputPath?: string;
  InputTransformer?: { InputPathsMap?: Record<string, string>; InputTemplate: string };
}

/** The text a target receives: the whole event, a part of it, a constant, or a template filled from it. */
export function targetInput(
  target: TargetInput,
  event: Record<string, unknown>,
  ruleArn: string,
  ruleName: string,
  now: number,
): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(atPath(event, target.InputPath) ?? {});
  if (target.InputTransformer) return transform(target.InputTransformer, event, ruleArn, ruleName, now);
  return JSON.stringify(event);
}

/** `$.detail.bucket.name`, `$.resources[0]`, `$.detail['a b']`. */
export function atPath(value: unknown, path: string): unknown {
  if (!path.startsWith('$')) throw new ServiceError('ValidationException', `InputPath for target is invalid: ${path}`);
  const steps = [...path.slice(1).matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']+)'\]/g)];
  if (steps.reduce((length, [step]) => length + step.length, 0) !== path.length - 1) {
    throw new ServiceError('ValidationException', `InputPath for target is invalid: ${path}`);
  }
  return steps.reduce<unknown>((node, [, name, index, quoted]) => {
    if (node === null || typeof node !== 'object') return undefined;
    return index === undefined
      ? (node as Record<string, unknown>)[name ?? quoted!]
      : (node as unknown[])[Number(index)];
  }, value);
}

function transform(
  { InputPathsMap = {}, InputTemplate }: NonNullable<TargetInput['InputTransformer']>,
  event: Record<string, unknown>,
  ruleArn: string,
  ruleName: string,
  now: number,
): string {
  const { detail: _, ...withoutDetail } = event;
  const predefined: Record<string, unknown> = {
    'aws.events.rule-arn': ruleArn,
    'aws.events.rule-name': ruleName,
    'aws.events.event.ingestion-time': new Date(now).toISOString(),
    'aws.events.event': withoutDetail,
    'aws.events.event.json': event,
  };
  const value = (name: string): unknown =>
    Object.hasOwn(InputPathsMap, name) ? atPath(event, InputPathsMap[name]!) : predefined[name];
  let inString = false;
  let filled = '';
  const known = (name: string) => Object.hasOwn(InputPathsMap, name) || Object.hasOwn(predefined, name);
  for (const part of InputTemplate.match(/<[A-Za-z0-9_.-]+>|\\.|"|[^<"\\]+|[<\\]/gs) ?? []) {
    const name = /^<(.+)>$/.exec(part)?.[1];
    if (name !== undefined && known(name)) {
      filled += inString ? insideQuotes(value(name)) : bare(value(name));
      continue;
    }
    if (part === '"') inString = !inString;
    filled += part;
  }
  return filled;
}

/** why: outside quotes a string is put in with quotes of its own, and what the event does not have becomes an empty string, as on AWS. */
const bare = (value: unknown) => (value === undefined ? '""' : JSON.stringify(value));

function insideQuotes(value: unknown): string {
  if (value === undefined) return '';
  const plain = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(plain).slice(1, -1);
}
