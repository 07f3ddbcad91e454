/**
 * The name of one assignment. It says where the task lies, so that any request finds the item by itself, and carries the lease's nonce,
 * so that it cannot be guessed. What it says is believed only where the stored item holds the same nonce.
 */
export interface Lease {
  jobKey: string;
  round: number;
  shard: number;
  /** Sort key in the queue: order and object id. */
  sk: string;
  /** Epoch milliseconds. */
  acceptedAt: number;
  nonce: string;
}

const SEPARATOR = '|';
const NONCE = /^[A-Za-z0-9_-]{22}$/;
const SORT_KEY = /^\d{3}#\d{9}$/;
const JOB_KEY = /^[a-z0-9][a-z0-9-]{0,99}$/;

export function leaseIdOf({ jobKey, round, shard, sk, acceptedAt, nonce }: Lease): string {
  return toBase64Url([jobKey, round, shard, sk, acceptedAt.toString(36), nonce].join(SEPARATOR));
}

/** Undefined when the text is no lease id. */
export function parseLeaseId(leaseId: string): Lease | undefined {
  if (leaseId.length > 400 || !/^[A-Za-z0-9_-]+$/.test(leaseId)) return undefined;
  const [jobKey = '', round = '', shard = '', sk = '', accepted = '', nonce = '', ...rest] =
    fromBase64Url(leaseId).split(SEPARATOR);
  if (rest.length > 0 || !JOB_KEY.test(jobKey) || !SORT_KEY.test(sk) || !NONCE.test(nonce)) return undefined;
  if (!/^\d{1,5}$/.test(round) || !/^\d{1,5}$/.test(shard) || !/^[0-9a-z]{1,11}$/.test(accepted)) return undefined;
  return { jobKey, round: Number(round), shard: Number(shard), sk, acceptedAt: Number.parseInt(accepted, 36), nonce };
}

export const objectIdOf = ({ sk }: Pick<Lease, 'sk'>): number => Number(sk.slice(sk.indexOf('#') + 1));

const toBase64Url = (text: string) => btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

function fromBase64Url(text: string): string {
  try {
    return atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  } catch {
    return '';
  }
}
