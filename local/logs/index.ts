import { join } from 'node:path';
import { declareProperties } from '../cloudformation/declare-properties';
import { type CloudContext, type CloudService, type PolicyDocument, ServiceError } from '../contract';
import { answerOperations } from '../storage/operations';
import { RecordStore } from '../storage/record-store';
import { compileFilterPattern } from './filter-pattern';
import { type LogEvent, LogFiles, type StoredLogEvent } from './log-files';

interface LogGroup {
  name: string;
  createdAt: number;
  retentionInDays?: number;
  kmsKeyId?: string;
}

export interface LogsService extends CloudService {
  /** Writes events of an AWS service (Lambda, API Gateway access logs); group and stream are made when they are missing. */
  append(group: string, stream: string, events: readonly LogEvent[]): void;
}

const day = 86_400_000;

/** CloudWatch Logs: groups and streams as bounded files. */
export function createLogsService(context: CloudContext): LogsService {
  const folder = join(context.dataDir, 'logs');
  const groups = new RecordStore<LogGroup>(join(folder, 'groups.jsonl'));
  const files = new LogFiles(join(folder, 'groups'));
  let resourcePolicies: PolicyDocument[] = [];

  const groupArn = (name: string) => `arn:aws:logs:${context.region}:${context.accountId}:log-group:${name}`;
  const streamArn = (group: string, stream: string) => `${groupArn(group)}:log-stream:${stream}`;

  function groupName(input: any): string {
    const identifier: string = input.logGroupName ?? input.logGroupIdentifier ?? '';
    return identifier.startsWith('arn:') ? identifier.split(':')[6]! : identifier;
  }

  function existing(input: any): LogGroup {
    const group = groups.get(groupName(input));
    if (!group) throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
    return group;
  }

  function existingStream(input: any): [group: LogGroup, stream: string] {
    const group = existing(input);
    if (!files.hasStream(group.name, input.logStreamName ?? '')) {
      throw new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
    }
    return [group, input.logStreamName];
  }

  function append(group: string, stream: string, events: readonly LogEvent[]): void {
    if (!groups.has(group)) groups.put(group, { name: group, createdAt: context.now() });
    context.meter('logs', 'IngestedBytes', files.append(group, stream, events, context.now()));
  }

  const within = (input: any) => (event: LogEvent) =>
    event.timestamp >= (input.startTime ?? 0) && event.timestamp < (input.endTime ?? Number.POSITIVE_INFINITY);

  /** A page from `nextToken`, an offset. */
  function page<T>(input: any, items: readonly T[], limit: number): { items: T[]; nextToken?: string } {
    const start = Number(String(input.nextToken ?? '0').replace(/^[fb]\//, ''));
    const end = start + Math.min(input.limit ?? limit, limit);
    return { items: items.slice(start, end), nextToken: end < items.length ? String(end) : undefined };
  }

  const handle = answerOperations('CloudWatch Logs', {
    CreateLogGroup(input, { principal }) {
      const name = groupName(input);
      context.authorize(principal, 'logs:CreateLogGroup', groupArn(name));
      if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name)) {
        throw new ServiceError('InvalidParameterException', `Invalid log group name: ${name}`);
      }
      if (groups.has(name))
        throw new ServiceError('ResourceAlreadyExistsException', 'The specified log group already exists');
      groups.put(name, { name, createdAt: context.now(), kmsKeyId: input.kmsKeyId });
      return {};
    },
    DeleteLogGroup(input, { principal }) {
      context.authorize(principal, 'logs:DeleteLogGroup', `${groupArn(groupName(input))}:*`);
      const { name } = existing(input);
      groups.delete(name);
      files.deleteGroup(name);
      return {};
    },
    PutRetentionPolicy(input, { principal }) {
      context.authorize(principal, 'logs:PutRetentionPolicy', `${groupArn(groupName(input))}:*`);
      const group = existing(input);
      groups.put(group.name, { ...group, retentionInDays: input.retentionInDays });
      return {};
    },
    CreateLogStream(input, { principal }) {
      context.authorize(principal, 'logs:CreateLogStream', `${groupArn(groupName(input))}:*`);
      const { name } = existing(input);
      if (files.hasStream(name, input.logStreamName)) {
        throw new ServiceError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      }
      files.createStream(name, input.logStreamName);
      return {};
    },
    DeleteLogStream(input, { principal }) {
      context.authorize(principal, 'logs:DeleteLogStream', streamArn(groupName(input), input.logStreamName));
      const [group, stream] = existingStream(input);
      files.deleteStream(group.name, stream);
      return {};
    },
    PutLogEvents(input, { principal }) {
      context.authorize(principal, 'logs:PutLogEvents', streamArn(groupName(input), input.logStreamName));
      const [group, stream] = existingStream(input);
      const events: LogEvent[] = input.logEvents ?? [];
      const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 26, 0);
      if (events.length > 10_000 || bytes > 1_048_576) {
        throw new ServiceError(
          'InvalidParameterException',
          'Log events in a single PutLogEvents request exceed the limits.',
        );
      }
      if (events.some((event, index) => index > 0 && event.timestamp < events[index - 1]!.timestamp)) {
        throw new ServiceError(
          'InvalidParameterException',
          'Log events in a single PutLogEvents request must be in chronological order.',
        );
      }
      append(group.name, stream, events);
      return { nextSequenceToken: '0' };
    },
    DescribeLogGroups(input, { principal }) {
      context.authorize(principal, 'logs:DescribeLogGroups', `${groupArn('*')}`);
      const found = [...groups.values()]
        .filter(({ name }) => name.startsWith(input.logGroupNamePrefix ?? ''))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { items, nextToken } = page(input, found, 50);
      const logGroups = items.map(({ name, createdAt, retentionInDays, kmsKeyId }) => ({
        logGroupName: name,
        arn: `${groupArn(name)}:*`,
        logGroupArn: groupArn(name),
        creationTime: createdAt,
        storedBytes: files.storedBytes(name),
        retentionInDays,
        kmsKeyId,
      }));
      return { logGroups, nextToken };
    },
    DescribeLogStreams(input, { principal }) {
      context.authorize(principal, 'logs:DescribeLogStreams', `${groupArn(groupName(input))}:*`);
      const { name } = existing(input);
      const found = files.streams(name).filter((stream) => stream.startsWith(input.logStreamNamePrefix ?? ''));
      const { items, nextToken } = page(input, found, 50);
      const logStreams = items.map((stream) => ({ logStreamName: stream, arn: streamArn(name, stream) }));
      return { logStreams, nextToken };
    },
    GetLogEvents(input, { principal }) {
      context.authorize(principal, 'logs:GetLogEvents', streamArn(groupName(input), input.logStreamName));
      const [group, stream] = existingStream(input);
      const events = files.read(group.name, stream).filter(within(input));
      const limit = Math.min(input.limit ?? 10_000, 10_000);
      const token = input.nextToken ? Number(String(input.nextToken).slice(2)) : undefined;
      const start = token ?? (input.startFromHead ? 0 : Math.max(0, events.length - limit));
      const end = Math.min(start + limit, events.length);
      const back = Math.max(0, start - limit);
      return { events: events.slice(start, end), nextForwardToken: `f/${end}`, nextBackwardToken: `b/${back}` };
    },
    FilterLogEvents(input, { principal }) {
      context.authorize(principal, 'logs:FilterLogEvents', `${groupArn(groupName(input))}:*`);
      const { name } = existing(input);
      const matches = compileFilterPattern(input.filterPattern ?? '');
      const wanted: string[] | undefined = input.logStreamNames;
      const found: (StoredLogEvent & { logStreamName: string; eventId: string })[] = [];
      for (const stream of files.streams(name)) {
        if (wanted ? !wanted.includes(stream) : !stream.startsWith(input.logStreamNamePrefix ?? '')) continue;
        files.read(name, stream).forEach((event, index) => {
          if (!within(input)(event) || !matches(event.message)) return;
          found.push({
            ...event,
            logStreamName: stream,
            eventId: `${event.timestamp}${String(index).padStart(10, '0')}`,
          });
        });
      }
      found.sort((a, b) => a.timestamp - b.timestamp);
      const { items, nextToken } = page(input, found, 10_000);
      return { events: items, nextToken, searchedLogStreams: [] };
    },
  });

  return {
    name: 'logs',
    signingNames: ['logs'],
    handle,
    append,
    resourcePolicy(arn) {
      if (!arn.startsWith('arn:aws:logs:') || resourcePolicies.length === 0) return undefined;
      return { Version: '2012-10-17', Statement: resourcePolicies.flatMap(({ Statement }) => Statement) };
    },
    resources: {
      'AWS::Logs::LogGroup': declareProperties(
        {
          served: ['LogGroupName', 'RetentionInDays', 'KmsKeyId'],
          ignored: {
            Tags: 'no tag-based access control here',
            LogGroupClass: 'classes differ in price only',
            DataProtectionPolicy: 'nothing leaves this machine',
            FieldIndexPolicies: 'an index speeds searches up and changes no answer',
          },
        },
        async ({ properties, generatedName, logicalId }) => {
          const name: string = properties.LogGroupName ?? generatedName ?? logicalId;
          const createdAt = groups.get(name)?.createdAt ?? context.now();
          const retentionInDays: number | undefined = properties.RetentionInDays;
          groups.put(name, { name, createdAt, retentionInDays, kmsKeyId: properties.KmsKeyId });
          return { ref: name, attributes: { Arn: `${groupArn(name)}:*` } };
        },
      ),
      'AWS::Logs::LogStream': declareProperties(
        { served: ['LogGroupName', 'LogStreamName'] },
        async ({ properties, generatedName, logicalId }) => {
          const name = properties.LogStreamName ?? generatedName ?? logicalId;
          files.createStream(properties.LogGroupName, name);
          return { ref: name, attributes: {} };
        },
      ),
      'AWS::Logs::ResourcePolicy': declareProperties(
        { served: ['PolicyName', 'PolicyDocument'] },
        async ({ properties }) => {
          const { PolicyDocument: document } = properties;
          resourcePolicies = [...resourcePolicies, typeof document === 'string' ? JSON.parse(document) : document];
          return { ref: properties.PolicyName, attributes: {} };
        },
      ),
      'AWS::Logs::MetricFilter': declareProperties(
        {
          served: ['LogGroupName', 'FilterName'],
          ignored: {
            FilterPattern: 'log lines become no metrics on a laptop',
            MetricTransformations: 'log lines become no metrics on a laptop',
            ApplyOnTransformedLogs: 'log lines become no metrics on a laptop',
          },
        },
        async ({ properties, generatedName, logicalId }) => ({
          ref: properties.FilterName ?? generatedName ?? logicalId,
          attributes: {},
        }),
      ),
    },
    async start() {
      for (const { name, retentionInDays } of groups.values()) {
        if (retentionInDays) files.expire(name, context.now() - retentionInDays * day);
      }
    },
    async stop() {
      groups.close();
    },
  };
}
