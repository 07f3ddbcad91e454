import { describe, expect, test } from '@jest/globals';
import { formatS3Uri, parseS3Uri } from '../../../core/manifest/s3-uri';

describe('parseS3Uri', () => {
  test.each([
    ['s3://acme-lbl/in/0001.jpg', 'acme-lbl', 'in/0001.jpg'],
    ['s3://acme-lbl/', 'acme-lbl', ''],
    ['s3://acme-lbl', 'acme-lbl', ''],
    ['s3://acme.lbl/a b%20c?.jpg', 'acme.lbl', 'a b%20c?.jpg'],
    ['s3://acme-lbl//double', 'acme-lbl', '/double'],
    ['https://acme-lbl.s3.amazonaws.com/in/a%20b.jpg', 'acme-lbl', 'in/a b.jpg'],
    ['https://acme.lbl.s3.eu-west-1.amazonaws.com/in/1.jpg?versionId=x', 'acme.lbl', 'in/1.jpg'],
    ['https://s3.us-gov-west-1.amazonaws.com/acme-lbl/in/1.jpg', 'acme-lbl', 'in/1.jpg'],
    ['https://s3-us-west-2.amazonaws.com/acme-lbl/in/1.jpg', 'acme-lbl', 'in/1.jpg'],
    ['https://acme-lbl.s3.dualstack.ap-northeast-1.amazonaws.com/1.jpg', 'acme-lbl', '1.jpg'],
    ['https://acme-lbl.s3.cn-north-1.amazonaws.com.cn/1.jpg', 'acme-lbl', '1.jpg'],
  ])('%s', (uri, bucket, key) => {
    expect(parseS3Uri(uri)).toEqual({ bucket, key });
  });

  test.each([
    '',
    's3:/acme/x',
    's3://',
    's3:///key',
    's3://A_B/key',
    'http://acme-lbl.s3.amazonaws.com/1.jpg',
    'https://example.com/a',
    'https://s3.evil.com/b/k',
    'https://acme.s3.amazonaws.com/%zz',
    'file:///etc/passwd',
  ])('refuses %j', (uri) => expect(parseS3Uri(uri)).toBeUndefined());

  test('formats what it parses', () => {
    expect(formatS3Uri(parseS3Uri('s3://acme-lbl/in/0001.jpg')!)).toBe('s3://acme-lbl/in/0001.jpg');
  });
});
