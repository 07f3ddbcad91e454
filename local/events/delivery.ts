import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type CloudContext, type Principal, ServiceError } from '../contract';
import { RecordStore } from '../storage/record-store';
import { targetInput } from './input';
import type { Rule, Target } from './rules';

export type BusEvent = Record<string, unknown> & { id: string };

interface Delivery {
  id: string;
  ruleArn: string;
  servicePrincipal: string;
  target: Target;
  body: string;
  since: number;
  attempts: number;
  notBefore: number;
}

const atOnce = 16;
const firstPause = 1_000;
const longestPause = 300_000;
const throttled = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestThrottled',
  'RequestLimitExceeded',
  'KmsThrottled',
]);

const worthRetrying = (error: unknown) =>
  !(error instanceof ServiceError) || error.status >= 500 || error.status === 429 || throttled.has(error.code);

/** Takes events to targets: written down before the sender is answered, tried again, buried in the dead-letter queue at last. */
export class Deliveries {
  private readonly pending: RecordStore<Delivery>;
  private readonly underWay = new Set<string>();
  private timer?: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly context: CloudContext,
    /** Puts an event on another bus of this account. */
    private readonly forward: (principal: Principal, busArn: string, body: string) => Promise<void>,
  ) {
    this.pending = new RecordStore(join(context.dataDir, 'events', 'deliveries.jsonl'));
  }

  /** When this returns, every delivery is durable: with Lambda's queue, or with ours. */
  async enqueue(rule: Rule, event: BusEvent): Promise<void> {
    const servicePrincipal = rule.scheduler ? 'scheduler.amazonaws.com' : 'events.amazonaws.com';
    for (const target of rule.targets) {
      const now = this.context.now();
      const delivery: Delivery = {
        id: randomUUID(),
        ruleArn: rule.arn,
        servicePrincipal,
        target,
        body: targetInput(target, event, rule.arn, rule.name, now),
        since: now,
        attempts: 0,
        notBefore: 0,
      };
      if (target.Arn.includes(':lambda:') && !target.RoleArn) await this.toLambda(delivery);
      else this.pending.put(delivery.id, delivery);
    }
    this.run();
  }

  /** Starts what is due; called again by itself. */
  run(): void {
    if (this.stopped) return;
    const now = this.context.now();
    let next = Number.POSITIVE_INFINITY;
    for (const delivery of this.pending.values()) {
      if (this.underWay.has(delivery.id)) continue;
      if (this.underWay.size >= atOnce) return;
      if (delivery.notBefore > now) next = Math.min(next, delivery.notBefore);
      else this.attempt(delivery);
    }
    clearTimeout(this.timer);
    if (next < Number.POSITIVE_INFINITY) {
      this.timer = setTimeout(() => this.run(), next - now);
      this.timer.unref();
    }
  }

  close(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.pending.close();
  }

  private attempt(delivery: Delivery): void {
    this.underWay.add(delivery.id);
    this.send(delivery)
      .then(
        () => this.pending.delete(delivery.id),
        (error) => this.failed(delivery, error),
      )
      .catch((error) => this.context.log('events', `${delivery.ruleArn}: ${(error as Error).message}`))
      .finally(() => {
        this.underWay.delete(delivery.id);
        this.run();
      });
  }

  private async failed(delivery: Delivery, error: unknown): Promise<void> {
    const { MaximumRetryAttempts = 185, MaximumEventAgeInSeconds = 86_400 } = delivery.target.RetryPolicy ?? {};
    const attempts = delivery.attempts + 1;
    const pause = Math.min(longestPause, firstPause * 2 ** delivery.attempts);
    const notBefore = this.context.now() + pause;
    const inTime = notBefore - delivery.since <= MaximumEventAgeInSeconds * 1000;
    if (worthRetrying(error) && attempts <= MaximumRetryAttempts && inTime) {
      this.pending.put(delivery.id, { ...delivery, attempts, notBefore });
      return;
    }
    await this.bury(delivery, error);
    this.pending.delete(delivery.id);
  }

  private async toLambda(delivery: Delivery): Promise<void> {
    try {
      const { servicePrincipal, ruleArn, target, body } = delivery;
      await this.context.invokeFunctionAsync(servicePrincipal, ruleArn, target.Arn, body);
    } catch (error) {
      await this.failed(delivery, error);
    }
  }

  private async send({ id, ruleArn, servicePrincipal, target, body }: Delivery): Promise<void> {
    const { context } = this;
    const principal: Principal = target.RoleArn
      ? context.assumeRole(target.RoleArn, servicePrincipal, id.replaceAll('-', ''))
      : { kind: 'service', service: servicePrincipal, sourceArn: ruleArn };
    const [, , service, , account, ...rest] = target.Arn.split(':');
    const name = rest.join(':');
    switch (service) {
      case 'lambda':
        if (target.RoleArn) {
          await context.call(principal, 'lambda', 'Invoke', {
            FunctionName: target.Arn,
            InvocationType: 'Event',
            Payload: body,
          });
        } else {
          await context.invokeFunctionAsync(servicePrincipal, ruleArn, target.Arn, body);
        }
        return;
      case 'states':
        await this.startExecution(principal, target, body, id);
        return;
      case 'sqs':
        await context.call(principal, 'sqs', 'SendMessage', {
          QueueUrl: `${context.endpointUrl}/${account}/${name}`,
          MessageBody: body,
        });
        return;
      case 'sns':
        await context.call(principal, 'sns', 'Publish', { TopicArn: target.Arn, Message: body });
        return;
      case 'events':
        await this.forward(principal, target.Arn, body);
        return;
      case 'logs':
        await this.writeLog(principal, name.replace(/^log-group:/, '').replace(/:\*$/, ''), id, body);
        return;
      default:
        throw new ServiceError('InvalidParameterException', `The embedded cloud delivers no events to ${target.Arn}.`);
    }
  }

  /** why: the name is the delivery's, so a repeated delivery starts no second execution. */
  private async startExecution(principal: Principal, target: Target, body: string, id: string): Promise<void> {
    if (!target.RoleArn) throw new ServiceError('AccessDeniedException', `The target ${target.Arn} has no role.`, 403);
    try {
      await this.context.call(principal, 'states', 'StartExecution', {
        stateMachineArn: target.Arn,
        input: body,
        name: id,
      });
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'ExecutionAlreadyExists') throw error;
    }
  }

  private async writeLog(
    principal: Principal,
    logGroupName: string,
    logStreamName: string,
    message: string,
  ): Promise<void> {
    try {
      await this.context.call(principal, 'logs', 'CreateLogStream', { logGroupName, logStreamName });
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'ResourceAlreadyExistsException') throw error;
    }
    const logEvents = [{ timestamp: this.context.now(), message }];
    await this.context.call(principal, 'logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents });
  }

  private async bury(delivery: Delivery, error: unknown): Promise<void> {
    const { target, ruleArn, servicePrincipal, attempts } = delivery;
    const { code = 'INTERNAL_ERROR', message } = error as { code?: string; message: string };
    const reason = `not delivered to ${target.Arn}: ${code}: ${message}`;
    if (this.context.recordFailure) this.context.recordFailure({ service: 'events', resource: ruleArn, reason });
    else this.context.log('events', `${ruleArn}: ${reason}`);
    const queueArn = target.DeadLetterConfig?.Arn;
    if (!queueArn) return;
    const [account, name] = queueArn.split(':').slice(4);
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
    const sent = this.context.call(
      { kind: 'service', service: servicePrincipal, sourceArn: ruleArn },
      'sqs',
      'SendMessage',
      {
        QueueUrl: `${this.context.endpointUrl}/${account}/${name}`,
        MessageBody: delivery.body,
        MessageAttributes: {
          RULE_ARN: attribute(ruleArn),
          TARGET_ARN: attribute(target.Arn),
          ERROR_CODE: attribute(code),
          ERROR_MESSAGE: attribute(message || code),
          EXHAUSTED_RETRY_CONDITION: attribute(attempts > 0 ? 'MaximumRetryAttempts' : 'NonRetryable'),
          RETRY_ATTEMPTS: { DataType: 'Number', StringValue: String(attempts) },
        },
      },
    );
    await sent.catch((refused: Error) => {
      this.context.log('events', `${ruleArn}: event not kept in ${queueArn}: ${refused.message}`);
    });
  }
}
