import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3Location } from '../../core/manifest/s3-uri';
import { s3 } from './clients';

/** A URL that reads the object for so many seconds, at most as long as the function's own credentials live. */
export const signRead = ({ bucket, key }: S3Location, expiresIn: number): Promise<string> =>
  getSignedUrl(s3(), new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn });
