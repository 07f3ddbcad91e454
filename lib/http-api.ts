import type { RemovalPolicy } from 'aws-cdk-lib';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './nag-acknowledgements';

/** A hundred answers a second are four hundred requests; a burst is a shift that begins. */
const requestsPerSecond = 2000;
const burst = 4000;

export interface HttpFrontProps {
  readonly encryptionKey?: IKey;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

export interface RouteHandlers {
  readonly labelingJobApi: IFunction;
  readonly workerApi: IFunction;
  readonly taskPage: IFunction;
  readonly portal: IFunction;
}

/** The HTTP API: worker portal, worker API, task pages and the labeling-job API (architecture §5). */
export class HttpFront extends Construct {
  readonly api: HttpApi;
  readonly url: string;

  constructor(scope: Construct, id: string, props: HttpFrontProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      description: 'Worker portal, worker API and labeling-job API',
      createDefaultStage: false,
    });
    this.url = this.api.apiEndpoint;
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: requestsPerSecond, burstLimit: burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLogs', {
            retention: props.logRetention,
            encryptionKey: props.encryptionKey,
            removalPolicy: props.removalPolicy,
          }),
        ),
      },
    });
  }

  /** Routes come last: the authorizer needs the workforce's client, which needs this API's URL. */
  addRoutes(handlers: RouteHandlers, identity: { issuer: string; clientId: string }): void {
    const worker = new HttpJwtAuthorizer('Worker', identity.issuer, { jwtAudience: [identity.clientId] });
    const { GET, POST, PUT } = HttpMethod;

    this.route('/', [POST], 'LabelingJobApi', handlers.labelingJobApi, new HttpIamAuthorizer());
    this.route('/api/{proxy+}', [GET, POST, PUT], 'WorkerApi', handlers.workerApi, worker);
    this.openRoute('/frame/{leaseId}', 'TaskPage', handlers.taskPage, taskPageReason);
    for (const path of ['/', '/callback', '/config.json', '/assets/{proxy+}']) {
      this.openRoute(path, 'Portal', handlers.portal, portalReason);
    }
  }

  private openRoute(path: string, integration: string, handler: IFunction, reason: string): void {
    for (const route of this.route(path, [HttpMethod.GET], integration, handler, new HttpNoneAuthorizer())) {
      acknowledge(route, { 'AwsSolutions-APIG4': reason });
    }
  }

  private readonly integrations = new Map<string, HttpLambdaIntegration>();

  private route(
    path: string,
    methods: HttpMethod[],
    name: string,
    handler: IFunction,
    authorizer: IHttpRouteAuthorizer,
  ) {
    const integration = this.integrations.get(name) ?? new HttpLambdaIntegration(name, handler);
    this.integrations.set(name, integration);
    return this.api.addRoutes({ path, methods, integration, authorizer });
  }
}

const taskPageReason =
  'The frame that shows a task is sandboxed and holds no token. The lease id in its path is random, ends with the lease, and is the capability to see this one task.';
const portalReason =
  'Static page, scripts and public sign-in settings, as served before anyone can have signed in; no data is behind this route.';
