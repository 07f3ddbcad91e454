import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CloudContext,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
  type StoodResource,
  type TemplateResource,
} from '../contract';
import { writeFileAtomically } from '../write-file';

interface Kept {
  propertiesHash: string;
  physicalId: string;
  data: Record<string, unknown>;
  properties: Record<string, unknown>;
}

interface Reply {
  Status: 'SUCCESS' | 'FAILED';
  Reason?: string;
  PhysicalResourceId?: string;
  Data?: Record<string, unknown>;
}

const replyPath = '/cloudformation-response/';
const patience = 15 * 60_000;

/**
 * Custom resources: the provider function is invoked with CloudFormation's event and answers by a PUT to the response URL. The answer is
 * remembered by its properties, so that an unchanged restart does not run it again and a changed one is an Update.
 */
export class CustomResources {
  private readonly waiting = new Map<string, (reply: Reply) => void>();
  private readonly folder: string;

  constructor(
    private readonly context: CloudContext,
    private readonly stackId: string,
  ) {
    this.folder = join(context.dataDir, 'cloudformation', 'custom-resources');
  }

  isReplyPath(path: string, method: string): boolean {
    return method === 'PUT' && path.startsWith(replyPath);
  }

  takeReply(request: ServiceRequest): ServiceResponse {
    const token = request.path.slice(replyPath.length);
    const settle = this.waiting.get(token);
    if (!settle) throw new ServiceError('AccessDenied', 'This response URL is not waited for.', 403);
    this.waiting.delete(token);
    settle(JSON.parse(request.body.toString()));
    return { status: 200 };
  }

  async stand({ logicalId, type, properties }: TemplateResource): Promise<StoodResource> {
    const { ServiceToken: serviceToken } = properties;
    const propertiesHash = createHash('sha256').update(canonicalJson(properties)).digest('hex');
    const file = join(this.folder, `${logicalId}.json`);
    const kept: Kept | undefined = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    if (kept?.propertiesHash === propertiesHash) return { ref: kept.physicalId, attributes: kept.data };
    if (!/^arn:aws:lambda:/.test(String(serviceToken))) {
      throw new Error(`${logicalId} (${type}): only a function can be the service token of a custom resource here`);
    }

    const token = randomUUID();
    const event = {
      RequestType: kept ? 'Update' : 'Create',
      ServiceToken: serviceToken,
      ResponseURL: `${this.context.endpointUrl}${replyPath}${token}`,
      StackId: this.stackId,
      RequestId: randomUUID(),
      LogicalResourceId: logicalId,
      ResourceType: type,
      ResourceProperties: stringValues(properties),
      ...(kept ? { PhysicalResourceId: kept.physicalId, OldResourceProperties: stringValues(kept.properties) } : {}),
    };
    const replied = new Promise<Reply>((resolve) => this.waiting.set(token, resolve));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Reply>((resolve) => {
      timer = setTimeout(
        () => resolve({ Status: 'FAILED', Reason: 'the provider function sent no response' }),
        patience,
      );
    });
    const invocation = this.context.invokeFunction({ kind: 'root' }, serviceToken, JSON.stringify(event));
    // why: a provider that ends without answering would otherwise be waited for until the time is over.
    const crashed = invocation.then((result) =>
      result.functionError ? ({ Status: 'FAILED', Reason: result.payload } satisfies Reply) : replied,
    );
    const reply = await Promise.race([replied, crashed, late]).finally(() => clearTimeout(timer));
    this.waiting.delete(token);
    if (reply.Status !== 'SUCCESS')
      throw new Error(`${logicalId} (${type}): the custom resource failed: ${reply.Reason}`);

    const physicalId = reply.PhysicalResourceId ?? kept?.physicalId ?? logicalId;
    mkdirSync(this.folder, { recursive: true });
    const keep: Kept = { propertiesHash, physicalId, data: reply.Data ?? {}, properties };
    writeFileAtomically(file, JSON.stringify(keep));
    return { ref: physicalId, attributes: keep.data };
  }
}

/** CloudFormation hands scalars on as text. */
function stringValues(value: unknown): any {
  if (Array.isArray(value)) return value.map(stringValues);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stringValues(item)]));
  }
  return value === null || value === undefined ? value : String(value);
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
