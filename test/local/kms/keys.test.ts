import { describe, expect, test } from '@jest/globals';
import type { Principal } from '../../../local/contract';
import { createKmsService } from '../../../local/kms/index';
import { jsonRequest, loneContext } from '../support/context';

describe('KMS', () => {
  const uses: string[] = [];
  const context = loneContext({
    authorize: (principal: Principal, action, resource, keys) =>
      void uses.push(`${principal.kind} ${action} ${resource} ${keys?.['kms:ViaService'] ?? ''}`),
  });
  const stand = async (kms: ReturnType<typeof createKmsService>) =>
    kms.resources['AWS::KMS::Key']!(
      { logicalId: 'Key', type: 'AWS::KMS::Key', properties: { KeyPolicy: { Statement: [] } } },
      context,
    );

  test('a key keeps its id and its material over a restart, and opens what it sealed', async () => {
    const first = createKmsService(context);
    const { ref } = await stand(first);
    const call = async (kms: typeof first, operation: string, input: Record<string, unknown>) =>
      (await kms.handle(jsonRequest(operation, input))).body as Record<string, any>;
    const Plaintext = Buffer.from('secret').toString('base64');
    const sealed = await call(first, 'Encrypt', { KeyId: ref, Plaintext, EncryptionContext: { a: '1', b: '2' } });
    await first.stop?.();

    const second = createKmsService(context);
    expect((await stand(second)).ref).toBe(ref);
    const { CiphertextBlob } = sealed;
    const opened = await call(second, 'Decrypt', { CiphertextBlob, EncryptionContext: { b: '2', a: '1' } });
    expect(opened.Plaintext).toBe(Plaintext);
    await expect(call(second, 'Decrypt', { CiphertextBlob, EncryptionContext: { a: '1' } })).rejects.toMatchObject({
      code: 'InvalidCiphertextException',
    });
    const tampered = Buffer.from(CiphertextBlob, 'base64');
    tampered[tampered.length - 1]! ^= 1;
    await expect(call(second, 'Decrypt', { CiphertextBlob: tampered.toString('base64') })).rejects.toMatchObject({
      code: 'InvalidCiphertextException',
    });
    await second.stop?.();
  });

  test('use on behalf of a service is authorized on the key’s ARN, by way of that service', async () => {
    const kms = createKmsService(context);
    const { ref, attributes } = await stand(kms);
    await kms.resources['AWS::KMS::Alias']!(
      { logicalId: 'Alias', type: 'AWS::KMS::Alias', properties: { AliasName: 'alias/mine', TargetKeyId: ref } },
      context,
    );
    uses.length = 0;
    kms.authorizeUse({ kind: 'role', roleArn: 'r', sessionName: 's' }, 'alias/mine', 'kms:Decrypt', 'sqs');
    kms.authorizeUse({ kind: 'root' }, 'alias/aws/sqs', 'kms:Decrypt', 'sqs');
    expect(uses).toEqual([`role kms:Decrypt ${attributes.Arn} sqs.us-east-1.amazonaws.com`]);
    await kms.stop?.();
  });
});
