import type { CloudContext, Principal } from '../contract';

const flushAfterMillis = 200;

/** A container's output on its way to CloudWatch Logs, written as the container's role; without permission it is lost, as on AWS. */
export class ContainerLog {
  private lines: { timestamp: number; message: string }[] = [];
  private partial = '';
  private timer?: NodeJS.Timeout;
  private ready?: Promise<void>;

  constructor(
    private readonly context: CloudContext,
    private readonly principal: Principal,
    private readonly group: string,
    private readonly stream: string,
  ) {}

  write = (text: string): void => {
    const parts = (this.partial + text).split('\n');
    this.partial = parts.pop() ?? '';
    for (const message of parts) if (message !== '') this.lines.push({ timestamp: this.context.now(), message });
    this.timer ??= setTimeout(() => void this.flush(), flushAfterMillis).unref();
  };

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const logEvents = this.lines.splice(0, 5_000);
    if (logEvents.length === 0) return;
    const names = { logGroupName: this.group, logStreamName: this.stream };
    try {
      this.ready ??= this.create(names);
      await this.ready;
      await this.context.call(this.principal, 'logs', 'PutLogEvents', { ...names, logEvents });
    } catch (error) {
      this.context.log('sagemaker', `${this.group}/${this.stream}: ${(error as Error).message}`);
    }
  }

  private async create(names: { logGroupName: string; logStreamName: string }): Promise<void> {
    for (const operation of ['CreateLogGroup', 'CreateLogStream']) {
      try {
        await this.context.call(this.principal, 'logs', operation, names);
      } catch (error) {
        if ((error as { code?: string }).code !== 'ResourceAlreadyExistsException') throw error;
      }
    }
  }
}
