import { resolveIntegration } from '../integrations/resolve';
import { csvDelimiters } from '../items/csv';
import { limits } from '../limits';
import { compileExpression, expressionIn } from '../query/expression';
import { parseTimestamp } from '../state-types/wait';
import { branchFields, jsonPathFields, machineFields, processorFields, stateFields } from './fields';
import type { MachineDefinition } from './types';

export interface Diagnostic {
  severity: 'ERROR' | 'WARNING';
  code: string;
  message: string;
  /** Where, as `/States/Wait/Seconds`. */
  location?: string;
}

export interface ValidationContext {
  type: 'STANDARD' | 'EXPRESS';
  /** Whether the cloud has a service by this name. */
  hasService(name: string): boolean;
}

type Report = (location: string, message: string, code?: string) => void;
type Fields = Record<string, any>;

/** Everything that is wrong with a definition, or that this Step Functions does not do. */
export function validateDefinition(
  text: string,
  context: ValidationContext,
): { diagnostics: Diagnostic[]; definition?: MachineDefinition } {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (location, message, code = 'SCHEMA_VALIDATION_FAILED') =>
    diagnostics.push({ severity: 'ERROR', code, message, location: location === '' ? '/' : location });
  if (text.trim() === '') {
    diagnostics.push({
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: 'Definition must be a valid JSON object',
    });
    return { diagnostics };
  }
  let definition: unknown;
  try {
    definition = JSON.parse(text);
  } catch (error) {
    diagnostics.push({ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message: (error as Error).message });
    return { diagnostics };
  }
  if (!isObject(definition)) {
    diagnostics.push({
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: 'Definition must be a valid JSON object',
    });
    return { diagnostics };
  }
  unknownFields(definition, machineFields, '', report);
  const { TimeoutSeconds } = definition;
  if (TimeoutSeconds !== undefined && !isWhole(TimeoutSeconds, 1, limits.timeoutSeconds)) {
    report('/TimeoutSeconds', `Expected an integer between 1 and ${limits.timeoutSeconds}`);
  }
  if (definition.Version !== undefined && definition.Version !== '1.0') report('/Version', "Expected value '1.0'");
  checkScope(definition, '', {
    report,
    context,
    language: definition.QueryLanguage,
    names: new Set(),
    outer: new Set(),
    labels: new Set(),
  });
  return diagnostics.length > 0
    ? { diagnostics }
    : { diagnostics, definition: definition as unknown as MachineDefinition };
}

interface Surroundings {
  report: Report;
  context: ValidationContext;
  language: unknown;
  /** State names of the whole machine: they are unique. */
  names: Set<string>;
  /** Variables of enclosing scopes. */
  outer: Set<string>;
  labels: Set<string>;
}

