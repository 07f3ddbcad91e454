import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../write-file';

interface PoolKey {
  id: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** One RSA key pair per pool, made once; the file is readable by its owner only. */
export class SigningKeys {
  private readonly keys = new Map<string, PoolKey>();

  constructor(private readonly folder: string) {}

  sign(poolId: string, claims: Record<string, unknown>): string {
    const { id, privateKey } = this.key(poolId);
    const content = `${encode({ kid: id, alg: 'RS256' })}.${encode(claims)}`;
    return `${content}.${sign('RSA-SHA256', Buffer.from(content), privateKey).toString('base64url')}`;
  }

  /** The claims of a token that this pool signed. */
  claims(poolId: string, token: string): Record<string, unknown> | undefined {
    const [head, body, signature] = token.split('.');
    if (!head || !body || !signature) return undefined;
    const content = Buffer.from(`${head}.${body}`);
    if (!verify('RSA-SHA256', content, this.key(poolId).publicKey, Buffer.from(signature, 'base64url')))
      return undefined;
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  }

  jwks(poolId: string): { keys: Record<string, unknown>[] } {
    const { id, publicKey } = this.key(poolId);
    return { keys: [{ ...publicKey.export({ format: 'jwk' }), alg: 'RS256', kid: id, use: 'sig' }] };
  }

  key(poolId: string): PoolKey {
    let key = this.keys.get(poolId);
    if (!key) {
      const privateKey = createPrivateKey(this.pem(join(this.folder, `${poolId}.key.pem`)));
      const publicKey = createPublicKey(privateKey);
      const id = createHash('sha256')
        .update(publicKey.export({ format: 'der', type: 'spki' }))
        .digest('base64');
      key = { id, privateKey, publicKey };
      this.keys.set(poolId, key);
    }
    return key;
  }

  private pem(path: string): string {
    if (existsSync(path)) return readFileSync(path, 'utf8');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    mkdirSync(this.folder, { recursive: true });
    writeFileAtomically(path, pem, 0o600);
    return pem;
  }
}
