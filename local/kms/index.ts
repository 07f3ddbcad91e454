import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { declareProperties } from '../cloudformation/declare-properties';
import { type CloudContext, type CloudService, type PolicyDocument, type Principal, ServiceError } from '../contract';
import { answerOperations } from '../storage/operations';
import { RecordStore } from '../storage/record-store';
import { stableId } from '../storage/stable-id';

interface Key {
  keyId: string;
  arn: string;
  policy?: PolicyDocument;
  description: string;
  enabled: boolean;
  createdAt: number;
  /** Base64 of the 256-bit key. */
  material: string;
}

export interface KmsService extends CloudService {
  /** Whether the caller may use the key for this, by way of the service named (`sqs`); throws AWS's refusal. Keys AWS owns are free. */
  authorizeUse(principal: Principal, key: string, action: string, viaService?: string): void;
}

const keyProperties = {
  served: ['Description', 'Enabled', 'KeyPolicy', 'KeySpec', 'KeyUsage'],
  ignored: {
    EnableKeyRotation: 'key material is never rotated on a laptop',
    RotationPeriodInDays: 'key material is never rotated on a laptop',
    PendingWindowInDays: 'keys go with the data folder',
    MultiRegion: 'there is one region',
    BypassPolicyLockoutSafetyCheck: 'root can always change a key here',
    Tags: 'no tag-based access control here',
  },
};