function isObject(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function unknownFields(fields: Fields, known: readonly string[], at: string, report: Report): void {
  for (const name of Object.keys(fields)) {
    if (known.includes(name)) continue;
    const instead = Object.hasOwn(jsonPathFields, name) ? jsonPathFields[name] : undefined;
    if (instead)
      report(`${at}/${name}`, `Field '${name}' belongs to JSONPath, which is not done here; use ${instead} in JSONata`);
    else report(`${at}/${name}`, `Field '${name}' is not supported`);
  }
}

function required(fields: Fields, names: readonly string[], at: string, report: Report): boolean {
  const missing = names.filter((name) => fields[name] === undefined);
  if (missing.length > 0) report(at, `These fields are required: [${missing.join(', ')}]`);
  return missing.length === 0;
}

function checkScope(scope: Fields, at: string, around: Surroundings): void {
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
  const own = new Set(states.flatMap(([, state]) => assignedNames(state)));
  const within = { ...around, outer: new Set([...around.outer, ...own]) };
  for (const [name, state] of states) {
    const place = `${at}/States/${name}`;
    if (name.length > limits.nameCharacters || name === '')
      report(place, `State name must have 1 to ${limits.nameCharacters} characters`);
    if (around.names.has(name)) report(place, `State name '${name}' is used more than once`, 'DUPLICATE_STATE_NAME');
    around.names.add(name);
    if (!isObject(state)) report(place, 'Expected value of type Object');
    else checkState(state, place, within, around.outer);
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

function checkState(state: Fields, at: string, around: Surroundings, outer: ReadonlySet<string>): void {
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
    else if (outer.has(name))
      report(`${at}/Assign/${name}`, `The variable '${name}' is already assigned in an outer scope`);
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

function checkExpressions(value: unknown, at: string, report: Report): void {
  if (typeof value === 'string') {
    const text = expressionIn(value);
    if (text !== undefined) checkExpression(text, at, report);
    else if (value.startsWith('{%')) report(at, "A JSONata expression must end with '%}'");
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) checkExpressions(element, `${at}[${index}]`, report);
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) checkExpressions(member, `${at}/${name}`, report);
  }
}

function checkExpression(text: string, at: string, report: Report): void {
  let ast: unknown;
  try {
    ast = compileExpression(text).ast();
  } catch (error) {
    report(at, `The JSONata expression '${text}' is not valid: ${(error as Error).message}`);
    return;
  }
  if (mentions(ast, 'eval')) report(at, 'The JSONata function $eval is not supported by Step Functions');
}

/** Whether a syntax tree has the variable `$name`. */
function mentions(node: any, name: string, seen = new Set<unknown>()): boolean {
  if (node === null || typeof node !== 'object' || seen.has(node)) return false;
  seen.add(node);
  if (node.type === 'variable' && node.value === name) return true;
  return Object.values(node).some((part) => mentions(part, name, seen));
}

/** A number, or an expression that gives one. */
function checkNumber(value: unknown, least: number, most: number, at: string, report: Report): void {
  if (value === undefined) return;
  if (typeof value === 'string' && expressionIn(value) !== undefined) checkExpressions(value, at, report);
  else if (!isWhole(value, least, most))
    report(at, `Expected an integer between ${least} and ${most} or a JSONata expression`);
}

function errorNames(rule: Fields, at: string, last: boolean, report: Report): void {
  const names = rule.ErrorEquals;
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) {
    report(`${at}/ErrorEquals`, 'Expected a non-empty list of error names');
    return;
  }
  if (names.includes('States.ALL') && (names.length > 1 || !last)) {
    report(`${at}/ErrorEquals`, "'States.ALL' must stand alone and in the last entry");
  }
}

function checkRetries({ Retry }: Fields, at: string, report: Report): void {
  if (Retry === undefined) return;
  if (!Array.isArray(Retry)) return report(`${at}/Retry`, 'Expected value of type Array');
  const known = [
    'Comment',
    'ErrorEquals',
    'IntervalSeconds',
    'MaxAttempts',
    'BackoffRate',
    'MaxDelaySeconds',
    'JitterStrategy',
  ];
  for (const [index, rule] of Retry.entries()) {
    const place = `${at}/Retry[${index}]`;
    unknownFields(rule, known, place, report);
    errorNames(rule, place, index === Retry.length - 1, report);
    const { IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds, JitterStrategy } = rule;
    if (IntervalSeconds !== undefined && !isWhole(IntervalSeconds, 1, limits.timeoutSeconds)) {
      report(`${place}/IntervalSeconds`, `Expected an integer between 1 and ${limits.timeoutSeconds}`);
    }
    if (MaxAttempts !== undefined && !isWhole(MaxAttempts, 0, limits.timeoutSeconds)) {
      report(`${place}/MaxAttempts`, `Expected an integer between 0 and ${limits.timeoutSeconds}`);
    }
    if (BackoffRate !== undefined && !(typeof BackoffRate === 'number' && BackoffRate >= 1)) {
      report(`${place}/BackoffRate`, 'Expected a number not less than 1.0');
    }
    if (
      MaxDelaySeconds !== undefined &&
      !(isWhole(MaxDelaySeconds, 1, 31_622_400) && MaxDelaySeconds > (IntervalSeconds ?? 1))
    ) {
      report(
        `${place}/MaxDelaySeconds`,
        'Expected an integer greater than IntervalSeconds and not greater than 31622400',
      );
    }
    if (JitterStrategy !== undefined && JitterStrategy !== 'FULL' && JitterStrategy !== 'NONE') {
      report(`${place}/JitterStrategy`, "Expected 'FULL' or 'NONE'");
    }
  }
}

function checkCatchers({ Catch }: Fields, at: string, report: Report): void {
  if (Catch === undefined) return;
  if (!Array.isArray(Catch)) return report(`${at}/Catch`, 'Expected value of type Array');
  for (const [index, rule] of Catch.entries()) {
    const place = `${at}/Catch[${index}]`;
    unknownFields(rule, ['Comment', 'ErrorEquals', 'Next', 'Assign', 'Output'], place, report);
    required(rule, ['Next'], place, report);
    errorNames(rule, place, index === Catch.length - 1, report);
    checkExpressions(rule.Assign, `${place}/Assign`, report);
    checkExpressions(rule.Output, `${place}/Output`, report);
  }
}

type Check = (state: Fields, at: string, around: Surroundings) => void;

const checks: Readonly<Record<string, Check>> = {
  Task: checkTask,
  Choice: checkChoice,
  Wait: checkWait,
  Parallel: checkParallel,
  Map: checkMap,
};

function checkTask(state: Fields, at: string, { report, context }: Surroundings): void {
  if (!required(state, ['Resource'], at, report)) return;
  if (state.Credentials !== undefined)
    report(`${at}/Credentials`, 'Calls under another role (Credentials) are not done here');
  checkNumber(state.TimeoutSeconds, 1, limits.timeoutSeconds, `${at}/TimeoutSeconds`, report);
  checkNumber(state.HeartbeatSeconds, 1, limits.timeoutSeconds, `${at}/HeartbeatSeconds`, report);
  if (
    typeof state.HeartbeatSeconds === 'number' &&
    typeof state.TimeoutSeconds === 'number' &&
    state.HeartbeatSeconds >= state.TimeoutSeconds
  ) {
    report(`${at}/HeartbeatSeconds`, 'HeartbeatSeconds must be smaller than TimeoutSeconds');
  }
  const place = `${at}/Resource`;
  const resource = String(state.Resource);
  if (!resource.startsWith('arn:')) return report(place, 'Value is not a valid resource ARN');
  const integration = resolveIntegration(resource);
  if (!integration) return report(place, `The resource provided ${resource} is not done here`);
  if (!context.hasService(integration.service)) {
    return report(
      place,
      `The resource provided ${resource} needs the service ${integration.service}, which this cloud does not have`,
    );
  }
  if (context.type === 'EXPRESS' && integration.pattern !== 'request') {
    const pattern = integration.pattern === 'token' ? '.waitForTaskToken' : '.sync';
    return report(place, `Express state machine does not support '${pattern}' service integration `);
  }
  if (
    !isObject(state.Arguments) &&
    (typeof state.Arguments !== 'string' || expressionIn(state.Arguments) === undefined)
  ) {
    if (integration.required.length > 0 || state.Arguments !== undefined) {
      if (integration.resourceType) report(at, `These fields are required: [Arguments] for ${resource}`);
    }
    return;
  }
  if (isObject(state.Arguments)) {
    const missing = integration.required.filter((name) => state.Arguments[name] === undefined);
    for (const name of missing) report(`${at}/Arguments`, `The field '${name}' is required but was missing`);
  }
}

function checkChoice(state: Fields, at: string, { report }: Surroundings): void {
  if (!Array.isArray(state.Choices) || state.Choices.length === 0)
    return report(`${at}/Choices`, 'Expected a non-empty list of rules');
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
    return report(at, 'Exactly one of the fields [Seconds, Timestamp] is required');
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
    return around.report(`${at}/Branches`, 'Expected a non-empty list of branches');
  }
  for (const [index, branch] of state.Branches.entries()) {
    const place = `${at}/Branches[${index}]`;
    if (!isObject(branch)) {
      around.report(place, 'Expected value of type Object');
      continue;
    }
    unknownFields(branch, branchFields, place, around.report);
    checkScope(branch, place, { ...around, language: branch.QueryLanguage ?? languageOf(state, around) });
  }
}

