/**
 * List prices of US East (N. Virginia), in US dollars per unit counted, without free tiers and volume discounts.
 *
 * `page`: read on AWS's pricing page or in an account of it from 2025 or 2026. `memory`: the published figure as known when this was
 * written, not read again; check it before you rely on it.
 */
export const pricesAsOf = '2026-07';

export interface Price {
  usd: number;
  unit: string;
  source: 'page' | 'memory';
}

const million = 1e-6;
const gigabyte = 1 / 1024 ** 3;
const hour = 1 / 3600;

const page = (usd: number, unit: string): Price => ({ usd, unit, source: 'page' });
const memory = (usd: number, unit: string): Price => ({ usd, unit, source: 'memory' });

/** By service and what its meter counts. What is not here is free or not billed by use. */
export const prices: Readonly<Record<string, Readonly<Record<string, Price>>>> = {
  lambda: {
    Requests: page(0.2 * million, 'request'),
    'GBSeconds.arm64': page(0.0000133334, 'GB-second'),
    'GBSeconds.x86_64': page(0.0000166667, 'GB-second'),
  },
  dynamodb: {
    WriteRequestUnits: page(0.625 * million, 'write request unit'),
    ReadRequestUnits: page(0.125 * million, 'read request unit'),
  },
  states: {
    StateTransitions: page(0.025 / 1000, 'state transition'),
    ExpressRequests: page(1 * million, 'request'),
  },
  s3: {
    Tier1Requests: memory(0.005 / 1000, 'PUT, COPY, POST or LIST request'),
    Tier2Requests: memory(0.0004 / 1000, 'GET or HEAD request'),
  },
  apigateway: { Requests: memory(1 * million, 'HTTP API request') },
  events: { CustomEvents: memory(1 * million, 'custom event') },
  sqs: { Requests: memory(0.4 * million, 'request') },
  sns: { Publishes: memory(0.5 * million, 'publish') },
  kms: { Requests: memory(0.03 / 10_000, 'request') },
  logs: { IngestedBytes: memory(0.5 * gigabyte, 'byte ingested') },
  cloudwatch: { PutMetricData: memory(0.01 / 1000, 'request') },
  codebuild: { BuildMinutes: memory(0.0034, 'minute of arm1.small') },
};

/** SageMaker instances by the second, for training. */
export const trainingInstances: Readonly<Record<string, Price>> = {
  'ml.m5.large': memory(0.115 * hour, 'second'),
  'ml.m5.xlarge': memory(0.23 * hour, 'second'),
  'ml.m5.2xlarge': memory(0.461 * hour, 'second'),
  'ml.c5.xlarge': memory(0.204 * hour, 'second'),
  'ml.c5.2xlarge': memory(0.408 * hour, 'second'),
  'ml.g4dn.xlarge': memory(0.736 * hour, 'second'),
  'ml.g5.xlarge': memory(1.408 * hour, 'second'),
};

/** SageMaker Serverless Inference: by memory and time at work. */
export const serverlessGbSecond = memory(0.00002, 'GB-second');
