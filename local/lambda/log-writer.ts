import type { CloudContext, Principal } from '../contract';

const flushAfterMs = 150;

/**
 * A sandbox's output on its way to CloudWatch Logs, as the function's own role: a role without logs permissions loses its logs here as
 * on AWS, and the denial is recorded.
 */
export class LogWriter {
  private events: { timestamp: number; message: string }[] = [];
  private timer?: NodeJS.Timeout;
  private stream?: Promise<boolean>;
  private tail = '';

  constructor(
    private readonly context: CloudContext,
    private readonly principal: Principal,
    private readonly group: string,
    private readonly streamName: () => string,
  ) {}

  write(text: string): void {
    const message = text.replace(/\n$/, '');
    if (message === '') return;
    this.tail = (this.tail + text).slice(-4096);
    this.events.push({ timestamp: Date.now(), message });
    this.timer ??= setTimeout(() => void this.flush(), flushAfterMs).unref();
  }

  /** The end of what was written since the last call; what `LogType: Tail` gives. */
  takeTail(): string {
    const { tail } = this;
    this.tail = '';
    return tail;
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const logEvents = this.events;
    this.events = [];
    if (logEvents.length === 0) return;
    this.stream ??= this.createStream();
    if (!(await this.stream)) return;
    await this.call('PutLogEvents', { logEvents });
  }

  private async createStream(): Promise<boolean> {
    const made = await this.call('CreateLogStream', {});
    if (made !== 'ResourceNotFoundException') return made === 'done' || made === 'ResourceAlreadyExistsException';
    if ((await this.call('CreateLogGroup', {})) !== 'done') return false;
    return (await this.call('CreateLogStream', {})) === 'done';
  }

  private async call(operation: string, input: Record<string, unknown>): Promise<string> {
    const names = {
      logGroupName: this.group,
      ...(operation === 'CreateLogGroup' ? {} : { logStreamName: this.streamName() }),
    };
    try {
      await this.context.call(this.principal, 'logs', operation, { ...names, ...input });
      return 'done';
    } catch (error) {
      return (error as Error).name;
    }
  }
}
