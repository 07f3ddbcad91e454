import { describe, expect, test } from '@jest/globals';
import { atPath, targetInput } from '../../../local/events/input';

const event = {
  id: '1',
  source: 'shop',
  resources: ['arn:one', 'arn:two'],
  detail: { bucket: { name: 'box' }, quote: 'say "hi"', size: 3, 'odd name': true },
};
const input = (target: Parameters<typeof targetInput>[0]) => targetInput(target, event, 'arn:rule', 'rule', 0);

describe('what a target receives', () => {
  test('the whole event when nothing is said', () => {
    expect(JSON.parse(input({}))).toEqual(event);
  });

  test('a constant, or a part', () => {
    expect(input({ Input: '{"a":1}' })).toBe('{"a":1}');
    expect(input({ InputPath: '$.detail.bucket' })).toBe('{"name":"box"}');
    expect(input({ InputPath: '$.nothing' })).toBe('{}');
  });

  test('paths with indexes and quoted names', () => {
    expect(atPath(event, '$.resources[1]')).toBe('arn:two');
    expect(atPath(event, "$.detail['odd name']")).toBe(true);
    expect(() => atPath(event, '$.detail..name')).toThrow('InputPath for target is invalid');
  });

  test('a template: values outside quotes are JSON, inside quotes text', () => {
    const InputTransformer = {
      InputPathsMap: { name: '$.detail.bucket.name', size: '$.detail.size', quote: '$.detail.quote', none: '$.x.y' },
      InputTemplate:
        '{"bucket": <name>, "text": "<name> holds <size>: <quote>", "size": <size>, "gone": <none>, "by": <aws.events.rule-name>}',
    };
    expect(JSON.parse(input({ InputTransformer }))).toEqual({
      bucket: 'box',
      text: 'box holds 3: say "hi"',
      size: 3,
      gone: '',
      by: 'rule',
    });
  });

  test('the whole event inside a template', () => {
    const InputTransformer = { InputTemplate: '{"event": <aws.events.event.json>}' };
    expect(JSON.parse(input({ InputTransformer }))).toEqual({ event });
  });
});
