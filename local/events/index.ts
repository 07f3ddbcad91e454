import { randomUUID } from 'node:crypto';
import { type CloudContext, type CloudService, type Principal, ServiceError } from '../contract';
import { answerOperations } from '../storage/operations';
import { type BusEvent, Deliveries } from './delivery';
import { compilePattern } from './pattern';
import { busOf, isoSeconds, putEvents } from './put-events';
import { checkTarget, eventResources } from './resources';
import { type Rule, Rules, type Target } from './rules';
import { Scheduler } from './scheduler';

/** An event that an AWS service publishes on the default bus. */
export interface ServiceEvent {
  source: string;
  detailType: string;
  resources: string[];
  detail: Record<string, unknown>;
}

export interface EventsService extends CloudService {
  /** When it returns, every delivery to a matching rule's targets is durable. */
  publish(event: ServiceEvent): Promise<void>;
}

/** EventBridge: buses, rules, schedules and durable delivery. */
export function createEventsService(context: CloudContext): EventsService {
  const rules = new Rules(context);
  const deliveries = new Deliveries(context, forward);
  const scheduler = new Scheduler(context, (rule, at) => deliveries.enqueue(rule, scheduledEvent(rule, at)));

  const envelope = (
    source: string,
    detailType: string,
    resources: string[],
    detail: unknown,
    at: number,
  ): BusEvent => ({
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: context.accountId,
    time: isoSeconds(at),
    region: context.region,
    resources,
    detail,
  });

  const scheduledEvent = (rule: Rule, at: number) => envelope('aws.events', 'Scheduled Event', [rule.arn], {}, at);

  async function publishOn(bus: string, event: BusEvent): Promise<void> {
    for (const rule of rules.all()) {
      if (rule.enabled && rule.bus === bus && rule.matches?.(event)) await deliveries.enqueue(rule, event);
    }
  }

  async function forward(principal: Principal, busArn: string, body: string): Promise<void> {
    context.authorize(principal, 'events:PutEvents', busArn, { 'events:eventBusInvocation': 'true' });
    const bus = busOf({ EventBusName: busArn });
    if (!rules.bus(bus)) throw new ServiceError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
    await publishOn(bus, JSON.parse(body) as BusEvent);
  }

  function authorizeRule(principal: Principal, action: string, input: any): string {
    const arn = rules.ruleArn(busOf(input), input.Name ?? input.Rule ?? '*');
    context.authorize(principal, `events:${action}`, arn);
    return arn;
  }

  function passRole(principal: Principal, roleArn: string | undefined): void {
    if (roleArn)
      context.authorize(principal, 'iam:PassRole', roleArn, { 'iam:PassedToService': 'events.amazonaws.com' });
  }

  const changed = (rule: Rule) => {
    rules.save(rule);
    scheduler.plan(rule);
  };

  const describeRule = (rule: Rule) => ({
    Name: rule.name,
    Arn: rule.arn,
    EventPattern:
      rule.pattern === undefined || typeof rule.pattern === 'string' ? rule.pattern : JSON.stringify(rule.pattern),
    ScheduleExpression: rule.schedule,
    State: rule.enabled ? 'ENABLED' : 'DISABLED',
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: rule.bus,
  });

  /** A page that starts at `NextToken`, an offset. */
  function page<T>(input: any, items: T[]): { items: T[]; NextToken?: string } {
    const start = Number(input.NextToken ?? 0);
    const end = start + (input.Limit ?? 100);
    return { items: items.slice(start, end), NextToken: end < items.length ? String(end) : undefined };
  }

  const handle = answerOperations('EventBridge', {
    PutEvents(input, { principal, headers }) {
      // why: an unsigned call of root never comes over HTTP; it is the cloud itself, which speaks for AWS's services.
      const ofAws = principal.kind === 'root' && headers.authorization === undefined;
      return putEvents(context, rules, input.Entries ?? [], principal, ofAws, publishOn);
    },
    PutRule(input, { principal }) {
      authorizeRule(principal, 'PutRule', input);
      passRole(principal, input.RoleArn);
      if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(input.Name ?? '')) {
        throw new ServiceError('ValidationException', 'Parameter Name is not valid.');
      }
      const bus = busOf(input);
      const earlier = rules.get(rules.ruleArn(bus, input.Name));
      const rule = rules.stand({
        name: input.Name,
        bus,
        pattern: input.EventPattern,
        schedule: input.ScheduleExpression,
        enabled: input.State !== 'DISABLED',
        description: input.Description,
        roleArn: input.RoleArn,
        targets: earlier?.targets ?? [],
      });
      changed(rule);
      return { RuleArn: rule.arn };
    },
    DeleteRule(input, { principal }) {
      const arn = authorizeRule(principal, 'DeleteRule', input);
      const rule = rules.get(arn);
      if (!rule) return {};
      if (rule.targets.length > 0) {
        throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.");
      }
      scheduler.forget(arn);
      rules.delete(rule);
      return {};
    },
    DescribeRule(input, { principal }) {
      authorizeRule(principal, 'DescribeRule', input);
      return describeRule(rules.named(busOf(input), input.Name));
    },
    ListRules(input, { principal }) {
      authorizeRule(principal, 'ListRules', {});
      const bus = busOf(input);
      const found = rules
        .all()
        .filter((rule) => rule.bus === bus && !rule.scheduler && rule.name.startsWith(input.NamePrefix ?? ''));
      const { items, NextToken } = page(input, found);
      return { Rules: items.map(describeRule), NextToken };
    },
    EnableRule(input, { principal }) {
      authorizeRule(principal, 'EnableRule', input);
      const rule = rules.named(busOf(input), input.Name);
      rule.enabled = true;
      changed(rule);
      return {};
    },
    DisableRule(input, { principal }) {
      authorizeRule(principal, 'DisableRule', input);
      const rule = rules.named(busOf(input), input.Name);
      rule.enabled = false;
      changed(rule);
      return {};
    },
    PutTargets(input, { principal }) {
      authorizeRule(principal, 'PutTargets', input);
      const rule = rules.named(busOf(input), input.Rule);
      const targets = ((input.Targets ?? []) as Target[]).map(checkTarget);
      for (const { RoleArn } of targets) passRole(principal, RoleArn);
      const ids = new Set(targets.map(({ Id }) => Id));
      const all = [...rule.targets.filter(({ Id }) => !ids.has(Id)), ...targets];
      if (all.length > 5) {
        throw new ServiceError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      }
      rule.targets = all;
      changed(rule);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets(input, { principal }) {
      authorizeRule(principal, 'RemoveTargets', input);
      const rule = rules.named(busOf(input), input.Rule);
      rule.targets = rule.targets.filter(({ Id }) => !(input.Ids ?? []).includes(Id));
      changed(rule);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule(input, { principal }) {
      authorizeRule(principal, 'ListTargetsByRule', input);
      const { items, NextToken } = page(input, rules.named(busOf(input), input.Rule).targets);
      return { Targets: items, NextToken };
    },
    TestEventPattern(input, { principal }) {
      context.authorize(principal, 'events:TestEventPattern', '*');
      const matches = compilePattern(input.EventPattern);
      try {
        return { Result: matches(JSON.parse(input.Event)) };
      } catch {
        throw new ServiceError('ValidationException', 'Parameter Event is not valid.');
      }
    },
    CreateEventBus(input, { principal }) {
      const arn = rules.busArn(input.Name);
      context.authorize(principal, 'events:CreateEventBus', arn);
      if (!/^[.\-_A-Za-z0-9]{1,256}$/.test(input.Name ?? '')) {
        throw new ServiceError('ValidationException', 'Parameter Name is not valid.');
      }
      if (rules.bus(input.Name)) {
        throw new ServiceError('ResourceAlreadyExistsException', `Event bus ${input.Name} already exists.`);
      }
      rules.standBus(input.Name);
      rules.saveBus(input.Name);
      return { EventBusArn: arn };
    },
    DeleteEventBus(input, { principal }) {
      context.authorize(principal, 'events:DeleteEventBus', rules.busArn(input.Name));
      if (input.Name === 'default') throw new ServiceError('ValidationException', 'Cannot delete event bus default.');
      if (rules.all().some(({ bus }) => bus === input.Name)) {
        throw new ServiceError('ValidationException', `Event bus ${input.Name} can't be deleted since it has rules.`);
      }
      rules.deleteBus(input.Name);
      return {};
    },
    DescribeEventBus(input, { principal }) {
      const name = busOf({ EventBusName: input.Name });
      context.authorize(principal, 'events:DescribeEventBus', rules.busArn(name));
      const bus = rules.bus(name);
      if (!bus) throw new ServiceError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
      return { Name: bus.name, Arn: bus.arn, Policy: bus.policy && JSON.stringify(bus.policy) };
    },
    ListEventBuses(input, { principal }) {
      context.authorize(principal, 'events:ListEventBuses', rules.busArn('*'));
      const found = rules.allBuses().filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
      return { EventBuses: found.map(({ name, arn }) => ({ Name: name, Arn: arn })) };
    },
  });

  return {
    name: 'events',
    signingNames: ['events'],
    handle,
    resources: eventResources(context, rules),
    resourcePolicy: (arn) =>
      arn.includes(':event-bus/') ? rules.bus(busOf({ EventBusName: arn }))?.policy : undefined,
    publish: ({ source, detailType, resources, detail }) =>
      publishOn('default', envelope(source, detailType, resources, detail, context.now())),
    async start() {
      deliveries.run();
      scheduler.start(rules.all());
    },
    async stop() {
      scheduler.close();
      deliveries.close();
      rules.close();
    },
  };
}
