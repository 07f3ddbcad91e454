import type { StateRun } from '../engine/state-types';
import { QueryFailure, StateFailure } from '../errors';
import { evaluate, evaluateAs } from '../query/evaluate';

/** The array a Map goes over: `Items`, or the state's input. */
export async function mapItems({ execution, frame, state }: StateRun): Promise<any[]> {
  if (state.Items !== undefined) return evaluateAs('array', state.Items, 'Items', execution.query(frame));
  if (Array.isArray(frame.input)) return frame.input;
  throw new QueryFailure(undefined, `Map state input must be an array but was: ${JSON.stringify(frame.input)}`);
}

/** A whole number that may be an expression. */
export async function wholeNumber(
  run: StateRun,
  field: 'MaxConcurrency' | 'ToleratedFailureCount',
  absent: number,
): Promise<number> {
  const { execution, frame, state } = run;
  if (state[field] === undefined) return absent;
  const value = await evaluateAs('number', state[field], field, execution.query(frame));
  if (value < 0) throw new StateFailure('States.Runtime', execution.about(frame, `${field} cannot be negative.`));
  return Math.floor(value);
}

export async function failurePercentage(run: StateRun): Promise<number> {
  const { execution, frame, state } = run;
  if (state.ToleratedFailurePercentage === undefined) return 0;
  const value = await evaluateAs(
    'number',
    state.ToleratedFailurePercentage,
    'ToleratedFailurePercentage',
    execution.query(frame),
  );
  if (value >= 0 && value <= 100) return value;
  throw new StateFailure(
    'States.Runtime',
    execution.about(frame, 'ToleratedFailurePercentage must be between 0 and 100.'),
  );
}

/** What an iteration or a child execution gets for one item. */
export async function itemInput(run: StateRun, item: { Index: number; Value: any; Key?: string }): Promise<any> {
  const { execution, frame, state } = run;
  if (state.ItemSelector === undefined) return item.Value;
  return evaluate(state.ItemSelector, 'ItemSelector', execution.query(frame, { item }));
}
