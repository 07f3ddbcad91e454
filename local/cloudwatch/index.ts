import { join } from 'node:path';
import { declareProperties } from '../cloudformation/declare-properties';
import { type CloudContext, type CloudService, ServiceError } from '../contract';
import { answerOperations } from '../storage/operations';
import { RecordStore } from '../storage/record-store';
import { type Metric, MetricStore } from './metric-store';
import { type Datum, datapoints, knownStatistic } from './statistics';

type Alarm = Record<string, any> & { AlarmName: string; AlarmArn: string };

interface Dashboard {
  name: string;
  body: string;
  modifiedAt: number;
}

const invalid = (message: string) => new ServiceError('InvalidParameterValue', message);

/** CloudWatch: metrics are kept and can be asked for; alarms and dashboards are stored, alarms are not evaluated. */
export function createCloudWatchService(context: CloudContext): CloudService {
  const folder = join(context.dataDir, 'cloudwatch');
  const metrics = new MetricStore(join(folder, 'metrics.jsonl'));
  const alarms = new RecordStore<Alarm>(join(folder, 'alarms.jsonl'));
  const dashboards = new RecordStore<Dashboard>(join(folder, 'dashboards.jsonl'));

  const alarmArn = (name: string) => `arn:aws:cloudwatch:${context.region}:${context.accountId}:alarm:${name}`;
  const dashboardArn = (name: string) => `arn:aws:cloudwatch::${context.accountId}:dashboard/${name}`;

  function metricOf(input: any): Metric {
    return { namespace: input.Namespace ?? '', name: input.MetricName ?? '', dimensions: input.Dimensions ?? [] };
  }

  function datumOf(entry: any, now: number): Datum {
    const at = entry.Timestamp === undefined ? now : instant(entry.Timestamp);
    const unit = entry.Unit ?? 'None';
    if (entry.StatisticValues) {
      const { SampleCount: count, Sum: sum, Minimum: min, Maximum: max } = entry.StatisticValues;
      return { at, count, sum, min, max, unit };
    }
    const values: number[] = entry.Values ?? [entry.Value];
    if (values.some((value) => typeof value !== 'number' || !Number.isFinite(value))) {
      throw invalid(`The value ${values} for parameter MetricData.member.1.Value is invalid.`);
    }
    const counts: number[] = entry.Counts ?? values.map(() => 1);
    return {
      at,
      count: counts.reduce((total, count) => total + count, 0),
      sum: values.reduce((total, value, index) => total + value * counts[index]!, 0),
      min: Math.min(...values),
      max: Math.max(...values),
      unit,
    };
  }

  function putAlarm(name: string, properties: Record<string, any>): Alarm {
    const alarm: Alarm = {
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      ActionsEnabled: true,
      ...properties,
      AlarmName: name,
      AlarmArn: alarmArn(name),
    };
    alarms.put(name, alarm);
    return alarm;
  }

  const handle = answerOperations('CloudWatch', {
    PutMetricData(input, { principal }) {
      context.authorize(principal, 'cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': input.Namespace ?? '' });
      const entries: any[] = input.MetricData ?? [];
      if (entries.length > 1_000) throw invalid('The collection MetricData must not have a size greater than 1000.');
      if (!input.Namespace) throw new ServiceError('MissingParameter', 'The parameter Namespace is required.');
      const now = context.now();
      metrics.add(
        entries.map((entry) => {
          if ((entry.Dimensions ?? []).length > 30) {
            throw invalid('The collection MetricData.member.1.Dimensions must not have a size greater than 30.');
          }
          return [{ ...metricOf(entry), namespace: input.Namespace }, datumOf(entry, now)];
        }),
      );
      context.meter('cloudwatch', 'PutMetricData', 1);
      return {};
    },
    ListMetrics(input, { principal }) {
      context.authorize(principal, 'cloudwatch:ListMetrics', '*');
      const found = metrics
        .metrics()
        .filter(({ namespace }) => !input.Namespace || namespace === input.Namespace)
        .filter(({ name }) => !input.MetricName || name === input.MetricName)
        .filter(({ dimensions }) =>
          (input.Dimensions ?? []).every((wanted: any) =>
            dimensions.some(({ Name, Value }) => Name === wanted.Name && (wanted.Value ?? Value) === Value),
          ),
        );
      const start = Number(input.NextToken ?? 0);
      const Metrics = found.slice(start, start + 500).map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: dimensions,
      }));
      return { Metrics, NextToken: start + 500 < found.length ? String(start + 500) : undefined };
    },
    GetMetricStatistics(input, { principal }) {
      context.authorize(principal, 'cloudwatch:GetMetricStatistics', '*');
      const wanted: string[] = input.Statistics ?? [];
      for (const name of wanted) if (!knownStatistic(name)) throw invalid(`The statistic ${name} is not kept here.`);
      const data = metrics.data(metricOf(input));
      const points = new Map<number, Record<string, unknown>>();
      for (const name of wanted) {
        for (const { at, value, unit } of datapoints(
          data,
          name,
          input.Period,
          instant(input.StartTime),
          instant(input.EndTime),
        )) {
          const point = points.get(at) ?? { Timestamp: at / 1000, Unit: unit };
          points.set(at, { ...point, [name]: value });
        }
      }
      return { Label: input.MetricName, Datapoints: [...points.values()] };
    },
    GetMetricData(input, { principal }) {
      context.authorize(principal, 'cloudwatch:GetMetricData', '*');
      const newestFirst = input.ScanBy !== 'TimestampAscending';
      const MetricDataResults = (input.MetricDataQueries ?? []).map((query: any) => {
        const { MetricStat: stat } = query;
        if (!stat) throw invalid('The embedded cloud evaluates MetricStat queries only, no expressions.');
        if (!knownStatistic(stat.Stat)) throw invalid(`The statistic ${stat.Stat} is not kept here.`);
        const data = metrics.data(metricOf(stat.Metric));
        const points = datapoints(data, stat.Stat, stat.Period, instant(input.StartTime), instant(input.EndTime));
        if (newestFirst) points.reverse();
        return {
          Id: query.Id,
          Label: query.Label ?? stat.Metric.MetricName,
          Timestamps: points.map(({ at }) => at / 1000),
          Values: points.map(({ value }) => value),
          StatusCode: 'Complete',
        };
      });
      return { MetricDataResults, Messages: [] };
    },
    PutMetricAlarm(input, { principal }) {
      context.authorize(principal, 'cloudwatch:PutMetricAlarm', alarmArn(input.AlarmName));
      putAlarm(input.AlarmName, input);
      return {};
    },
    DescribeAlarms(input, { principal }) {
      context.authorize(principal, 'cloudwatch:DescribeAlarms', alarmArn('*'));
      const names: string[] | undefined = input.AlarmNames;
      const found = [...alarms.values()].filter(({ AlarmName }) =>
        names ? names.includes(AlarmName) : AlarmName.startsWith(input.AlarmNamePrefix ?? ''),
      );
      return {
        MetricAlarms: found.filter(({ AlarmRule }) => AlarmRule === undefined),
        CompositeAlarms: found.filter(({ AlarmRule }) => AlarmRule !== undefined),
      };
    },
    DeleteAlarms(input, { principal }) {
      for (const name of input.AlarmNames ?? []) {
        context.authorize(principal, 'cloudwatch:DeleteAlarms', alarmArn(name));
        if (!alarms.delete(name)) throw new ServiceError('ResourceNotFound', `Alarm ${name} does not exist`, 404);
      }
      return {};
    },
    ListDashboards(_, { principal }) {
      context.authorize(principal, 'cloudwatch:ListDashboards', dashboardArn('*'));
      return {
        DashboardEntries: [...dashboards.values()].map(({ name, body, modifiedAt }) => ({
          DashboardName: name,
          DashboardArn: dashboardArn(name),
          LastModified: modifiedAt / 1000,
          Size: Buffer.byteLength(body),
        })),
      };
    },
    GetDashboard(input, { principal }) {
      context.authorize(principal, 'cloudwatch:GetDashboard', dashboardArn(input.DashboardName));
      const dashboard = dashboards.get(input.DashboardName);
      if (!dashboard)
        throw new ServiceError('ResourceNotFound', `Dashboard ${input.DashboardName} does not exist`, 404);
      return {
        DashboardArn: dashboardArn(dashboard.name),
        DashboardBody: dashboard.body,
        DashboardName: dashboard.name,
      };
    },
  });

  const tags = { Tags: 'no tag-based access control here' };
  return {
    name: 'cloudwatch',
    signingNames: ['monitoring'],
    handle,
    resources: {
      'AWS::CloudWatch::Alarm': declareProperties(
        {
          served: [
            'ActionsEnabled',
            'AlarmActions',
            'AlarmDescription',
            'AlarmName',
            'ComparisonOperator',
            'DatapointsToAlarm',
            'Dimensions',
            'EvaluateLowSampleCountPercentile',
            'EvaluationPeriods',
            'ExtendedStatistic',
            'InsufficientDataActions',
            'MetricName',
            'Metrics',
            'Namespace',
            'OKActions',
            'Period',
            'Statistic',
            'Threshold',
            'ThresholdMetricId',
            'TreatMissingData',
            'Unit',
          ],
          ignored: tags,
        },
        async ({ properties, generatedName, logicalId }) => {
          const alarm = putAlarm(properties.AlarmName ?? generatedName ?? logicalId, properties);
          return { ref: alarm.AlarmName, attributes: { Arn: alarm.AlarmArn } };
        },
      ),
      'AWS::CloudWatch::CompositeAlarm': declareProperties(
        {
          served: [
            'ActionsEnabled',
            'ActionsSuppressor',
            'ActionsSuppressorExtensionPeriod',
            'ActionsSuppressorWaitPeriod',
            'AlarmActions',
            'AlarmDescription',
            'AlarmName',
            'AlarmRule',
            'InsufficientDataActions',
            'OKActions',
          ],
          ignored: tags,
        },
        async ({ properties, generatedName, logicalId }) => {
          const alarm = putAlarm(properties.AlarmName ?? generatedName ?? logicalId, properties);
          return { ref: alarm.AlarmName, attributes: { Arn: alarm.AlarmArn } };
        },
      ),
      'AWS::CloudWatch::Dashboard': declareProperties(
        { served: ['DashboardBody', 'DashboardName'], ignored: tags },
        async ({ properties, generatedName, logicalId }) => {
          const name: string = properties.DashboardName ?? generatedName ?? logicalId;
          const body = String(properties.DashboardBody);
          try {
            JSON.parse(body);
          } catch (error) {
            throw new Error(`${logicalId}: the dashboard's body is not JSON: ${(error as Error).message}`);
          }
          dashboards.put(name, { name, body, modifiedAt: context.now() });
          return { ref: name, attributes: {} };
        },
      ),
    },
    async stop() {
      alarms.close();
      dashboards.close();
    },
  };
}

/** Seconds since the epoch as JSON protocols send them, or ISO text. */
function instant(value: unknown): number {
  const at = typeof value === 'number' ? value * 1000 : Date.parse(String(value));
  if (Number.isNaN(at)) throw invalid(`${value} is not a time.`);
  return at;
}
