import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../../local/cloud';
import { clientOptions, temporaryFolder, writeAssembly } from '../cloud/tiny-assembly';

const template = {
  Resources: {
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        Threshold: 1,
        MetricName: 'Errors',
        Namespace: 'Own',
      },
    },
    Board: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardName: 'board', DashboardBody: '{"widgets":[]}' },
    },
  },
};

describe('CloudWatch', () => {
  const assemblyDir = writeAssembly(template);
  const dataDir = temporaryFolder();
  let cloud: Cloud;
  let cloudwatch: CloudWatchClient;
  const start = async () => {
    cloud = await startCloud({ assemblyDir, dataDir });
    cloudwatch = new CloudWatchClient(clientOptions(cloud));
  };
  const stop = async () => {
    cloudwatch.destroy();
    await cloud.stop();
  };
  beforeAll(start);
  afterAll(stop);

  const noon = new Date('2026-11-22T12:00:00Z');
  const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
  const Dimensions = [{ Name: 'Job', Value: 'cats' }];
  const request = { Namespace: 'Own', MetricName: 'Errors', Dimensions };

  test('metrics are kept by namespace, name and dimensions, over a restart', async () => {
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: 'Own',
        MetricData: [
          { MetricName: 'Errors', Dimensions, Value: 2, Timestamp: noon, Unit: 'Count' },
          { MetricName: 'Errors', Dimensions, Values: [1, 5], Counts: [2, 1], Timestamp: later(1), Unit: 'Count' },
          { MetricName: 'Errors', Value: 100, Timestamp: noon },
        ],
      }),
    );
    await stop();
    await start();
    const statistics = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        ...request,
        StartTime: noon,
        EndTime: later(5),
        Period: 300,
        Statistics: ['Sum', 'Average', 'Maximum', 'SampleCount'],
      }),
    );
    expect(statistics.Datapoints).toEqual([
      { Timestamp: noon, Unit: 'Count', Sum: 9, Average: 2.25, Maximum: 5, SampleCount: 4 },
    ]);
    const data = await cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: noon,
        EndTime: later(5),
        MetricDataQueries: [{ Id: 'e', MetricStat: { Metric: request, Period: 60, Stat: 'Sum' } }],
      }),
    );
    expect(data.MetricDataResults).toMatchObject([{ Id: 'e', Values: [7, 2], Timestamps: [later(1), noon] }]);
    const listed = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Own', Dimensions }));
    expect(listed.Metrics).toEqual([request]);
  });

  test('a request large enough for the SDK to compress it is read', async () => {
    const MetricData = Array.from({ length: 400 }, (_, i) => ({ MetricName: `Compressed${i}`, Value: i }));
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Large', MetricData }));
    const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Large' }));
    expect(Metrics).toHaveLength(400);
  });

  test('a value that is no number is refused', async () => {
    const MetricData = [{ MetricName: 'Errors', Value: Number.NaN }];
    await expect(cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Own', MetricData }))).rejects.toThrow();
  });

  test('alarms and dashboards of the template can be read', async () => {
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms).toMatchObject([{ MetricName: 'Errors', Threshold: 1, StateValue: 'INSUFFICIENT_DATA' }]);
    const { DashboardBody } = await cloudwatch.send(new GetDashboardCommand({ DashboardName: 'board' }));
    expect(DashboardBody).toBe('{"widgets":[]}');
  });
});
