import { ServiceError } from '../contract';

export interface ArnMaker {
  stateMachine(name: string): string;
  execution(machine: string, name: string): string;
  express(machine: string, name: string, unique: string): string;
  mapRun(machine: string, label: string, id: string): string;
}

export function arnMaker(region: string, accountId: string): ArnMaker {
  const prefix = `arn:aws:states:${region}:${accountId}`;
  return {
    stateMachine: (name) => `${prefix}:stateMachine:${name}`,
    execution: (machine, name) => `${prefix}:execution:${machine}:${name}`,
    express: (machine, name, unique) => `${prefix}:express:${machine}:${name}:${unique}`,
    mapRun: (machine, label, id) => `${prefix}:mapRun:${machine}/${label}:${id}`,
  };
}

export type ArnKind = 'stateMachine' | 'execution' | 'mapRun' | 'express';

/** The parts after the kind: `[machine]`, `[machine, name]`, `[machine/label, id]`. Refuses what is not a Step Functions ARN of that kind. */
export function parseArn(arn: unknown, kind: ArnKind): string[] {
  const text = String(arn ?? '');
  const parts = text.split(':');
  if (parts[0] !== 'arn') throw new ServiceError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${text}'`);
  if (parts.length < 7 || parts[2] !== 'states') throw new ServiceError('InvalidArn', `Invalid Arn: '${text}'`);
  if (parts[5] !== kind) {
    throw new ServiceError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${parts[5]}'`);
  }
  return parts.slice(6);
}
