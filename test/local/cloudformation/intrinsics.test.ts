import { describe, expect, test } from '@jest/globals';
import type { Template } from '../../../local/cloudformation/assembly';
import { referencesOf, resolve, type Scope } from '../../../local/cloudformation/intrinsics';
import { standUpOrder } from '../../../local/cloudformation/order';

const template: Template = {
  Resources: {},
  Mappings: { Sizes: { small: { memory: 128 } } },
  Conditions: {
    IsEast: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
    IsWest: { 'Fn::Not': [{ Condition: 'IsEast' }] },
    Both: { 'Fn::And': [{ Condition: 'IsEast' }, { Condition: 'IsWest' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsEast' }, { Condition: 'IsWest' }] },
  },
};

const scope: Scope = {
  template,
  parameters: { Stage: 'test', Zones: ['a', 'b'] },
  pseudo: { 'AWS::Region': 'us-east-1', 'AWS::AccountId': '111122223333' },
  stood: new Map([['Files', { ref: 'files-1', attributes: { Arn: 'arn:files', 'Endpoint.Address': 'here' } }]]),
};

describe('intrinsic functions', () => {
  test.each<[string, unknown, unknown]>([
    ['Ref of a parameter', { Ref: 'Stage' }, 'test'],
    ['Ref of a resource', { Ref: 'Files' }, 'files-1'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Files', 'Arn'] }, 'arn:files'],
    ['GetAtt as text, nested', { 'Fn::GetAtt': 'Files.Endpoint.Address' }, 'here'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] }, 'a-test'],
    ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'x/y/z'] }] }, 'y'],
    [
      'Sub',
      { 'Fn::Sub': '${Files}:${Files.Arn}:${AWS::Region}:${!Literal}' },
      'files-1:arn:files:us-east-1:${Literal}',
    ],
    ['Sub with variables', { 'Fn::Sub': ['${A}-${Stage}', { A: { Ref: 'Files' } }] }, 'files-1-test'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
    ['If', { 'Fn::If': ['IsWest', 1, { 'Fn::If': ['Either', 2, 3] }] }, 2],
    ['And', { 'Fn::If': ['Both', 1, 2] }, 2],
    ['Base64', { 'Fn::Base64': 'ab' }, 'YWI='],
    ['Length', { 'Fn::Length': { Ref: 'Zones' } }, 2],
    ['NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['NoValue in a list', [1, { 'Fn::If': ['IsEast', { Ref: 'AWS::NoValue' }, 2] }], [1]],
    ['an object that only looks like a function', { Ref: 'Stage', other: 1 }, { Ref: 'Stage', other: 1 }],
  ])('%s', (_, value, expected) => {
    expect(resolve(value, scope)).toEqual(expected);
  });

  test.each<[unknown, string]>([
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue is not served by the embedded cloud'],
    [{ 'Fn::Cidr': ['10.0.0.0/16', 1, 8] }, 'Fn::Cidr is not served by the embedded cloud'],
    [{ Ref: 'Nobody' }, 'Nobody is referred to but does not stand'],
    [{ 'Fn::GetAtt': ['Files', 'Color'] }, 'Files has no attribute Color'],
    [{ 'Fn::FindInMap': ['Sizes', 'large', 'memory'] }, 'Fn::FindInMap: nothing at Sizes/large/memory'],
  ])('%j is refused', (value, message) => {
    expect(() => resolve(value, scope)).toThrow(message);
  });
});

describe('the order of standing up', () => {
  const order = (Resources: Template['Resources']) => standUpOrder({ Resources }, new Set(Object.keys(Resources)));

  test('follows references, Sub and DependsOn, and the template otherwise', () => {
    expect(
      order({
        A: { Type: 't', Properties: { x: { 'Fn::Sub': '${D.Arn}' } } },
        B: { Type: 't' },
        C: { Type: 't', DependsOn: ['B', 'A'] },
        D: { Type: 't', Properties: { y: [{ 'Fn::GetAtt': ['B', 'Arn'] }] } },
      }),
    ).toEqual(['B', 'D', 'A', 'C']);
  });

  test('names a circle', () => {
    expect(() =>
      order({ A: { Type: 't', DependsOn: 'B' }, B: { Type: 't', Properties: { a: { Ref: 'A' } } } }),
    ).toThrow('circular dependency: A → B → A');
  });

  test('does not take a literal in Sub for a reference', () => {
    expect([...referencesOf({ 'Fn::Sub': '${!Not} ${Yes} ${AWS::Region}' })]).toEqual(['Yes', 'AWS::Region']);
  });
});
