import { createHash } from 'node:crypto';
import { type Principal, ServiceError } from '../contract';
import type { CredentialAuthority } from '../iam/credentials';
import { expectedSignature, type ParsedSignature, type SignedRequest, sameSignature, timestampMillis } from './sigv4';

const allowedSkew = 15 * 60_000;

/** Each protocol's own names for the same refusals. */
const codes = {
  json: {
    unknown: ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
    expired: ['ExpiredTokenException', 'The security token included in the request is expired'],
    signature: ['InvalidSignatureException', signatureText()],
    skew: ['InvalidSignatureException', 'Signature expired or not yet current: the clock differs by more than 15 min.'],
  },
  query: {
    unknown: ['InvalidClientTokenId', 'The security token included in the request is invalid.'],
    expired: ['ExpiredToken', 'The security token included in the request is expired'],
    signature: ['SignatureDoesNotMatch', signatureText()],
    skew: ['SignatureDoesNotMatch', 'Signature expired or not yet current: the clock differs by more than 15 min.'],
  },
  s3: {
    unknown: ['InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.'],
    expired: ['ExpiredToken', 'The provided token has expired.'],
    signature: ['SignatureDoesNotMatch', signatureText()],
    skew: ['RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.'],
  },
} as const;

function signatureText() {
  return 'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
}

export type RefusalStyle = keyof typeof codes;

/** Who signed the request. `body` is undefined for streamed S3 uploads, whose payload hash the header states. */
export function authenticate(
  authority: CredentialAuthority,
  request: SignedRequest,
  parsed: ParsedSignature,
  body: Buffer | undefined,
  style: RefusalStyle,
): Principal {
  const refuse = (what: keyof (typeof codes)['json']) => {
    const [code, message] = codes[style][what];
    return new ServiceError(code, message, 403);
  };
  // why: the caller stamps with its real clock, whatever clock the cloud was told to use.
  const now = Date.now();
  const known = authority.resolve(parsed.accessKeyId, parsed.sessionToken, now);
  if (known === 'unknown') throw refuse('unknown');
  if (known === 'expired') throw refuse('expired');
  const stamped = timestampMillis(parsed.timestamp);
  if (parsed.presigned) {
    if (!(now <= stamped + (parsed.expires ?? 0) * 1000))
      throw new ServiceError('AccessDenied', 'Request has expired', 403);
  } else if (!(Math.abs(now - stamped) <= allowedSkew)) {
    throw refuse('skew');
  }
  const stated = request.headers['x-amz-content-sha256'];
  const actual = () => createHash('sha256').update(body!).digest('hex');
  if (stated && body && /^[0-9a-f]{64}$/.test(stated) && stated !== actual()) throw refuse('signature');
  const payloadHash =
    parsed.presigned && parsed.service === 's3' ? (stated ?? 'UNSIGNED-PAYLOAD') : (stated ?? actual());
  if (!sameSignature(parsed.signature, expectedSignature(request, parsed, known.secretAccessKey, payloadHash))) {
    throw refuse('signature');
  }
  return known.principal;
}
