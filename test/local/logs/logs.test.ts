import { afterEach, describe, expect, test } from '@jest/globals';
import type { CloudContext } from '../../../local/contract';
import { compileFilterPattern } from '../../../local/logs/filter-pattern';
import { createLogsService, type LogsService } from '../../../local/logs/index';
import { jsonRequest, loneContext } from '../support/context';

describe('CloudWatch Logs', () => {
  const open: LogsService[] = [];
  afterEach(async () => {
    for (const service of open.splice(0)) await service.stop?.();
  });
  function logsOn(context: CloudContext = loneContext()) {
    const logs = createLogsService(context);
    open.push(logs);
    const call = async (operation: string, input: Record<string, unknown>) =>
      (await logs.handle(jsonRequest(operation, input))).body as Record<string, any>;
    return { logs, call };
  }
  const names = { logGroupName: '/app/one', logStreamName: '../[$LATEST]/a' };

  test('events are written, read from the end, filtered over streams, and kept', async () => {
    const context = loneContext();
    const { call } = logsOn(context);
    await call('CreateLogGroup', names);
    await call('CreateLogStream', names);
    await call('PutLogEvents', {
      ...names,
      logEvents: [
        { timestamp: 1, message: 'one ERROR here' },
        { timestamp: 2, message: 'two fine' },
        { timestamp: 3, message: 'three ERROR there' },
      ],
    });
    const { call: again } = logsOn(context);
    const last = await again('GetLogEvents', { ...names, limit: 2 });
    expect(last.events.map(({ message }: any) => message)).toEqual(['two fine', 'three ERROR there']);
    const found = await again('FilterLogEvents', { logGroupName: '/app/one', filterPattern: 'ERROR -there' });
    expect(found.events).toMatchObject([{ message: 'one ERROR here', logStreamName: names.logStreamName }]);
    expect((await again('DescribeLogStreams', { logGroupName: '/app/one' })).logStreams).toMatchObject([
      { logStreamName: names.logStreamName },
    ]);
  });

  test('a missing group or stream, a second of the same name, events out of order', async () => {
    const { call } = logsOn();
    const refused = (operation: string, input: Record<string, unknown>) =>
      call(operation, input).catch((error) => error.code);
    expect(await refused('CreateLogStream', names)).toBe('ResourceNotFoundException');
    await call('CreateLogGroup', names);
    expect(await refused('CreateLogGroup', names)).toBe('ResourceAlreadyExistsException');
    expect(await refused('PutLogEvents', { ...names, logEvents: [] })).toBe('ResourceNotFoundException');
    await call('CreateLogStream', names);
    const logEvents = [
      { timestamp: 2, message: 'a' },
      { timestamp: 1, message: 'b' },
    ];
    expect(await refused('PutLogEvents', { ...names, logEvents })).toBe('InvalidParameterException');
    expect(await refused('StartQuery', {})).toBe('UnknownOperationException');
  });

  test('a stream that is written for ever stays bounded', async () => {
    const { logs, call } = logsOn();
    const message = 'x'.repeat(100_000);
    for (let turn = 0; turn < 120; turn += 1) logs.append('/busy', 'stream', [{ timestamp: turn, message }]);
    const { logGroups } = await call('DescribeLogGroups', {});
    expect(logGroups[0].storedBytes).toBeLessThan(9 * 1024 * 1024);
    const { events } = await call('GetLogEvents', { logGroupName: '/busy', logStreamName: 'stream', limit: 1 });
    expect(events[0].timestamp).toBe(119);
  });

  test('filter patterns', () => {
    expect(compileFilterPattern('?ERROR ?WARN')('a WARN')).toBe(true);
    expect(compileFilterPattern('"two words"')('has two words')).toBe(true);
    expect(compileFilterPattern('"two words"')('words two')).toBe(false);
    expect(() => compileFilterPattern('{ $.a = 1 }')).toThrow(/by terms only/);
  });
});
