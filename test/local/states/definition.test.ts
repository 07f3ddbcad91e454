import { describe, expect, test } from '@jest/globals';
import { validateDefinition } from '../../../local/states/definition/validate';
import { bare, callback, chain, distributedMap, inlineMap, invoke, parallel, pass } from './definitions';

const context = { type: 'STANDARD' as const, hasService: (name: string) => name !== 'kms' };

const problems = (definition: unknown, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') =>
  validateDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition), {
    ...context,
    type,
  }).diagnostics.map(({ code, message, location }) => `${code}: ${message}${location ? ` at ${location}` : ''}`);

const one = (state: object) => ({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { End: true, ...state } } });

describe('definitions that are taken', () => {
  test.each([
    [
      'everything at once',
      chain({
        P: pass({ Assign: { a: 1 } }),
        T: invoke('f', 1),
        C: callback('f'),
        M: inlineMap({ X: pass() }),
        D: distributedMap({ Y: pass() }),
        B: parallel([{ Z: pass() }]),
      }),
    ],
    ['JSONata by the state', { StartAt: 'A', States: { A: { Type: 'Pass', QueryLanguage: 'JSONata', End: true } } }],
    [
      'a branch that assigns what its Parallel assigns',
      chain({ P: parallel([{ X: pass({ Assign: { v: 1 } }) }], { Assign: { v: 2 } }) }),
    ],
    [
      'no token handed on',
      chain({
        A: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
          Arguments: { QueueUrl: 'q', MessageBody: 'm' },
        },
      }),
    ],
  ])('%s', (_, definition) => {
    expect(problems(definition)).toEqual([]);
  });
});

