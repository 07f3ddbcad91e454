/** States that stand alone, and expressions that break. */
import { bare, chain, invoke, pass } from '../definitions';
import type { HistoryCase } from './history-case';

export const stateCases: HistoryCase[] = [
  {
    name: 'Pass computes its output',
    definition: chain({ A: pass({ Output: { sum: '{% $states.input.a + 1 %}', fixed: [1, '{% 2 %}'] } }) }),
    input: { a: 41 },
    output: { sum: 42, fixed: [1, 2] },
    history: ['ExecutionStarted<0', 'PassStateEntered<0', 'PassStateExited<2', 'ExecutionSucceeded<3'],
  },
  {
    name: 'Assign is evaluated beside Output: both see the values from before',
    definition: chain({
      A: pass({ Assign: { x: 1 } }),
      B: pass({ Assign: { x: '{% $x + 1 %}', y: '{% $x %}' }, Output: '{% $x %}' }),
      C: pass({ Output: '{% [$states.input, $x, $y] %}' }),
    }),
    output: [1, 2, 1],
    history: [
      'ExecutionStarted<0',
      'PassStateEntered<0',
      'PassStateExited<2',
      'PassStateEntered<3',
      'PassStateExited<4',
      'PassStateEntered<5',
      'PassStateExited<6',
      'ExecutionSucceeded<7',
    ],
  },
  {
    name: 'Choice takes the first rule that holds, with its own Output',
    definition: chain({
      A: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n > 10 %}', Next: 'Big' },
          { Condition: '{% $states.input.n > 5 %}', Next: 'Middle', Output: 'middle', Assign: { seen: true } },
        ],
        Default: 'Big',
      },
      Big: { Type: 'Fail' },
      Middle: pass({ Output: '{% [$states.input, $seen] %}' }),
    }),
    input: { n: 7 },
    output: ['middle', true],
    history: [
      'ExecutionStarted<0',
      'ChoiceStateEntered<0',
      'ChoiceStateExited<2',
      'PassStateEntered<3',
      'PassStateExited<4',
      'ExecutionSucceeded<5',
    ],
  },
  {
    name: 'Choice without a way out',
    definition: chain({
      A: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'B' }] },
      B: { Type: 'Succeed' },
    }),
    error: 'States.Runtime',
    cause:
      "An error occurred while executing the state 'A' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    history: ['ExecutionStarted<0', 'ChoiceStateEntered<0', 'ExecutionFailed<2'],
  },
  {
    name: 'Wait and Succeed',
    definition: chain({
      A: { Type: 'Wait', Seconds: '{% $states.input.s %}' },
      B: { Type: 'Succeed', Output: 'done' },
    }),
    input: { s: 3_000_000 },
    output: 'done',
    history: [
      'ExecutionStarted<0',
      'WaitStateEntered<0',
      'WaitStateExited<2',
      'SucceedStateEntered<3',
      'SucceedStateExited<4',
      'ExecutionSucceeded<5',
    ],
  },
  {
    name: 'Wait for a moment that is none',
    definition: chain({ A: { Type: 'Wait', Timestamp: '{% $states.input %}' } }),
    input: '2016-12-05 21:29:29Z',
    error: 'States.QueryEvaluationError',
    cause:
      "An error occurred while executing the state 'A' (entered at the event id #2). The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2016-12-05 21:29:29Z",
    history: ['ExecutionStarted<0', 'WaitStateEntered<0', 'EvaluationFailed<2', 'ExecutionFailed<3'],
  },
  {
    name: 'Fail with computed error and cause',
    definition: chain({ A: { Type: 'Fail', Error: '{% $states.input.e %}', Cause: 'because' } }),
    input: { e: 'Mine' },
    error: 'Mine',
    cause: 'because',
    history: ['ExecutionStarted<0', 'FailStateEntered<0', 'ExecutionFailed<2'],
  },
  {
    name: 'Task invoking a function',
    definition: chain({ A: invoke('double') }),
    input: { n: 4 },
    output: 8,
    history: [
      'ExecutionStarted<0',
      'TaskStateEntered<0',
      'TaskScheduled<2',
      'TaskStarted<3',
      'TaskSucceeded<4',
      'TaskStateExited<5',
      'ExecutionSucceeded<6',
    ],
  },
  {
    name: 'a function by its bare ARN, retried, then caught with Assign and Output',
    definition: chain({
      A: bare('boom', {
        Retry: [{ ErrorEquals: ['Special'], MaxAttempts: 1 }],
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Assign: { why: '{% $states.errorOutput.Error %}' },
            Output: '{% $states.input %}',
            Next: 'B',
          },
        ],
      }),
      B: pass({ Output: '{% [$states.input, $why] %}' }),
    }),
    input: 'in',
    output: ['in', 'Special'],
    history: [
      'ExecutionStarted<0',
      'TaskStateEntered<0',
      'LambdaFunctionScheduled<2',
      'LambdaFunctionStarted<3',
      'LambdaFunctionFailed<4',
      'LambdaFunctionScheduled<5',
      'LambdaFunctionStarted<6',
      'LambdaFunctionFailed<7',
      'TaskStateExited<8',
      'PassStateEntered<9',
      'PassStateExited<10',
      'ExecutionSucceeded<11',
    ],
  },
  {
    name: 'an expression that gives nothing',
    definition: chain({ A: pass({ Output: { x: '{% $nothing %}' } }) }),
    error: 'States.QueryEvaluationError',
    cause:
      "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$nothing' specified for the field 'Output/x' returned nothing (undefined).",
    history: ['ExecutionStarted<0', 'PassStateEntered<0', 'EvaluationFailed<0', 'ExecutionFailed<3'],
  },
  {
    name: 'an expression that breaks is caught on a Task',
    definition: chain({
      A: invoke('double', '{% $states.input + "x" %}', {
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'B' }],
      }),
      B: pass({ Output: '{% $states.input.Error %}' }),
    }),
    input: 1,
    output: 'States.QueryEvaluationError',
    history: [
      'ExecutionStarted<0',
      'TaskStateEntered<0',
      'EvaluationFailed<0',
      'TaskStateExited<3',
      'PassStateEntered<4',
      'PassStateExited<5',
      'ExecutionSucceeded<6',
    ],
  },
];
