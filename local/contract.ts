/**
 * What a service of the embedded cloud is, and what the cloud gives it.
 *
 * A service answers one AWS API over HTTP (`handle`), stands up the CloudFormation resource types it owns (`resources`), and reaches
 * other services only through the context, always as some principal, so that IAM is evaluated as it would be on AWS.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

/**
 * Who calls. `root` is the person at the laptop: everything is allowed to them, as to an account administrator. `service` is an AWS
 * service acting on its own (SNS delivering to a queue, a rule sending to a topic): only a resource policy can admit it.
 */
export type Principal =
  | { kind: 'root' }
  | { kind: 'role'; roleArn: string; sessionName: string }
  | { kind: 'service'; service: string; sourceArn: string };

/** An IAM policy document, already resolved. */
export interface PolicyDocument {
  Version?: string;
  Id?: string;
  Statement: Record<string, any> | Record<string, any>[];
}

export interface ServiceRequest {
  /** Operation name for JSON and Query protocols (`PutItem`, `StartExecution`); undefined for REST ones (S3, Lambda, sagemaker-runtime). */
  operation?: string;
  /** Parsed JSON or Query input where the protocol has one. */
  input?: Record<string, unknown>;
  method: string;
  path: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Record<string, string>;
  principal: Principal;
  requestId: string;
  /** REST services read the raw body here (a stream, so that large objects are never held in memory). */
  raw?: IncomingMessage;
  /** Body already read, for everything but S3. */
  body: Buffer;
}

export interface ServiceResponse {
  status: number;
  headers?: Record<string, string>;
  /**
   * A plain object is sent in the request's protocol: as JSON, or for Query services (SNS, CloudFormation, IAM, STS) as XML, where an
   * array becomes `<member>` elements and a `Map` becomes `<entry><key/><value/></entry>` elements.
   */
  body?: string | Buffer | Readable | Record<string, unknown>;
}

/** An error in the service's own words. `code` is what SDKs put in `name`. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly fields: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = code;
  }
}

export interface TemplateResource {
  logicalId: string;
  type: string;
  /** Intrinsic functions already resolved. */
  properties: Record<string, any>;
  /** The name CloudFormation would generate where the template gives none: `<stack>-<logicalId>-<suffix>`; the same at every start. */
  generatedName?: string;
}

/** What `Ref` and `Fn::GetAtt` answer for a resource that stands. */
export interface StoodResource {
  ref: string;
  attributes: Record<string, unknown>;
}

/** Stands a resource up; called at every start (the template is the truth), so it must find its earlier state again, never wipe it. */
export type ResourceHandler = (resource: TemplateResource, context: CloudContext) => Promise<StoodResource>;

export interface CloudService {
  /** Short name: folder name, meter name, `<service>:<Action>` prefix in IAM unless an action says otherwise. */
  readonly name: string;
  /** SigV4 signing names the gateway routes here (`states`, `s3`, `dynamodb`, …). */
  readonly signingNames: readonly string[];
  handle(request: ServiceRequest): Promise<ServiceResponse>;
  readonly resources: Readonly<Record<string, ResourceHandler>>;
  /** Paths answered without a signature on the AWS port (`/<pool>/.well-known/jwks.json`, hosted pages). `principal` is then root: do not trust it. */
  publicPaths?(path: string, method: string): boolean;
  /** The operation's name behind a REST request, for metering and faults (`PutObject`); JSON and Query protocols name it themselves. */
  operationOf?(request: Pick<ServiceRequest, 'method' | 'path' | 'query' | 'headers'>): string;
  /** The resource-based policy of something this service owns (bucket, queue, topic, function); the policy engine asks for it by ARN. */
  resourcePolicy?(resourceArn: string): PolicyDocument | undefined;
  /**
   * The HTTP API's port (`context.apiUrl`). The cloud owns the listener and hands every request to the one service that has this
   * method (`apigateway`).
   */
  serveApi?(request: IncomingMessage, response: ServerResponse): void;
  /** After the whole template stands: resume executions, start schedules, drain queues. */
  start?(): Promise<void>;
  /** Orderly end. `kill -9` must be survivable without it. */
  stop?(): Promise<void>;
}