describe('definitions that are refused, with place and reason', () => {
  test.each<[string, unknown, string[]]>([
    ['nothing', '', ['SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object']],
    ['no object', '[]', ['SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object']],
    ['empty', '{}', ['SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /']],
    [
      'JSONPath',
      { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
      [
        'SCHEMA_VALIDATION_FAILED: The JSONPath query language is not done here; set "QueryLanguage": "JSONata" on the machine or on the state at /States/A',
      ],
    ],
    [
      'back to JSONPath',
      { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', QueryLanguage: 'JSONPath', End: true } } },
      [
        "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A",
      ],
    ],
    [
      'a field of JSONPath',
      one({ Type: 'Pass', InputPath: '$' }),
      [
        "SCHEMA_VALIDATION_FAILED: Field 'InputPath' belongs to JSONPath, which is not done here; use Arguments or $states.input in JSONata at /States/A/InputPath",
      ],
    ],
    [
      'a field nobody knows',
      one({ Type: 'Pass', Colour: 1 }),
      ["SCHEMA_VALIDATION_FAILED: Field 'Colour' is not supported at /States/A/Colour"],
    ],
    [
      'no such type',
      one({ Type: 'Dance' }),
      ["SCHEMA_VALIDATION_FAILED: Value 'Dance' is not a state type at /States/A/Type"],
    ],
    [
      'targets that are not there, states nobody goes to',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'A',
        States: { A: { Type: 'Pass', Next: 'C' }, B: { Type: 'Pass', End: true } },
      },
      [
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: C at /States/A/Next",
        'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B',
      ],
    ],
    [
      'no such integration',
      one({ Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync', Arguments: {} }),
      [
        'SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::glue:startJobRun.sync is not done here at /States/A/Resource',
      ],
    ],
    [
      'no such service',
      one({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:kms:encrypt', Arguments: {} }),
      [
        'SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::aws-sdk:kms:encrypt needs the service kms, which this cloud does not have at /States/A/Resource',
      ],
    ],
    [
      'another role',
      one({ ...bare('f'), Credentials: { RoleArn: 'x' } }),
      ['SCHEMA_VALIDATION_FAILED: Calls under another role (Credentials) are not done here at /States/A/Credentials'],
    ],
    [
      'an argument missing',
      one({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: {} }),
      ["SCHEMA_VALIDATION_FAILED: The field 'FunctionName' is required but was missing at /States/A/Arguments"],
    ],
    [
      'no JSONata',
      one({ Type: 'Pass', Output: { a: ['{% 1 + %}'] } }),
      [
        "SCHEMA_VALIDATION_FAILED: The JSONata expression '1 +' is not valid: Unexpected end of expression at /States/A/Output/a[0]",
      ],
    ],
    [
      '$eval',
      one({ Type: 'Pass', Output: '{% $eval("1") %}' }),
      ['SCHEMA_VALIDATION_FAILED: The JSONata function $eval is not supported by Step Functions at /States/A/Output'],
    ],
    [
      'the name $states',
      one({ Type: 'Pass', Assign: { states: 1 } }),
      ["SCHEMA_VALIDATION_FAILED: The variable name 'states' is reserved at /States/A/Assign/states"],
    ],
    [
      'retry on all too early',
      one({ ...bare('f'), Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }] }),
      [
        "SCHEMA_VALIDATION_FAILED: 'States.ALL' must stand alone and in the last entry at /States/A/Retry[0]/ErrorEquals",
      ],
    ],
    [
      'a rate below one',
      one({ ...bare('f'), Retry: [{ ErrorEquals: ['X'], BackoffRate: 0.5 }] }),
      ['SCHEMA_VALIDATION_FAILED: Expected a number not less than 1.0 at /States/A/Retry[0]/BackoffRate'],
    ],
    [
      'a moment that is none',
      one({ Type: 'Wait', Timestamp: 'tomorrow' }),
      [
        'SCHEMA_VALIDATION_FAILED: Timestamp must be in ISO-8601 extended offset date-time format at /States/A/Timestamp',
      ],
    ],
    [
      'two ways to wait',
      one({ Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', Seconds: 1 }),
      ['SCHEMA_VALIDATION_FAILED: Exactly one of the fields [Seconds, Timestamp] is required at /States/A'],
    ],
    [
      'a label with a space',
      one({ ...distributedMap({ X: pass() }), Label: 'a b' }),
      ["SCHEMA_VALIDATION_FAILED: Label contains invalid character: ' ' at /States/A/Label"],
    ],
    [
      'batches in an inline map',
      one({ ...inlineMap({ X: pass() }), ItemBatcher: { MaxItemsPerBatch: 2 } }),
      ["SCHEMA_VALIDATION_FAILED: Field 'ItemBatcher' needs a distributed Map state at /States/A/ItemBatcher"],
    ],
    [
      'a reader for parquet',
      one(
        distributedMap(
          { X: pass() },
          {
            ItemReader: {
              Resource: 'arn:aws:states:::s3:getObject',
              ReaderConfig: { InputType: 'PARQUET' },
              Arguments: { Bucket: 'b', Key: 'k' },
            },
          },
        ),
      ),
      [
        "SCHEMA_VALIDATION_FAILED: InputType 'PARQUET' is not done here (CSV, JSON, JSONL are) at /States/A/ItemReader/ReaderConfig/InputType",
      ],
    ],
    [
      'inside a branch',
      one(parallel([{ X: { Type: 'Pass', ResultPath: '$' } }])),
      [
        "SCHEMA_VALIDATION_FAILED: Field 'ResultPath' belongs to JSONPath, which is not done here; use Output and Assign in JSONata at /States/A/Branches[0]/States/X/ResultPath",
      ],
    ],
    [
      'a name twice',
      chain({ A: pass(), P: parallel([{ A: pass() }]) }),
      ["DUPLICATE_STATE_NAME: State name 'A' is used more than once at /States/P/Branches[0]/States/A"],
    ],
    [
      'no end',
      { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } },
      ['MISSING_END_STATE: There is no terminal state at /States'],
    ],
  ])('%s', (_, definition, expected) => {
    expect(problems(definition)).toEqual(expected);
  });

  test('waiting for a token in an express machine', () => {
    expect(problems(chain({ A: callback('f') }), 'EXPRESS')).toEqual([
      "SCHEMA_VALIDATION_FAILED: Express state machine does not support '.waitForTaskToken' service integration  at /States/A/Resource",
    ]);
  });
});
