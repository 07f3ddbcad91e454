/** Fields each state may have when it is written in JSONata. */
const common = ['Type', 'Comment', 'QueryLanguage'];
const flow = ['Next', 'End'];
const data = ['Output', 'Assign'];
const errors = ['Retry', 'Catch'];

export const stateFields: Readonly<Record<string, readonly string[]>> = {
  Task: [
    ...common,
    ...flow,
    ...data,
    ...errors,
    'Resource',
    'Arguments',
    'TimeoutSeconds',
    'HeartbeatSeconds',
    'Credentials',
  ],
  Pass: [...common, ...flow, ...data],
  Choice: [...common, ...data, 'Choices', 'Default'],
  Wait: [...common, ...flow, ...data, 'Seconds', 'Timestamp'],
  Succeed: [...common, 'Output'],
  Fail: [...common, 'Error', 'Cause'],
  Parallel: [...common, ...flow, ...data, ...errors, 'Arguments', 'Branches'],
  Map: [
    ...common,
    ...flow,
    ...data,
    ...errors,
    'ItemProcessor',
    'Items',
    'ItemSelector',
    'ItemReader',
    'ItemBatcher',
    'ResultWriter',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
    'Label',
  ],
};

/** Fields of the JSONPath language, and what to write instead. */
export const jsonPathFields: Readonly<Record<string, string>> = {
  InputPath: 'Arguments or $states.input',
  OutputPath: 'Output',
  Parameters: 'Arguments',
  ResultPath: 'Output and Assign',
  ResultSelector: 'Output',
  Result: 'Output',
  SecondsPath: 'Seconds with an expression',
  TimestampPath: 'Timestamp with an expression',
  TimeoutSecondsPath: 'TimeoutSeconds with an expression',
  HeartbeatSecondsPath: 'HeartbeatSeconds with an expression',
  ItemsPath: 'Items',
  Iterator: 'ItemProcessor',
  MaxConcurrencyPath: 'MaxConcurrency with an expression',
  ToleratedFailureCountPath: 'ToleratedFailureCount with an expression',
  ToleratedFailurePercentagePath: 'ToleratedFailurePercentage with an expression',
  ErrorPath: 'Error with an expression',
  CausePath: 'Cause with an expression',
};

export const machineFields = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
export const processorFields = ['Comment', 'ProcessorConfig', 'QueryLanguage', 'StartAt', 'States'];
export const branchFields = ['Comment', 'QueryLanguage', 'StartAt', 'States'];