export type ServiceFactory = (context: CloudContext) => CloudService;

export interface InvocationResult {
  payload: string;
  /** `Unhandled` when the function threw; payload is then `{errorMessage, errorType, trace}`. */
  functionError?: string;
}

export interface CloudContext {
  readonly region: string;
  readonly accountId: string;
  /** Folder for this service family's durable state; a service uses `join(dataDir, <its name>)`. */
  readonly dataDir: string;
  /** `cdk.out`. */
  readonly assemblyDir: string;
  /** `http://127.0.0.1:<port>`: what functions get as AWS_ENDPOINT_URL. Known before resources are stood up. */
  readonly endpointUrl: string;
  /** `http://127.0.0.1:<port>`: where the HTTP API (portal and worker API) listens. */
  readonly apiUrl: string;
  now(): number;
  /**
   * Evaluates the principal's policies. Throws `AccessDeniedException` (403; S3 uses `AccessDenied`) whose message is AWS's:
   * "User: arn:aws:sts::<acct>:assumed-role/<role>/<session> is not authorized to perform: <action> on resource: <arn> because no identity-based policy allows the <action> action".
   * Every denial is also recorded (see `denials`), so that a run can end with it named.
   */
  authorize(principal: Principal, action: string, resourceArn: string, conditionKeys?: Record<string, string>): void;
  readonly denials: readonly { action: string; resource: string; role: string; at: number }[];
  /** Throws when the role is unknown or its trust policy does not admit the service principal (`states.amazonaws.com`). */
  assumeRole(roleArn: string, servicePrincipal: string, sessionName: string): Principal;
  /** Temporary credentials for a child process or worker that will call the endpoint as this role. */
  credentialsFor(principal: Principal): { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  /**
   * Who signed an HTTP request that did not come through the gateway (IAM-authorized routes of the HTTP API). Throws a ServiceError
   * (403) when there is no valid signature.
   */
  authenticate(request: { method: string; url: string; headers: Record<string, string>; body: Buffer }): Principal;
  /**
   * Calls another service's operation in process, as a principal: authorized, metered and fault-injected like an HTTP call.
   * REST services answer it too, with the API's member names: `lambda` Invoke (`Payload` a string), `s3` GetObject (`Body` a Readable,
   * also `Range`), PutObject (`Body` string, Buffer or Readable), HeadObject, DeleteObject, CopyObject, ListObjectsV2.
   */
  call(
    principal: Principal,
    service: string,
    operation: string,
    input: Record<string, unknown>,
  ): Promise<Record<string, any>>;
  /** Invokes a function by ARN or name, synchronously, as a principal (`lambda:InvokeFunction` is authorized). */
  invokeFunction(principal: Principal, functionArn: string, payload: string): Promise<InvocationResult>;
  /** Queues an asynchronous invocation durably (retries twice, then the dead-letter queue or failure destination). */
  invokeFunctionAsync(servicePrincipal: string, sourceArn: string, functionArn: string, payload: string): Promise<void>;
  /** Puts an event of AWS's own (source `aws.*`) on the default bus, e.g. S3 object-created. */
  publishEvent(event: {
    source: string;
    detailType: string;
    resources: string[];
    detail: Record<string, unknown>;
  }): Promise<void>;
  /** Something ended badly that no caller waits for: an asynchronous invocation given up, a poller that crashed. Shown to the person. */
  recordFailure?(failure: { service: string; resource: string; reason: string }): void;
  /** Counts a billable call or quantity: `meter('dynamodb', 'WriteRequestUnits', 1)`. */
  meter(service: string, what: string, quantity: number): void;
  /** A one-line message for the person at the terminal (goes to the log file, and to stderr in verbose mode). */
  log(service: string, message: string): void;
  /** Another service's in-process object, for the few that must cooperate beyond the public API (S3 notifications, image registry). */
  service<T extends CloudService>(name: string): T;
}