const languageOf = (state: Fields, around: Surroundings) => state.QueryLanguage ?? around.language;

function checkMap(state: Fields, at: string, around: Surroundings): void {
  const { report, context } = around;
  if (!required(state, ['ItemProcessor'], at, report) || !isObject(state.ItemProcessor)) return;
  const processor = state.ItemProcessor;
  const place = `${at}/ItemProcessor`;
  unknownFields(processor, processorFields, place, report);
  const config = processor.ProcessorConfig ?? {};
  unknownFields(config, ['Mode', 'ExecutionType'], `${place}/ProcessorConfig`, report);
  const distributed = config.Mode === 'DISTRIBUTED';
  if (config.Mode !== undefined && config.Mode !== 'INLINE' && !distributed) {
    report(`${place}/ProcessorConfig/Mode`, "Expected 'INLINE' or 'DISTRIBUTED'");
  }
  if (distributed && config.ExecutionType !== 'STANDARD' && config.ExecutionType !== 'EXPRESS') {
    report(`${place}/ProcessorConfig`, 'These fields are required: [ExecutionType] (STANDARD or EXPRESS)');
  }
  if (distributed && context.type === 'EXPRESS')
    report(at, 'Express state machine does not support distributed Map states');
  const only = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'];
  if (!distributed) {
    for (const name of only) {
      if (state[name] !== undefined) report(`${at}/${name}`, `Field '${name}' needs a distributed Map state`);
    }
  }
  checkNumber(state.MaxConcurrency, 0, Number.MAX_SAFE_INTEGER, `${at}/MaxConcurrency`, report);
  checkNumber(state.ToleratedFailureCount, 0, Number.MAX_SAFE_INTEGER, `${at}/ToleratedFailureCount`, report);
  const percentage = state.ToleratedFailurePercentage;
  if (typeof percentage === 'number' && (percentage < 0 || percentage > 100)) {
    report(`${at}/ToleratedFailurePercentage`, 'Expected a number between 0 and 100');
  }
  checkExpressions(percentage, `${at}/ToleratedFailurePercentage`, report);
  if (state.Items !== undefined && !Array.isArray(state.Items) && expressionIn(String(state.Items)) === undefined) {
    report(`${at}/Items`, 'Expected an array or a JSONata expression');
  }
  if (state.Items !== undefined && state.ItemReader !== undefined)
    report(at, 'Items and ItemReader exclude each other');
  if (distributed) checkDistributed(state, at, around);
  const nested = { ...around, language: processor.QueryLanguage ?? languageOf(state, around) };
  // why: a distributed map's children are executions of their own and see no variable of their parent.
  checkScope(
    processor,
    place,
    distributed
      ? { ...nested, outer: new Set<string>(), context: { ...context, type: config.ExecutionType ?? 'STANDARD' } }
      : nested,
  );
}

