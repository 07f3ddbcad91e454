import type { PolicyDocument } from '../contract';

export interface Destinations {
  onSuccess?: string;
  onFailure?: string;
  maximumRetries: number;
  maximumAgeSeconds: number;
}

/** A function as it stands. */
export interface LambdaFunction {
  name: string;
  arn: string;
  roleArn: string;
  code: string;
  handler: string;
  runtime: string;
  architecture: 'arm64' | 'x86_64';
  memoryMb: number;
  timeoutSeconds: number;
  environment: Record<string, string>;
  reservedConcurrency?: number;
  deadLetterArn?: string;
  logGroup: string;
  logFormat: 'Text' | 'JSON';
  description?: string;
  destinations?: Destinations;
  permissions: Map<string, PolicyDocument['Statement']>;
  aliases: Set<string>;
  /** Template functions are rebuilt from the template at each start. */
  origin: 'template' | 'api';
  modified: number;
}

export const syncPayloadLimit = 6_291_456;
/** Raised from 256 KiB in October 2025. */
export const asyncPayloadLimit = 1_048_576;
