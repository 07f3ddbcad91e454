import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  type Alarm,
  Color,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type FunctionName, pascalCase } from './functions/names';
import type { PlumblineFunction } from './functions/plumbline-function';

const period = Duration.minutes(5);
const third = 8;

export interface ObservabilityProps {
  readonly functions: ReadonlyMap<FunctionName, PlumblineFunction>;
  readonly stateMachine: StateMachine;
  readonly api: HttpApi;
  readonly table: ITable;
  readonly alarms: boolean;
  /** Told when an alarm goes off and when it is over. */
  readonly topic?: ITopic;
}

/** Alarms on what loses or delays work, and one dashboard. */
export class Observability extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ObservabilityProps,
  ) {
    super(scope, id);
    if (props.alarms) this.createAlarms();
    this.createDashboard();
  }

  private createAlarms(): void {
    const { functions, stateMachine, api } = this.props;
    for (const [name, { handler, deadLetterQueue }] of functions) {
      this.alarm(`${pascalCase(name)}Failing`, {
        metric: new MathExpression({
          expression: 'errors + throttles',
          usingMetrics: { errors: handler.metricErrors({ period }), throttles: handler.metricThrottles({ period }) },
          period,
          label: `${name}: errors and throttles`,
        }),
        description: `The function ${name} throws or is throttled. Its log group says why.`,
      });
      if (!deadLetterQueue) continue;
      this.alarm(`${pascalCase(name)}DeadLetters`, {
        metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
        description: `Events that ${name} could not handle wait in its dead-letter queue: redrive them once the cause is gone.`,
      });
    }
    this.alarm('JobsFailing', {
      metric: failedExecutions(stateMachine),
      description: 'A labeling job failed, timed out or was aborted. Its failure reason is in DescribeLabelingJob.',
    });
    this.alarm('ApiFailing', {
      metric: api.metricServerError({ period, statistic: 'Sum' }),
      description: 'The HTTP API answers with 5xx: workers cannot work.',
    });
  }

  private alarm(id: string, { metric, description }: { metric: IMetric; description: string }): Alarm {
    const alarm = (metric as Metric).createAlarm(this, id, {
      alarmDescription: description,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.props.topic) {
      const action = new SnsAction(this.props.topic);
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
    return alarm;
  }

  private createDashboard(): void {
    const { functions, stateMachine, api, table } = this.props;
    const each = (metric: (name: FunctionName, item: PlumblineFunction) => IMetric) =>
      [...functions].map(([name, item]) => metric(name, item));
    new Dashboard(this, 'Dashboard', {
      widgets: [
        [
          graph('Labeling jobs', [
            stateMachine.metricStarted({ period, statistic: 'Sum', label: 'started' }),
            stateMachine.metricSucceeded({ period, statistic: 'Sum', label: 'ended', color: Color.GREEN }),
            failedExecutions(stateMachine),
          ]),
          graph('HTTP API', [
            api.metricCount({ period, statistic: 'Sum', label: 'requests' }),
            api.metricClientError({ period, statistic: 'Sum', label: '4xx', color: Color.ORANGE }),
            api.metricServerError({ period, statistic: 'Sum', label: '5xx', color: Color.RED }),
          ]),
          graph('HTTP API latency (ms)', [
            api.metricLatency({ period, statistic: 'p50', label: 'p50' }),
            api.metricLatency({ period, statistic: 'p99', label: 'p99' }),
          ]),
        ],
        [
          graph(
            'Function errors',
            each((name, { handler }) => handler.metricErrors({ period, label: name })),
          ),
          graph(
            'Function duration, p90 (ms)',
            each((name, { handler }) => handler.metricDuration({ period, statistic: 'p90', label: name })),
          ),
          graph(
            'Function invocations',
            each((name, { handler }) => handler.metricInvocations({ period, label: name })),
          ),
        ],
        [
          graph('Table capacity', [
            table.metricConsumedReadCapacityUnits({ period, label: 'read units' }),
            table.metricConsumedWriteCapacityUnits({ period, label: 'write units' }),
          ]),
          graph(
            'Dead letters',
            [...functions].flatMap(([name, { deadLetterQueue }]) =>
              deadLetterQueue
                ? [deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period, label: name })]
                : [],
            ),
          ),
        ],
      ],
    });
  }
}

const failedExecutions = (stateMachine: StateMachine) =>
  new MathExpression({
    expression: 'failed + timedOut + aborted',
    usingMetrics: {
      failed: stateMachine.metricFailed({ period, statistic: 'Sum' }),
      timedOut: stateMachine.metricTimedOut({ period, statistic: 'Sum' }),
      aborted: stateMachine.metricAborted({ period, statistic: 'Sum' }),
    },
    period,
    label: 'failed',
    color: Color.RED,
  });

const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: third });
