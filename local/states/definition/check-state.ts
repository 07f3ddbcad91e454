import { limits } from '../limits';
import { expressionIn } from '../query/expression';
import { parseTimestamp } from '../state-types/wait';
import { checkExpressions, checkNumber } from './check-expressions';
import { checkMap } from './check-map';
import { checkCatchers, checkRetries } from './check-rules';
import { checkScope } from './check-scope';
import { checkTask } from './check-task';
import { branchFields, stateFields } from './fields';
import { type Fields, isObject, required, type Surroundings, unknownFields } from './report';

export function checkState(state: Fields, at: string, around: Surroundings): void {
  const { report } = around;
  const known =
    typeof state.Type === 'string' && Object.hasOwn(stateFields, state.Type) ? stateFields[state.Type] : undefined;
  if (!known) {
    if (state.Type === undefined) report(at, 'These fields are required: [Type]');
    else report(`${at}/Type`, `Value '${state.Type}' is not a state type`);
    return;
  }
  const language = state.QueryLanguage ?? around.language ?? 'JSONPath';
  if (around.language === 'JSONata' && state.QueryLanguage === 'JSONPath') {
    report(at, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
    return;
  }
  if (language !== 'JSONata') {
    report(
      at,
      'The JSONPath query language is not done here; set "QueryLanguage": "JSONata" on the machine or on the state',
    );
    return;
  }
  unknownFields(state, known, at, report);
  if (known.includes('Next')) {
    if (state.Next === undefined && state.End === undefined) report(at, 'These fields are required: [Next or End]');
    if (state.Next !== undefined && state.End !== undefined) report(at, 'Next and End exclude each other');
    if (state.End !== undefined && state.End !== true) report(`${at}/End`, 'Expected value true');
    if (state.Next !== undefined && typeof state.Next !== 'string')
      report(`${at}/Next`, 'Expected value of type String');
  }
  for (const name of assignedNames(state)) {
    if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) || name.length > limits.variableNameCharacters) {
      report(`${at}/Assign/${name}`, `'${name}' is not a valid variable name`);
    } else if (name === 'states') report(`${at}/Assign/${name}`, "The variable name 'states' is reserved");
  }
  for (const name of [
    'Assign',
    'Output',
    'Arguments',
    'Error',
    'Cause',
    'Seconds',
    'Timestamp',
    'Items',
    'ItemSelector',
    'MaxConcurrency',
  ]) {
    checkExpressions(state[name], `${at}/${name}`, report);
  }
  if (state.Assign !== undefined && !isObject(state.Assign)) report(`${at}/Assign`, 'Expected value of type Object');
  checkRetries(state, at, report);
  checkCatchers(state, at, report);
  checks[state.Type as string]?.(state, at, around);
}

/** Variables a state gives a value, itself or in its choices and catchers. */
function assignedNames(state: any): string[] {
  if (!isObject(state)) return [];
  const lists = [
    state,
    ...(Array.isArray(state.Choices) ? state.Choices : []),
    ...(Array.isArray(state.Catch) ? state.Catch : []),
  ];
  return lists.flatMap((holder: any) => (isObject(holder?.Assign) ? Object.keys(holder.Assign) : []));
}

type Check = (state: Fields, at: string, around: Surroundings) => void;

const checks: Readonly<Record<string, Check>> = {
  Task: checkTask,
  Choice: checkChoice,
  Wait: checkWait,
  Parallel: checkParallel,
  Map: checkMap,
};

function checkChoice(state: Fields, at: string, { report }: Surroundings): void {
  if (!Array.isArray(state.Choices) || state.Choices.length === 0) {
    report(`${at}/Choices`, 'Expected a non-empty list of rules');
    return;
  }
  for (const [index, rule] of state.Choices.entries()) {
    const place = `${at}/Choices[${index}]`;
    if (!isObject(rule)) {
      report(place, 'Expected value of type Object');
      continue;
    }
    unknownFields(rule, ['Comment', 'Condition', 'Next', 'Assign', 'Output'], place, report);
    required(rule, ['Condition', 'Next'], place, report);
    if (
      typeof rule.Condition !== 'boolean' &&
      expressionIn(String(rule.Condition)) === undefined &&
      rule.Condition !== undefined
    ) {
      report(`${place}/Condition`, 'Expected a JSONata expression or a boolean');
    }
    for (const name of ['Condition', 'Assign', 'Output']) checkExpressions(rule[name], `${place}/${name}`, report);
  }
}

function checkWait(state: Fields, at: string, { report }: Surroundings): void {
  if ((state.Seconds === undefined) === (state.Timestamp === undefined)) {
    report(at, 'Exactly one of the fields [Seconds, Timestamp] is required');
    return;
  }
  checkNumber(state.Seconds, 0, limits.timeoutSeconds, `${at}/Seconds`, report);
  const { Timestamp } = state;
  if (Timestamp === undefined) return;
  if (typeof Timestamp !== 'string') report(`${at}/Timestamp`, 'Expected value of type String');
  else if (expressionIn(Timestamp) === undefined && parseTimestamp(Timestamp) === undefined) {
    report(`${at}/Timestamp`, 'Timestamp must be in ISO-8601 extended offset date-time format');
  }
}

function checkParallel(state: Fields, at: string, around: Surroundings): void {
  if (!Array.isArray(state.Branches) || state.Branches.length === 0) {
    around.report(`${at}/Branches`, 'Expected a non-empty list of branches');
    return;
  }
  for (const [index, branch] of state.Branches.entries()) {
    const place = `${at}/Branches[${index}]`;
    if (!isObject(branch)) {
      around.report(place, 'Expected value of type Object');
      continue;
    }
    unknownFields(branch, branchFields, place, around.report);
    checkScope(branch, place, { ...around, language: branch.QueryLanguage ?? state.QueryLanguage ?? around.language });
  }
}
