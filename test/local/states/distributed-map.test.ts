import { afterEach, describe, expect, test } from '@jest/globals';
import { bare, chain, detailsOf, distributedMap, pass, types } from './definitions';
import { openWorld, type World, type WorldOptions } from './harness';

let world: World;
afterEach(() => world.close());

const open = async (options: WorldOptions = {}) => {
  world = await openWorld(options);
  return world;
};

const reading = (config: object, more: object = {}, resource = 's3:getObject') =>
  distributedMap(
    { P: pass() },
    {
      ItemReader: {
        Resource: `arn:aws:states:::${resource}`,
        Arguments: {
          Bucket: '{% $states.input.bucket %}',
          ...(resource.endsWith('V2') ? { Prefix: 'in/' } : { Key: 'data' }),
        },
        ...(Object.keys(config).length > 0 ? { ReaderConfig: config } : {}),
      },
      ...more,
    },
  );

const read = async (text: string, config: object, more: object = {}) => {
  await open();
  world.objects.set('b/data', text);
  return world.run(chain({ M: reading(config, more) }), { bucket: 'b' });
};

describe('reading items', () => {
  test.each<[string, string, object, unknown]>([
    ['JSON', '[1,{"a":2}]', { InputType: 'JSON' }, [1, { a: 2 }]],
    ['JSON within an object', '{"x":{"y":[1]}}', { InputType: 'JSON', ItemsPointer: '/x/y' }, [1]],
    [
      'JSON Lines, the last line unended, blank lines between',
      '{"a":1}\n\n{"a":2}',
      { InputType: 'JSONL' },
      [{ a: 1 }, { a: 2 }],
    ],
    [
      'CSV with headers in its first row',
      'h1,h2\r\n"a, ""b""",2\nonly\n\n',
      { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      [
        { h1: 'a, "b"', h2: '2' },
        { h1: 'only', h2: '' },
      ],
    ],
    [
      'CSV with given headers, fewer than fields',
      '1|2\n3|4',
      { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'], CSVDelimiter: 'PIPE' },
      [{ a: '1' }, { a: '3' }],
    ],
    ['only some', '[1,2,3]', { InputType: 'JSON', MaxItems: '{% 1 + 1 %}' }, [1, 2]],
  ])('%s', async (_, text, config, expected) => {
    const result = await read(text, config);
    expect(JSON.parse(result.output)).toEqual(expected);
  });

  test('objects under a prefix, over several pages', async () => {
    await open();
    for (const key of ['in/a', 'in/b', 'in/c', 'out/d']) world.objects.set(`b/${key}`, 'x');
    const result = await world.run(chain({ M: reading({}, {}, 's3:listObjectsV2') }), { bucket: 'b' });
    expect(JSON.parse(result.output)).toEqual(
      ['in/a', 'in/b', 'in/c'].map((Key) => ({
        Key,
        Etag: '"etag"',
        Size: 1,
        LastModified: 1_700_000_000,
        StorageClass: 'STANDARD',
      })),
    );
  });

  test.each<[string, string, object, string | RegExp]>([
    ['no array', '{}', { InputType: 'JSON' }, 'Attempting to map over non-iterable node.'],
    [
      'a header twice',
      'a,a\n1,2',
      { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      'CSV headers cannot contain duplicates.',
    ],
    ['a count below zero', '[1]', { InputType: 'JSON', MaxItems: '{% -1 %}' }, 'field MaxItems must be positive'],
    ['a line that is no JSON', '1\n{', { InputType: 'JSONL' }, /^Unable to parse line 2 of the JSON Lines file/],
  ])('fails on %s', async (_, text, config, cause) => {
    const result = await read(text, config);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
    expect(result.cause).toMatch(cause);
    expect(types(result.history).slice(3)).toEqual([
      'MapRunStarted',
      'MapRunFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  test('fails when the object is not there or not to be read', async () => {
    await open();
    const missing = await world.run(chain({ M: reading({ InputType: 'JSON' }) }), { bucket: 'b' });
    expect(missing.error).toBe('States.ItemReaderFailed');
    expect(missing.cause).toMatch(/^The specified key does not exist\. \(Service: S3, Status Code: 404/);
    await world.close();
    await open({ denied: ['s3:GetObject'] });
    const denied = await world.run(chain({ M: reading({ InputType: 'JSON' }) }), { bucket: 'b' });
    expect(denied.cause).toMatch(/is not authorized to perform: s3:GetObject on resource/);
  });

  test('the role has to be allowed to start executions', async () => {
    await open({ denied: ['states:StartExecution'] });
    const result = await world.run(chain({ M: distributedMap({ P: pass() }) }), [1]);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Permissions' });
    expect(result.cause).toMatch(
      /is not authorized to perform: states:StartExecution on resource: arn:aws:states:.*:stateMachine:machine-1 /,
    );
  });
});

test('items are selected, then put into batches by number and by size', async () => {
  await open();
  const batches = async (ItemBatcher: object) => {
    const more = {
      ItemBatcher,
      ItemSelector: { v: '{% $states.context.Map.Item.Value %}', i: '{% $states.context.Map.Item.Index %}' },
    };
    return JSON.parse((await world.run(chain({ M: distributedMap({ P: pass() }, more) }), ['a', 'b', 'c'])).output);
  };
  expect(await batches({ MaxItemsPerBatch: 2, BatchInput: { all: '{% $count($states.input) %}' } })).toEqual([
    {
      BatchInput: { all: 3 },
      Items: [
        { v: 'a', i: 0 },
        { v: 'b', i: 1 },
      ],
    },
    { BatchInput: { all: 3 }, Items: [{ v: 'c', i: 2 }] },
  ]);
  expect(await batches({ MaxInputBytesPerBatch: 30 })).toEqual([
    { Items: [{ v: 'a', i: 0 }] },
    { Items: [{ v: 'b', i: 1 }] },
    { Items: [{ v: 'c', i: 2 }] },
  ]);
});

const failing = (more: object) => chain({ M: distributedMap({ T: bare('oddFails') }, more) });
const oddFails = (n: any) => {
  if (n % 2 === 1) throw new Error('odd');
  return n;
};

describe('failures of child executions', () => {
  test.each<[string, object, string]>([
    ['none are tolerated', {}, 'FAILED'],
    ['as many as are tolerated', { ToleratedFailureCount: '{% 2 %}' }, 'SUCCEEDED'],
    ['one too many', { ToleratedFailureCount: 1 }, 'FAILED'],
    ['a share that is tolerated', { ToleratedFailurePercentage: 50 }, 'SUCCEEDED'],
    ['a share that is not', { ToleratedFailurePercentage: 49.9 }, 'FAILED'],
    ['either bound counts', { ToleratedFailurePercentage: 50, ToleratedFailureCount: 1 }, 'FAILED'],
  ])('%s', async (_, more, status) => {
    await open({ functions: { oddFails } });
    const result = await world.run(failing(more), [0, 1, 2, 3]);
    expect(result.status).toBe(status);
    if (status === 'SUCCEEDED') expect(JSON.parse(result.output)).toEqual([0, 2]);
    else expect(result.error).toBe('States.ExceedToleratedFailureThreshold');
  });

  test('too many end those still running', async () => {
    await open({ functions: { oddFails: (n: any) => (n === 1 ? oddFails(n) : new Promise(() => {})) } });
    const result = await world.run(failing({ MaxConcurrency: 2 }), [0, 1, 2]);
    expect(result.status).toBe('FAILED');
    const mapRunArn = detailsOf(result.history[3]).mapRunArn;
    const { executions } = await world.api('ListExecutions', { mapRunArn });
    expect(executions.map(({ status }: any) => status).sort()).toEqual(['ABORTED', 'FAILED']);
    expect(await world.api('DescribeMapRun', { mapRunArn })).toMatchObject({
      status: 'FAILED',
      executionCounts: { total: 3, pending: 1, aborted: 1, failed: 1, running: 0, succeeded: 0 },
    });
  });
});

describe('what is kept of a map run', () => {
  test('child executions are executions: described, listed, with a history', async () => {
    await open();
    const definition = chain({
      M: distributedMap({ P: pass({ Output: '{% $states.input * 2 %}' }) }, { Label: 'Double' }),
    });
    const { executionArn, stateMachineArn, history } = await world.run(definition, [4, 5]);
    const mapRunArn: string = detailsOf(history[3]).mapRunArn;
    expect(mapRunArn).toMatch(/^arn:aws:states:eu-west-1:123456789012:mapRun:machine-1\/Double:[-0-9a-f]{36}$/);
    const { mapRuns } = await world.api('ListMapRuns', { executionArn });
    expect(mapRuns).toEqual([
      {
        executionArn,
        mapRunArn,
        stateMachineArn: `${stateMachineArn}/Double`,
        startDate: expect.any(Number),
        stopDate: expect.any(Number),
      },
    ]);
    expect(await world.api('DescribeMapRun', { mapRunArn })).toMatchObject({
      executionArn,
      status: 'SUCCEEDED',
      maxConcurrency: 0,
      toleratedFailureCount: 0,
      toleratedFailurePercentage: 0,
      itemCounts: { total: 2, succeeded: 2, resultsWritten: 2, pending: 0, running: 0 },
    });
    const { executions } = await world.api('ListExecutions', { mapRunArn });
    expect(executions).toHaveLength(2);
    for (const child of executions) {
      expect(child).toMatchObject({
        mapRunArn,
        itemCount: 1,
        stateMachineArn: `${stateMachineArn}/Double`,
        status: 'SUCCEEDED',
      });
      expect(child.executionArn).toBe(`arn:aws:states:eu-west-1:123456789012:execution:machine-1/Double:${child.name}`);
      const described = await world.api('DescribeExecution', { executionArn: child.executionArn });
      expect(JSON.parse(described.output)).toBe(JSON.parse(described.input) * 2);
      expect(types(await world.history(child.executionArn))).toEqual([
        'ExecutionStarted',
        'PassStateEntered',
        'PassStateExited',
        'ExecutionSucceeded',
      ]);
    }
  });

  test('results written to S3, with their manifest', async () => {
    await open({ functions: { oddFails } });
    const writer = { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'out', Prefix: 'runs/' } };
    const result = await world.run(failing({ ResultWriter: writer, ToleratedFailureCount: 5 }), [0, 1]);
    const { MapRunArn, ResultWriterDetails } = JSON.parse(result.output);
    const folder = `runs/${MapRunArn.split(':').at(-1)}`;
    expect(ResultWriterDetails).toEqual({ Bucket: 'out', Key: `${folder}/manifest.json` });
    const manifest = JSON.parse(world.objects.get(`out/${folder}/manifest.json`)!);
    expect(manifest).toEqual({
      DestinationBucket: 'out',
      MapRunArn,
      ResultFiles: {
        FAILED: [{ Key: `${folder}/FAILED_0.json`, Size: expect.any(Number) }],
        PENDING: [],
        SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json`, Size: expect.any(Number) }],
      },
    });
    const [succeeded] = JSON.parse(world.objects.get(`out/${folder}/SUCCEEDED_0.json`)!);
    expect(succeeded).toMatchObject({ Input: '0', Output: '0', Status: 'SUCCEEDED', InputDetails: { Included: true } });
    expect(JSON.parse(world.objects.get(`out/${folder}/FAILED_0.json`)!)[0]).toMatchObject({
      Error: 'Error',
      Status: 'FAILED',
    });
  });

  test('results made compact or flat', async () => {
    await open();
    const output = async (Transformation: string) => {
      const more = { Items: [[1], [2, 3]], ResultWriter: { WriterConfig: { Transformation } } };
      return JSON.parse((await world.run(chain({ M: distributedMap({ P: pass() }, more) }))).output);
    };
    expect(await output('COMPACT')).toEqual([[1], [2, 3]]);
    expect(await output('FLATTEN')).toEqual([1, 2, 3]);
    expect((await output('NONE'))[1]).toMatchObject({ Input: '[2,3]', Output: '[2,3]', Status: 'SUCCEEDED' });
  });

  test('results too large for a state’s output', async () => {
    await open({ functions: { big: () => 'x'.repeat(100_000) } });
    const result = await world.run(chain({ M: distributedMap({ T: bare('big') }) }), [1, 2, 3]);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

test('children do not see their parent’s variables, and may use the same names', async () => {
  await open();
  const child = {
    P: pass({ Assign: { x: 1 }, Output: '{% $exists($x) %}' }),
    Q: pass({ Output: '{% [$states.input, $x] %}' }),
  };
  const result = await world.run(
    chain({ A: pass({ Assign: { x: 'outer' } }), M: distributedMap(child, { Items: [0] }) }),
  );
  expect(JSON.parse(result.output)).toEqual([[false, 1]]);
});

test('stopping an execution stops its map run’s children', async () => {
  await open({ functions: { never: () => new Promise(() => {}) } });
  const executionArn = await world.start(chain({ M: distributedMap({ T: bare('never') }) }), [1, 2]);
  while (world.invocations.length < 2) await new Promise(setImmediate);
  await world.api('StopExecution', { executionArn });
  while (world.states.engine.running.size > 0) await new Promise(setImmediate);
  const { mapRuns } = await world.api('ListMapRuns', { executionArn });
  expect(await world.api('DescribeMapRun', { mapRunArn: mapRuns[0].mapRunArn })).toMatchObject({
    status: 'ABORTED',
    executionCounts: { aborted: 2, running: 0 },
  });
});

test('express children have results but no history', async () => {
  await open();
  const result = await world.run(chain({ M: distributedMap({ P: pass() }, {}, 'EXPRESS') }), [1]);
  expect(result.output).toBe('[1]');
  const { executions } = await world.api('ListExecutions', { mapRunArn: detailsOf(result.history[3]).mapRunArn });
  expect(executions[0].executionArn).toMatch(/:express:machine-1\//);
  await expect(world.api('GetExecutionHistory', { executionArn: executions[0].executionArn })).rejects.toMatchObject({
    code: 'InvalidArn',
  });
});
