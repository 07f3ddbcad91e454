import { PlumblineError } from '../errors';

/** What became of an object. `existing`: the line carried the label already (chained job). */
export type OutcomeKind = 'human' | 'machine' | 'existing' | 'failed';

/** One line of an outcome file (docs/architecture.md §3). `set` is merged into the manifest line. */
export interface Outcome {
  id: number;
  kind: OutcomeKind;
  set: Record<string, unknown>;
}

const PRECEDENCE: Record<OutcomeKind, number> = { human: 3, machine: 2, existing: 1, failed: 0 };

/** Of two outcomes of one object the one that counts: human, machine, existing, failed; the first when they are of one kind. */
export const strongerOutcome = (a: Outcome, b: Outcome): Outcome => (PRECEDENCE[b.kind] > PRECEDENCE[a.kind] ? b : a);

/** A line, without the line break. */
export const serializeOutcome = ({ id, kind, set }: Outcome): string => JSON.stringify({ id, kind, set });

/** Reads a line back. `where` names file and line for the message: we wrote these files, so a bad one is a fault and not user input. */
export function parseOutcome(text: string, where: string): Outcome {
  let value: Partial<Outcome> | null;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PlumblineError(`${where}: outcome is not JSON`, { cause });
  }
  const { id, kind, set } = value ?? {};
  if (
    !Number.isSafeInteger(id) ||
    !kind ||
    !Object.hasOwn(PRECEDENCE, kind) ||
    typeof set !== 'object' ||
    set === null
  ) {
    throw new PlumblineError(`${where}: expected an outcome {"id","kind","set"}, found ${text.slice(0, 100)}`);
  }
  return { id: id as number, kind, set };
}

/** Metadata of an object that got no label: Ground Truth's three members, `human-annotated` being the string "true" here. */
export const failedSet = (attribute: string, reason: string, retryCount: number): Record<string, unknown> => ({
  [`${attribute}-metadata`]: { 'retry-count': retryCount, 'failure-reason': reason, 'human-annotated': 'true' },
});
