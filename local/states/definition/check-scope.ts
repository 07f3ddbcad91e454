import { limits } from '../limits';
import { checkState } from './check-state';
import { type Fields, isObject, type Report, required, type Surroundings } from './report';

export function checkScope(scope: Fields, at: string, around: Surroundings): void {
  const { report } = around;
  const named = required(scope, ['States', 'StartAt'], at, report);
  if (!isObject(scope.States)) {
    if (scope.States !== undefined) report(`${at}/States`, 'Expected value of type Object');
    return;
  }
  const states = Object.entries(scope.States as Fields);
  if (states.length === 0) report(`${at}/States`, 'At least one state is required');
  if (named && !Object.hasOwn(scope.States, scope.StartAt)) {
    report(`${at}/StartAt`, `Missing 'Next' target: ${scope.StartAt}`, 'MISSING_TRANSITION_TARGET');
  }
  for (const [name, state] of states) {
    const place = `${at}/States/${name}`;
    if (name.length > limits.nameCharacters || name === '')
      report(place, `State name must have 1 to ${limits.nameCharacters} characters`);
    if (around.names.has(name)) report(place, `State name '${name}' is used more than once`, 'DUPLICATE_STATE_NAME');
    around.names.add(name);
    if (!isObject(state)) report(place, 'Expected value of type Object');
    else checkState(state, place, around);
  }
  checkTransitions(scope, at, report);
}

/** Every target exists, every state is reachable, and some state ends. */
function checkTransitions(scope: Fields, at: string, report: Report): void {
  const states = scope.States as Fields;
  const reached = new Set<string>();
  const queue = Object.hasOwn(states, scope.StartAt) ? [scope.StartAt as string] : [];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const [, target] of targets(states[name])) if (Object.hasOwn(states, target)) queue.push(target);
  }
  for (const [name, state] of Object.entries(states)) {
    for (const [field, target] of targets(state)) {
      if (!Object.hasOwn(states, target)) {
        report(`${at}/States/${name}/${field}`, `Missing 'Next' target: ${target}`, 'MISSING_TRANSITION_TARGET');
      }
    }
    if (Object.hasOwn(states, scope.StartAt) && !reached.has(name)) {
      report(`${at}/States/${name}`, `State "${name}" is not reachable.`, 'MISSING_TRANSITION_TARGET');
    }
  }
  const ends = Object.values(states).some(
    (state: any) => state?.End === true || state?.Type === 'Succeed' || state?.Type === 'Fail',
  );
  if (!ends && Object.keys(states).length > 0)
    report(`${at}/States`, 'There is no terminal state', 'MISSING_END_STATE');
}

function targets(state: any): [string, string][] {
  if (!isObject(state)) return [];
  const found: [string, unknown][] = [
    ['Next', state.Next],
    ['Default', state.Default],
  ];
  if (Array.isArray(state.Choices))
    for (const [index, rule] of state.Choices.entries()) found.push([`Choices[${index}]/Next`, rule?.Next]);
  if (Array.isArray(state.Catch))
    for (const [index, rule] of state.Catch.entries()) found.push([`Catch[${index}]/Next`, rule?.Next]);
  return found.filter((pair): pair is [string, string] => typeof pair[1] === 'string');
}
