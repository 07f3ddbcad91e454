/** An object or prefix in S3. `key` is as S3 stores it: decoded, without a leading slash; empty for a whole bucket. */
export interface S3Location {
  bucket: string;
  key: string;
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** `s3.amazonaws.com`, `s3.<region>.amazonaws.com`, `s3-<region>…`, `s3.dualstack.<region>…`, also under `amazonaws.com.cn`. */
const S3_HOST = /^(?:(.+)\.)?s3(?:[.-]dualstack)?(?:[.-][a-z]{2}(?:-[a-z]+)+-\d+)?\.amazonaws\.com(?:\.cn)?$/;

/** Reads `s3://bucket/key` and the virtual-host and path styles of https; undefined when the text is none of them. */
export function parseS3Uri(uri: string): S3Location | undefined {
  if (uri.startsWith('s3://')) {
    const slash = uri.indexOf('/', 5);
    return location(slash < 0 ? uri.slice(5) : uri.slice(5, slash), slash < 0 ? '' : uri.slice(slash + 1));
  }
  if (!uri.startsWith('https://')) return undefined;
  const slash = uri.indexOf('/', 8);
  const host = S3_HOST.exec((slash < 0 ? uri.slice(8) : uri.slice(8, slash)).toLowerCase());
  const path = slash < 0 ? '' : decode(uri.slice(slash + 1).replace(/[?#].*$/s, ''));
  if (!host || path === undefined) return undefined;
  if (host[1] !== undefined) return location(host[1], path);
  const end = path.indexOf('/');
  return location(end < 0 ? path : path.slice(0, end), end < 0 ? '' : path.slice(end + 1));
}

/** `s3://bucket/key`. */
export const formatS3Uri = ({ bucket, key }: S3Location): string => `s3://${bucket}/${key}`;

const location = (bucket: string, key: string): S3Location | undefined =>
  BUCKET.test(bucket) ? { bucket, key } : undefined;

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
