import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { leaseIdOf, objectIdOf, parseLeaseId } from '../../../core/workforce/lease-id';

const lease = {
  jobKey: 'night-cars-01',
  round: 2,
  shard: 31,
  sk: '500#000001234',
  acceptedAt: 1_764_590_000_123,
  nonce: 'AbCdEfGhIjKlMnOpQrStUv',
};

describe('lease ids', () => {
  test('name the task and come back as they were', () => {
    const id = leaseIdOf(lease);
    expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(parseLeaseId(id)).toEqual(lease);
    expect(objectIdOf(lease)).toBe(1234);
  });

  test('anything else is none, and nothing throws', () => {
    for (const text of [
      '',
      'x',
      '%%%',
      leaseIdOf({ ...lease, jobKey: '../x' }),
      leaseIdOf({ ...lease, nonce: 'short' }),
    ])
      expect(parseLeaseId(text)).toBeUndefined();
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => parseLeaseId(text) === undefined));
  });

  test('cannot smuggle another key in', () => {
    expect(parseLeaseId(leaseIdOf({ ...lease, sk: '500#000001234|x' }))).toBeUndefined();
    expect(parseLeaseId(leaseIdOf({ ...lease, round: 1.5 }))).toBeUndefined();
    expect(parseLeaseId(leaseIdOf({ ...lease, jobKey: 'a#b' }))).toBeUndefined();
  });
});
