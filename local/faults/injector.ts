import { ServiceError } from '../contract';
import { seededRandom } from './seeded-random';

export type FaultKind = 'error' | 'throttle' | 'delay' | 'duplicate' | 'lostReply';

export interface FaultRule {
  /** Service name (`dynamodb`) or `*`. */
  service: string;
  /** Operation (`UpdateItem`, `Invoke`) or `*`; default every one. */
  operation?: string;
  kind: FaultKind;
  /** Share of the calls, 0 to 1. */
  rate: number;
  /** Longest delay in milliseconds; default 200. */
  delayMs?: number;
  /** Stops after this many faults. */
  limit?: number;
}

export interface FaultSpec {
  seed: number;
  rules: readonly FaultRule[];
}

export interface Fault {
  kind: FaultKind;
  service: string;
  operation: string;
}

const throttleCodes: Record<string, [string, number]> = {
  dynamodb: ['ProvisionedThroughputExceededException', 400],
  lambda: ['TooManyRequestsException', 429],
  s3: ['SlowDown', 503],
  sns: ['Throttling', 400],
};

/**
 * Decides, from a seed, which calls go wrong. A lost reply or a duplicate runs the call; an error or a throttle does not. The decisions
 * depend on the order of the calls, so one seed gives the same faults only where the calls come in the same order.
 */
export class FaultInjector {
  readonly injected: Fault[] = [];
  private readonly random: () => number;
  private readonly counts = new Map<FaultRule, number>();

  constructor(private readonly spec: FaultSpec | undefined) {
    this.random = seededRandom(spec?.seed ?? 0);
  }

  get active(): boolean {
    return (this.spec?.rules.length ?? 0) > 0;
  }

  /** The faults to inject into this call; usually none. */
  choose(service: string, operation: string): Set<FaultKind> {
    const chosen = new Set<FaultKind>();
    for (const rule of this.spec?.rules ?? []) {
      if (rule.service !== '*' && rule.service !== service) continue;
      if (rule.operation && rule.operation !== '*' && rule.operation !== operation) continue;
      if (this.random() >= rule.rate || (this.counts.get(rule) ?? 0) >= (rule.limit ?? Number.POSITIVE_INFINITY))
        continue;
      this.counts.set(rule, (this.counts.get(rule) ?? 0) + 1);
      this.injected.push({ kind: rule.kind, service, operation });
      chosen.add(rule.kind);
    }
    return chosen;
  }

  async delay(service: string): Promise<void> {
    const rule = this.spec?.rules.find(
      (candidate) => candidate.kind === 'delay' && ['*', service].includes(candidate.service),
    );
    await new Promise((resolve) => setTimeout(resolve, 1 + this.random() * (rule?.delayMs ?? 200)));
  }

  throttleError(service: string): ServiceError {
    const [code, status] = throttleCodes[service] ?? ['ThrottlingException', 400];
    return new ServiceError(code, 'Rate exceeded (injected fault)', status);
  }

  serverError(service: string): ServiceError {
    const code = service === 's3' || service === 'dynamodb' ? 'InternalServerError' : 'ServiceException';
    return new ServiceError(
      service === 's3' ? 'InternalError' : code,
      'We encountered an internal error (injected fault).',
      500,
    );
  }
}
