import { join } from 'node:path';
import { type CloudContext, type PolicyDocument, ServiceError } from '../contract';
import { RecordStore } from '../storage/record-store';
import type { TargetInput } from './input';
import { type CompiledPattern, compilePattern } from './pattern';
import { compileSchedule, type Schedule } from './schedule';

export interface Target extends TargetInput {
  Id: string;
  Arn: string;
  RoleArn?: string;
  DeadLetterConfig?: { Arn?: string };
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number };
  SqsParameters?: { MessageGroupId?: string };
}

export interface RuleDefinition {
  name: string;
  bus: string;
  pattern?: unknown;
  schedule?: string;
  enabled: boolean;
  description?: string;
  roleArn?: string;
  targets: Target[];
  /** EventBridge Scheduler's schedules live beside rules, under an ARN of their own. */
  scheduler?: { arn: string };
}

export interface Rule extends RuleDefinition {
  arn: string;
  matches?: CompiledPattern;
  next?: Schedule;
}

export interface Bus {
  name: string;
  arn: string;
  policy?: PolicyDocument;
}

/** Buses and rules. Those of the template live in memory, because the template is read at every start; those of the API on disk. */
export class Rules {
  private readonly rules = new Map<string, Rule>();
  private readonly buses = new Map<string, Bus>();
  private readonly storedRules: RecordStore<RuleDefinition>;
  private readonly storedBuses: RecordStore<{ name: string }>;

  constructor(private readonly context: CloudContext) {
    const folder = join(context.dataDir, 'events');
    this.storedRules = new RecordStore(join(folder, 'rules.jsonl'));
    this.storedBuses = new RecordStore(join(folder, 'buses.jsonl'));
    this.standBus('default');
    for (const { name } of this.storedBuses.values()) this.standBus(name);
    for (const definition of this.storedRules.values()) this.stand(definition);
  }

  busArn(name: string): string {
    return `arn:aws:events:${this.context.region}:${this.context.accountId}:event-bus/${name}`;
  }

  ruleArn(bus: string, name: string): string {
    const path = bus === 'default' ? name : `${bus}/${name}`;
    return `arn:aws:events:${this.context.region}:${this.context.accountId}:rule/${path}`;
  }

  bus(name: string): Bus | undefined {
    return this.buses.get(name);
  }

  allBuses(): Bus[] {
    return [...this.buses.values()];
  }

  standBus(name: string): Bus {
    const bus = this.buses.get(name) ?? { name, arn: this.busArn(name) };
    this.buses.set(name, bus);
    return bus;
  }

  saveBus(name: string): void {
    this.storedBuses.put(name, { name });
  }

  deleteBus(name: string): void {
    this.buses.delete(name);
    this.storedBuses.delete(name);
  }

  all(): Rule[] {
    return [...this.rules.values()];
  }

  get(arn: string): Rule | undefined {
    return this.rules.get(arn);
  }

  named(bus: string, name: string): Rule {
    const rule = this.rules.get(this.ruleArn(bus, name));
    if (!rule) {
      throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus}.`);
    }
    return rule;
  }

  /** Checks and keeps a rule; an invalid pattern or schedule throws what EventBridge would say. */
  stand(definition: RuleDefinition): Rule {
    if (!this.buses.has(definition.bus)) {
      throw new ServiceError('ResourceNotFoundException', `Event bus ${definition.bus} does not exist.`);
    }
    if (definition.pattern === undefined && definition.schedule === undefined) {
      throw new ServiceError(
        'ValidationException',
        'Parameter(s) EventPattern or ScheduleExpression must be specified.',
      );
    }
    if (definition.schedule !== undefined && definition.bus !== 'default') {
      throw new ServiceError('ValidationException', 'ScheduleExpression is supported only on the default event bus.');
    }
    const rule: Rule = {
      ...definition,
      arn: definition.scheduler?.arn ?? this.ruleArn(definition.bus, definition.name),
      matches: definition.pattern === undefined ? undefined : compilePattern(definition.pattern),
      next: definition.schedule === undefined ? undefined : compileSchedule(definition.schedule),
    };
    this.rules.set(rule.arn, rule);
    return rule;
  }

  /** Keeps a rule that was made or changed through the API across restarts. */
  save(rule: Rule): void {
    const { matches: _matches, next: _next, ...definition } = rule;
    this.storedRules.put(rule.arn, definition);
  }

  delete(rule: Rule): void {
    this.rules.delete(rule.arn);
    this.storedRules.delete(rule.arn);
  }

  close(): void {
    this.storedRules.close();
    this.storedBuses.close();
  }
}
