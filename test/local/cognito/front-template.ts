import { codeOf, lambdaRole } from '../cloud/tiny-assembly';

const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const api = { Ref: 'Api' };
const route = (key: string, more: Record<string, unknown> = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: api,
    RouteKey: key,
    Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
    ...more,
  },
});

/** A role of the account's own people that may invoke one route. */
const callerRole = (place: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } },
        },
      ],
    },
    Policies: [
      {
        PolicyName: 'inline',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'execute-api:Invoke',
              Resource: {
                'Fn::Sub': `arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/$default/${place}`,
              },
            },
          ],
        },
      },
    ],
  },
});

/** A user pool with a browser client, and an HTTP API whose function answers what the request tells it to. */
export const frontTemplate = {
  Resources: {
    Pool: {
      Type: 'AWS::Cognito::UserPool',
      Properties: {
        AliasAttributes: ['email'],
        Policies: { PasswordPolicy: { MinimumLength: 10, RequireSymbols: false } },
      },
    },
    Client: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: {
        UserPoolId: { Ref: 'Pool' },
        ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid', 'email', 'profile'],
        CallbackURLs: [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, '/callback']] }],
        LogoutURLs: [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, '/']] }],
        PreventUserExistenceErrors: 'ENABLED',
      },
    },
    Labelers: {
      Type: 'AWS::Cognito::UserPoolGroup',
      Properties: { UserPoolId: { Ref: 'Pool' }, GroupName: 'labelers' },
    },
    Api: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: 'front',
        ProtocolType: 'HTTP',
        CorsConfiguration: {
          AllowOrigins: ['https://app.example'],
          AllowMethods: ['GET', 'POST'],
          AllowHeaders: ['authorization'],
          MaxAge: 60,
        },
      },
    },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'access' } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ApiId: api,
        StageName: '$default',
        AutoDeploy: true,
        AccessLogSettings: {
          DestinationArn: arn('Logs'),
          Format: '$context.httpMethod $context.path $context.status $context.routeKey $context.nothing',
        },
        RouteSettings: { 'GET /rare': { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 2 } },
      },
    },
    FunctionRole: lambdaRole(),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: codeOf('echo'),
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: arn('FunctionRole'),
        Timeout: 10,
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: arn('Function'),
        Principal: 'apigateway.amazonaws.com',
        SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*' },
      },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: api,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arn('Function'),
        PayloadFormatVersion: '2.0',
      },
    },
    ForbiddenFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: codeOf('echo'), Handler: 'index.handler', Runtime: 'nodejs24.x', Role: arn('FunctionRole') },
    },
    ForbiddenIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: api,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arn('ForbiddenFunction'),
        PayloadFormatVersion: '2.0',
      },
    },
    SlowIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: api,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arn('Function'),
        PayloadFormatVersion: '2.0',
        TimeoutInMillis: 200,
      },
    },
    Authorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId: api,
        AuthorizerType: 'JWT',
        Name: 'workers',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: { 'Fn::GetAtt': ['Pool', 'ProviderURL'] }, Audience: [{ Ref: 'Client' }] },
      },
    },
    Open: route('ANY /open/{proxy+}'),
    Named: route('GET /open/{name}/fixed'),
    Exact: route('POST /open/one'),
    Rare: route('GET /rare'),
    Private: route('GET /private', { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Authorizer' } }),
    Scoped: route('GET /scoped', {
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: 'Authorizer' },
      AuthorizationScopes: ['openid', 'admin'],
    }),
    Signed: route('POST /', { AuthorizationType: 'AWS_IAM' }),
    Forbidden: route('GET /forbidden', {
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'ForbiddenIntegration' }]] },
    }),
    Slow: route('GET /slow', { Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'SlowIntegration' }]] } }),
    Caller: callerRole('POST/'),
    Stranger: callerRole('GET/'),
  },
  Outputs: {
    Pool: { Value: { Ref: 'Pool' } },
    Client: { Value: { Ref: 'Client' } },
    Caller: { Value: arn('Caller') },
    Stranger: { Value: arn('Stranger') },
    Issuer: { Value: { 'Fn::GetAtt': ['Pool', 'ProviderURL'] } },
  },
};

export const echo = {
  'index.mjs': `
export const handler = async (event) => {
  const { answer } = event.queryStringParameters ?? {};
  if (answer === 'throw') throw new Error('on purpose');
  if (event.rawPath === '/slow') await new Promise((resolve) => setTimeout(resolve, 1000));
  if (answer) return JSON.parse(answer);
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) };
};
`,
};
