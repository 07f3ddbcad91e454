import { describe, expect, test } from '@jest/globals';
import { parseManifestLine } from '../../../core/manifest/validate-line';

const reasonOf = (text: string, number = 3): string => {
  const parsed = parseManifestLine(text, number);
  return parsed.ok ? 'ok' : parsed.reason;
};

describe('parseManifestLine', () => {
  test.each([
    ['inline text', '{"source":"Refund arrived after nine days."}'],
    ['an S3 URI and other keys', '{"source-ref":"s3://acme-lbl/in/0001.jpg","shift":"night","device":{"id":7}}'],
    ['an https URI of S3', '{"source-ref":"https://acme-lbl.s3.eu-west-1.amazonaws.com/in/0001.jpg"}'],
    ['both source and source-ref', '{"source":"a","source-ref":"s3://acme-lbl/a.txt"}'],
    ['a byte order mark before the object', '\ufeff{"source":"a"}'],
    ['an attribute named like a prototype', '{"source":"a","__proto__":{"x":1},"constructor":"c"}'],
    ['exactly 20,000 characters in an attribute', JSON.stringify({ source: 'あ'.repeat(20_000) })],
    ['20,000 emoji, which are 40,000 code units', JSON.stringify({ source: '🙂'.repeat(20_000) })],
  ])('accepts %s', (_, text) => {
    expect(parseManifestLine(text, 1)).toEqual({ ok: true, line: JSON.parse(text.replace('\ufeff', '')) });
  });

  test.each([
    ['{"shift":"night"}', 'line 3: has neither source nor source-ref'],
    ['[1]', 'line 3: expected a JSON object, found an array'],
    ['null', 'line 3: expected a JSON object, found null'],
    ['"text"', 'line 3: expected a JSON object, found a string'],
    ['{"source":7}', 'line 3: source is a number, expected a string'],
    ['{"source":null}', 'line 3: source is null, expected a string'],
    ['{"source":""}', 'line 3: source is empty'],
    ['{"source-ref":["s3://a/b"]}', 'line 3: source-ref is an array, expected a string'],
    [
      '{"source-ref":"/data/1.jpg"}',
      'line 3: source-ref is not the S3 URI of an object (s3://bucket/key): "/data/1.jpg"',
    ],
    [
      '{"source-ref":"s3://acme-lbl"}',
      'line 3: source-ref is not the S3 URI of an object (s3://bucket/key): "s3://acme-lbl"',
    ],
    [
      '{"source-ref":"https://example.com/1.jpg"}',
      'line 3: source-ref is not the S3 URI of an object (s3://bucket/key): "https://example.com/1.jpg"',
    ],
    ['{"source":"a","$x":1}', 'line 3: attribute "$x" must not start with $'],
    ['{"source":"a"', 'line 3: not JSON: expected a comma or "}", found the end at character 14'],
    ['{"source":"a" "b":1}', 'line 3: not JSON: expected a comma or "}", found "\\"" at character 15'],
    ["{'source':'a'}", 'line 3: not JSON: expected a name in double quotes, found "\'" at character 2'],
    ['{"source":"a",}', 'line 3: not JSON: expected a name in double quotes, found "}" at character 15'],
    ['{"source":"a}', 'line 3: not JSON: a string that does not end at character 11'],
    ['{"source":"a\\q"}', 'line 3: not JSON: a bad escape in a string at character 13'],
    ['{"source":"a\tb"}', 'line 3: not JSON: a control character in a string at character 13'],
    ['{"source":nope}', 'line 3: not JSON: expected a value, found "n" at character 11'],
    ['{"source":"a"} trailing', 'line 3: not JSON: expected nothing more, found "t" at character 16'],
    ['{"source" "a"}', 'line 3: not JSON: expected a colon after "source", found "\\"" at character 11'],
    ['s3://acme-lbl/1.jpg', 'line 3: not JSON: expected a value, found "s" at character 1'],
  ])('refuses %j', (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  test('does not count the labels of earlier jobs, however many boxes they have', () => {
    const annotations = Array.from({ length: 5000 }, (_, i) => ({ class_id: 0, left: i, top: 1, width: 9, height: 9 }));
    const label = {
      cars: { annotations },
      'cars-metadata': { type: 'groundtruth/object-detection', 'job-name': 'labeling-job/cars', objects: annotations },
    };
    expect(parseManifestLine(JSON.stringify({ 'source-ref': 's3://acme-lbl/b.jpg', ...label }), 1)).toMatchObject({
      ok: true,
    });
    const long = parseManifestLine(JSON.stringify({ source: 'x'.repeat(20_001), ...label }), 1);
    expect(long).toMatchObject({
      ok: false,
      reason: expect.stringContaining('attribute "source" is 20,001 characters'),
    });
    const bare = parseManifestLine(JSON.stringify({ 'source-ref': 's3://acme-lbl/b.jpg', cars: label.cars }), 1);
    expect(bare).toMatchObject({ ok: false });
  });

  test('names the attribute that is too long, and by how much', () => {
    expect(reasonOf(JSON.stringify({ source: 'a', x: 'b'.repeat(20_100) }), 5)).toBe(
      'line 5: attribute "x" is 20,100 characters; the limit is 20,000',
    );
    expect(reasonOf(JSON.stringify({ source: 'a', tags: Array(7000).fill('ab') }), 5)).toBe(
      'line 5: attribute "tags" is 35,001 characters; the limit is 20,000',
    );
  });

  test('measures the whole line before its attributes', () => {
    const text = JSON.stringify({ source: 'a'.repeat(100_201 - '{"source":""}'.length) });
    expect(reasonOf(text, 4)).toBe('line 4: is 100,201 characters; the limit is 100,000');
  });

  test('a line of brackets ends in a reason, not in an exhausted stack', () => {
    expect(reasonOf('['.repeat(90_000))).toBe('line 3: not JSON: expected a value, found the end at character 90001');
    const deep = `{"source":"a","x":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    expect(reasonOf(deep)).toBe('line 3: attribute "x" is 60,000 characters; the limit is 20,000');
  });
});
