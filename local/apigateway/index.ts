import { declareProperties } from '../cloudformation/declare-properties';
import { type CloudContext, type CloudService, ServiceError } from '../contract';
import { stableId } from '../storage/stable-id';
import { HttpApi, type Throttle } from './http-api';
import { JwtAuthorizer } from './jwt-authorizer';
import { parseRouteKey } from './routes';

const tags = { Tags: 'no tag-based access control here' };

/** API Gateway: one HTTP API (v2) with Lambda integrations, on the cloud's second port. */
export function createApiGatewayService(context: CloudContext): CloudService {
  const apis = new Map<string, HttpApi>();

  function apiOf(id: string, logicalId: string): HttpApi {
    const api = apis.get(id);
    if (!api) throw new Error(`${logicalId}: no HTTP API ${id}`);
    return api;
  }

  /** A user pool's issuer on AWS stands for the pool of this cloud. */
  function issuerHere(issuer: string): string {
    const pool = /^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com\/([^/]+)$/.exec(issuer);
    return pool ? `${context.endpointUrl}/${pool[1]}` : issuer;
  }

  return {
    name: 'apigateway',
    signingNames: ['apigateway'],
    async handle({ method, path }) {
      throw new ServiceError(
        'NotFoundException',
        `The embedded cloud's API Gateway answers no management operation (${method} ${path}); APIs come from the template.`,
        404,
      );
    },
    serveApi(request, response) {
      const [api] = apis.values();
      if (!api) {
        response.writeHead(404, { 'content-type': 'application/json' });
        response.end('{"message":"Not Found"}');
        return;
      }
      api.serve(request, response).catch((error) => {
        context.log('apigateway', `${request.method} ${request.url}: ${(error as Error).stack}`);
        response.destroy();
      });
    },
    resources: {
      'AWS::ApiGatewayV2::Api': declareProperties(
        {
          served: ['Name', 'ProtocolType', 'CorsConfiguration'],
          ignored: {
            ...tags,
            Description: 'says nothing to a machine',
            DisableExecuteApiEndpoint: 'the one endpoint here must stay reachable',
            IpAddressType: 'the API listens on loopback',
            Version: 'says nothing to a machine',
          },
        },
        async ({ properties, generatedName, logicalId }) => {
          if (properties.ProtocolType !== 'HTTP') {
            throw new Error(`${logicalId}: the embedded cloud has HTTP APIs only, not ${properties.ProtocolType}`);
          }
          const id = stableId(`apigateway/${generatedName ?? logicalId}`, 10);
          if (apis.size > 0 && !apis.has(id)) {
            throw new Error(`${logicalId}: the embedded cloud has one port for one HTTP API, and there is one already`);
          }
          const api = new HttpApi(context, id);
          api.cors = properties.CorsConfiguration;
          apis.set(id, api);
          return { ref: id, attributes: { ApiId: id, ApiEndpoint: context.apiUrl } };
        },
      ),
      'AWS::ApiGatewayV2::Stage': declareProperties(
        {
          served: [
            'ApiId',
            'StageName',
            'StageVariables',
            'DefaultRouteSettings',
            'RouteSettings',
            'AccessLogSettings',
            'AutoDeploy',
          ],
          ignored: { ...tags, Description: 'says nothing to a machine' },
        },
        async ({ properties, logicalId }) => {
          const api = apiOf(properties.ApiId, logicalId);
          const routes = Object.entries<any>(properties.RouteSettings ?? {});
          const log = properties.AccessLogSettings;
          api.stages.set(properties.StageName, {
            name: properties.StageName,
            variables: properties.StageVariables,
            throttle: throttleOf(properties.DefaultRouteSettings),
            routeThrottles: new Map(
              routes.flatMap(([key, settings]) => {
                const throttle = throttleOf(settings);
                return throttle ? [[key, throttle] as const] : [];
              }),
            ),
            accessLog: log && { group: log.DestinationArn.split(':')[6], format: log.Format },
          });
          return { ref: properties.StageName, attributes: {} };
        },
      ),
      'AWS::ApiGatewayV2::Integration': declareProperties(
        {
          served: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'TimeoutInMillis'],
          ignored: {
            ConnectionType: 'functions are always reached directly',
            Description: 'says nothing to a machine',
            IntegrationMethod: 'a function is always invoked by POST',
          },
        },
        async ({ properties, generatedName, logicalId }) => {
          const { IntegrationType: type, PayloadFormatVersion: format, IntegrationUri: uri } = properties;
          const functionArn = /arn:aws:lambda:[^/]+/.exec(String(uri))?.[0];
          if (type !== 'AWS_PROXY' || format !== '2.0' || !functionArn) {
            throw new Error(
              `${logicalId}: the embedded cloud integrates Lambda functions with payload format 2.0 only`,
            );
          }
          const id = stableId(`integration/${generatedName ?? logicalId}`, 7);
          const timeout = Number(properties.TimeoutInMillis ?? 30_000);
          apiOf(properties.ApiId, logicalId).integrations.set(id, { functionArn, timeout });
          return { ref: id, attributes: { IntegrationId: id } };
        },
      ),
      'AWS::ApiGatewayV2::Authorizer': declareProperties(
        { served: ['ApiId', 'AuthorizerType', 'IdentitySource', 'JwtConfiguration', 'Name'] },
        async ({ properties, generatedName, logicalId }) => {
          const { AuthorizerType: type, IdentitySource: sources, JwtConfiguration: jwt } = properties;
          const header = /^\$request\.header\.([A-Za-z0-9-]+)$/.exec(sources?.[0] ?? '')?.[1];
          if (type !== 'JWT' || !header) {
            throw new Error(`${logicalId}: the embedded cloud has JWT authorizers that read a header only`);
          }
          const id = stableId(`authorizer/${generatedName ?? logicalId}`, 6);
          const settings = { issuer: issuerHere(jwt.Issuer), audience: jwt.Audience ?? [] };
          apiOf(properties.ApiId, logicalId).authorizers.set(id, {
            jwt: new JwtAuthorizer(settings, context.now),
            header: header.toLowerCase(),
          });
          return { ref: id, attributes: { AuthorizerId: id } };
        },
      ),
      'AWS::ApiGatewayV2::Route': declareProperties(
        {
          served: ['ApiId', 'RouteKey', 'Target', 'AuthorizationType', 'AuthorizerId', 'AuthorizationScopes'],
          ignored: { OperationName: 'says nothing to a machine' },
        },
        async ({ properties, generatedName, logicalId }) => {
          const type = properties.AuthorizationType ?? 'NONE';
          if (type !== 'NONE' && type !== 'AWS_IAM' && type !== 'JWT') {
            throw new Error(
              `${logicalId}: the embedded cloud knows the authorization types NONE, AWS_IAM and JWT, not ${type}`,
            );
          }
          apiOf(properties.ApiId, logicalId).routes.add({
            ...parseRouteKey(properties.RouteKey),
            integrationId: String(properties.Target).replace(/^integrations\//, ''),
            authorization: {
              type,
              authorizerId: properties.AuthorizerId,
              scopes: properties.AuthorizationScopes ?? [],
            },
          });
          const id = stableId(`route/${generatedName ?? logicalId}`, 7);
          return { ref: id, attributes: { RouteId: id } };
        },
      ),
    },
  };
}

function throttleOf(settings: any): Throttle | undefined {
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = settings ?? {};
  if (rate === undefined && burst === undefined) return undefined;
  return { rate: Number(rate ?? 10_000), burst: Number(burst ?? 5_000) };
}