function checkDistributed(state: Fields, at: string, { report, labels }: Surroundings): void {
  const { Label, ItemReader, ItemBatcher, ResultWriter } = state;
  if (Label !== undefined) {
    if (typeof Label !== 'string' || Label === '' || Label.length > limits.labelCharacters) {
      report(`${at}/Label`, `Label must have 1 to ${limits.labelCharacters} characters`);
    } else {
      const invalid = /[\s?*<>{}[\]:;,\\|^~$#%&`"\u0000-\u001f\u007f-\u009f]/.exec(Label);
      if (invalid) report(`${at}/Label`, `Label contains invalid character: '${invalid[0]}'`);
      if (labels.has(Label)) report(`${at}/Label`, `Label '${Label}' is used more than once`);
      labels.add(Label);
    }
  }
  if (ItemReader !== undefined) checkReader(ItemReader, `${at}/ItemReader`, report);
  if (ItemBatcher !== undefined) {
    const place = `${at}/ItemBatcher`;
    unknownFields(ItemBatcher, ['MaxItemsPerBatch', 'MaxInputBytesPerBatch', 'BatchInput'], place, report);
    if (ItemBatcher.MaxItemsPerBatch === undefined && ItemBatcher.MaxInputBytesPerBatch === undefined) {
      report(place, 'These fields are required: [MaxItemsPerBatch or MaxInputBytesPerBatch]');
    }
    checkNumber(ItemBatcher.MaxItemsPerBatch, 1, Number.MAX_SAFE_INTEGER, `${place}/MaxItemsPerBatch`, report);
    checkNumber(ItemBatcher.MaxInputBytesPerBatch, 1, limits.dataBytes, `${place}/MaxInputBytesPerBatch`, report);
    checkExpressions(ItemBatcher.BatchInput, `${place}/BatchInput`, report);
  }
  if (ResultWriter !== undefined) {
    const place = `${at}/ResultWriter`;
    unknownFields(ResultWriter, ['Resource', 'Arguments', 'WriterConfig'], place, report);
    if (ResultWriter.Resource !== undefined && ResultWriter.Resource !== 'arn:aws:states:::s3:putObject') {
      report(`${place}/Resource`, `The resource provided ${ResultWriter.Resource} is not done here`);
    }
    if ((ResultWriter.Resource === undefined) !== (ResultWriter.Arguments === undefined)) {
      report(place, 'Resource and Arguments go together');
    }
    checkExpressions(ResultWriter.Arguments, `${place}/Arguments`, report);
    const config = ResultWriter.WriterConfig ?? {};
    unknownFields(config, ['OutputType', 'Transformation'], `${place}/WriterConfig`, report);
    if (!['JSON', 'JSONL', undefined].includes(config.OutputType))
      report(`${place}/WriterConfig/OutputType`, "Expected 'JSON' or 'JSONL'");
    if (!['NONE', 'COMPACT', 'FLATTEN', undefined].includes(config.Transformation)) {
      report(`${place}/WriterConfig/Transformation`, "Expected 'NONE', 'COMPACT' or 'FLATTEN'");
    }
  }
}

function checkReader(reader: Fields, at: string, report: Report): void {
  unknownFields(reader, ['Resource', 'Arguments', 'ReaderConfig'], at, report);
  if (!required(reader, ['Resource', 'Arguments'], at, report)) return;
  checkExpressions(reader.Arguments, `${at}/Arguments`, report);
  const config = reader.ReaderConfig ?? {};
  const place = `${at}/ReaderConfig`;
  checkExpressions(config, place, report);
  unknownFields(
    config,
    ['InputType', 'MaxItems', 'CSVHeaderLocation', 'CSVHeaders', 'CSVDelimiter', 'ItemsPointer'],
    place,
    report,
  );
  if (reader.Resource === 'arn:aws:states:::s3:listObjectsV2') {
    if (config.InputType !== undefined) report(`${place}/InputType`, 'InputType has no meaning with s3:listObjectsV2');
    return;
  }
  if (reader.Resource !== 'arn:aws:states:::s3:getObject') {
    return report(`${at}/Resource`, `The resource provided ${reader.Resource} is not done here`);
  }
  if (!['CSV', 'JSON', 'JSONL'].includes(config.InputType)) {
    report(
      `${place}/InputType`,
      config.InputType === undefined
        ? 'These fields are required: [InputType]'
        : `InputType '${config.InputType}' is not done here (CSV, JSON, JSONL are)`,
    );
  }
  if (config.InputType !== 'CSV') return;
  if (config.CSVHeaderLocation !== 'FIRST_ROW' && config.CSVHeaderLocation !== 'GIVEN') {
    report(`${place}/CSVHeaderLocation`, "Expected 'FIRST_ROW' or 'GIVEN'");
  }
  if (config.CSVHeaderLocation === 'GIVEN' && !(Array.isArray(config.CSVHeaders) && config.CSVHeaders.length > 0)) {
    report(place, 'These fields are required: [CSVHeaders]');
  }
  if (config.CSVDelimiter !== undefined && !Object.hasOwn(csvDelimiters, config.CSVDelimiter)) {
    report(`${place}/CSVDelimiter`, `Expected one of ${Object.keys(csvDelimiters).join(', ')}`);
  }
}