/** KMS: symmetric keys, aliases, and the permission to use them. */
export function createKmsService(context: CloudContext): KmsService {
  const keys = new RecordStore<Key>(join(context.dataDir, 'kms', 'keys.jsonl'));
  const aliases = new Map<string, string>();
  const arnPrefix = `arn:aws:kms:${context.region}:${context.accountId}`;

  function find(reference: string): Key | undefined {
    const name = reference.startsWith('arn:') ? reference.split(':').slice(5).join(':') : reference;
    if (name.startsWith('alias/')) return keys.get(aliases.get(name) ?? '');
    return keys.get(name.replace(/^key\//, ''));
  }

  function keyNamed(reference: unknown): Key {
    const key = find(String(reference));
    if (!key) throw new ServiceError('NotFoundException', `Key '${reference}' does not exist`);
    return key;
  }

  function authorizeUse(principal: Principal, reference: string, action: string, viaService?: string): void {
    if (/alias\/aws\//.test(reference)) return;
    const key = keyNamed(reference);
    if (!key.enabled) throw new ServiceError('DisabledException', `${key.arn} is disabled.`);
    context.meter('kms', 'Requests', 1);
    const via: Record<string, string> = viaService
      ? { 'kms:ViaService': `${viaService}.${context.region}.amazonaws.com` }
      : {};
    context.authorize(principal, action, key.arn, { 'kms:CallerAccount': context.accountId, ...via });
  }

  /** Blob layout: 36 bytes key id, 12 bytes nonce, 16 bytes tag, ciphertext; the encryption context is authenticated. */
  function encrypt(key: Key, plaintext: Buffer, encryptionContext: unknown): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), nonce);
    cipher.setAAD(Buffer.from(canonical(encryptionContext)));
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([Buffer.from(key.keyId), nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  function decrypt(blob: Buffer, encryptionContext: unknown): { key: Key; plaintext: Buffer } {
    const key = find(blob.subarray(0, 36).toString());
    if (!key) throw new ServiceError('InvalidCiphertextException', '');
    try {
      const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), blob.subarray(36, 48));
      decipher.setAAD(Buffer.from(canonical(encryptionContext)));
      decipher.setAuthTag(blob.subarray(48, 64));
      return { key, plaintext: Buffer.concat([decipher.update(blob.subarray(64)), decipher.final()]) };
    } catch {
      throw new ServiceError('InvalidCiphertextException', '');
    }
  }

  const describe = (key: Key) => ({
    KeyId: key.keyId,
    Arn: key.arn,
    AWSAccountId: context.accountId,
    CreationDate: key.createdAt / 1000,
    Description: key.description,
    Enabled: key.enabled,
    KeyManager: 'CUSTOMER',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyState: key.enabled ? 'Enabled' : 'Disabled',
    KeyUsage: 'ENCRYPT_DECRYPT',
    Origin: 'AWS_KMS',
    MultiRegion: false,
  });

  const handle = answerOperations('KMS', {
    DescribeKey(input, { principal }) {
      const key = keyNamed(input.KeyId);
      context.authorize(principal, 'kms:DescribeKey', key.arn);
      return { KeyMetadata: describe(key) };
    },
    GetKeyPolicy(input, { principal }) {
      const key = keyNamed(input.KeyId);
      context.authorize(principal, 'kms:GetKeyPolicy', key.arn);
      return { Policy: JSON.stringify(key.policy ?? {}), PolicyName: 'default' };
    },
    ListKeys(_, { principal }) {
      context.authorize(principal, 'kms:ListKeys', '*');
      return { Keys: [...keys.values()].map(({ keyId, arn }) => ({ KeyId: keyId, KeyArn: arn })), Truncated: false };
    },
    ListAliases(_, { principal }) {
      context.authorize(principal, 'kms:ListAliases', '*');
      const Aliases = [...aliases].map(([name, keyId]) => ({
        AliasName: name,
        AliasArn: `${arnPrefix}:${name}`,
        TargetKeyId: keyId,
      }));
      return { Aliases, Truncated: false };
    },
    Encrypt(input, { principal }) {
      authorizeUse(principal, input.KeyId, 'kms:Encrypt');
      const key = keyNamed(input.KeyId);
      const plaintext = Buffer.from(input.Plaintext ?? '', 'base64');
      if (plaintext.length > 4096) {
        throw new ServiceError(
          'ValidationException',
          "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
        );
      }
      return {
        CiphertextBlob: encrypt(key, plaintext, input.EncryptionContext),
        KeyId: key.arn,
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      };
    },
    Decrypt(input, { principal }) {
      const { key, plaintext } = decrypt(Buffer.from(input.CiphertextBlob ?? '', 'base64'), input.EncryptionContext);
      authorizeUse(principal, key.arn, 'kms:Decrypt');
      return { Plaintext: plaintext.toString('base64'), KeyId: key.arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    },
    GenerateDataKey(input, { principal }) {
      authorizeUse(principal, input.KeyId, 'kms:GenerateDataKey');
      const key = keyNamed(input.KeyId);
      const plaintext = randomBytes(input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32));
      return {
        CiphertextBlob: encrypt(key, plaintext, input.EncryptionContext),
        Plaintext: plaintext.toString('base64'),
        KeyId: key.arn,
      };
    },
  });

  return {
    name: 'kms',
    signingNames: ['kms'],
    handle,
    authorizeUse,
    resourcePolicy: (arn) => find(arn)?.policy,
    resources: {
      'AWS::KMS::Key': declareProperties(keyProperties, async ({ properties, logicalId, generatedName }) => {
        if ((properties.KeySpec ?? 'SYMMETRIC_DEFAULT') !== 'SYMMETRIC_DEFAULT') {
          throw new Error(`${logicalId}: the embedded cloud has symmetric keys only, not ${properties.KeySpec}`);
        }
        const hex = stableId(`kms/${context.accountId}/${generatedName ?? logicalId}`, 32, '0123456789abcdef');
        const keyId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
        const known = keys.get(keyId);
        keys.put(keyId, {
          keyId,
          arn: `${arnPrefix}:key/${keyId}`,
          policy: properties.KeyPolicy,
          description: properties.Description ?? '',
          enabled: properties.Enabled ?? true,
          createdAt: known?.createdAt ?? context.now(),
          material: known?.material ?? randomBytes(32).toString('base64'),
        });
        return { ref: keyId, attributes: { Arn: `${arnPrefix}:key/${keyId}`, KeyId: keyId } };
      }),
      'AWS::KMS::Alias': declareProperties(
        { served: ['AliasName', 'TargetKeyId'] },
        async ({ properties, logicalId }) => {
          const key = find(String(properties.TargetKeyId));
          if (!key) throw new Error(`${logicalId}: no key ${properties.TargetKeyId}`);
          aliases.set(properties.AliasName, key.keyId);
          return { ref: properties.AliasName, attributes: {} };
        },
      ),
    },
    async stop() {
      keys.close();
    },
  };
}

const canonical = (encryptionContext: unknown): string =>
  JSON.stringify(
    Object.entries((encryptionContext ?? {}) as Record<string, string>).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
