import { Aws, Duration, Fn, type RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnUserPoolGroup,
  FeaturePlan,
  type IUserPool,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { acknowledge } from './nag-acknowledgements';
import type { Workforce as WorkforceChoice } from './plumbline-props';

/** Group of the own pool and work team of jobs that name none. */
export const defaultTeam = 'labelers';

/** The claim in which Ground Truth expects an OpenID Connect worker's groups. */
const groundTruthGroupsClaim = 'sagemaker:groups';
const cognitoGroupsClaim = 'cognito:groups';

export interface WorkforceProps {
  readonly choice?: WorkforceChoice;
  /** Origin of the worker portal, without a slash at its end. */
  readonly portalUrl: string;
  readonly removalPolicy: RemovalPolicy;
}

/** Who may sign in: issuer and client for the JWT authorizer and the portal, and the claim that names a worker's teams. */
export class Workforce extends Construct {
  readonly issuer: string;
  readonly clientId: string;
  readonly groupsClaim: string;
  readonly userPool?: IUserPool;

  constructor(scope: Construct, id: string, props: WorkforceProps) {
    super(scope, id);
    if (props.choice && 'oidc' in props.choice) {
      this.issuer = props.choice.oidc.issuer;
      this.clientId = props.choice.oidc.clientId;
      this.groupsClaim = props.choice.oidc.groupsClaim ?? groundTruthGroupsClaim;
      return;
    }
    const pool = props.choice?.cognito.pool ?? this.ownPool(props.removalPolicy);
    this.userPool = pool;
    this.issuer = pool instanceof UserPool ? pool.userPoolProviderUrl : `https://${pool.userPoolProviderName}`;
    this.clientId = this.portalClient(pool, props.portalUrl).userPoolClientId;
    this.groupsClaim = cognitoGroupsClaim;
  }

  private ownPool(removalPolicy: RemovalPolicy): UserPool {
    const pool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: false,
      signInAliases: { username: true, email: true },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
      },
      featurePlan: FeaturePlan.ESSENTIALS,
      removalPolicy,
    });
    new CfnUserPoolGroup(this, 'Labelers', {
      userPoolId: pool.userPoolId,
      groupName: defaultTeam,
      description: 'Work team of labeling jobs that name no other; every group of this pool is a work team.',
    });
    pool.addDomain('Domain', { cognitoDomain: { domainPrefix: this.domainPrefix() } });
    acknowledge(pool, {
      'AwsSolutions-COG2':
        'Workers see single tasks for a limited time and no AWS resource. Authenticator apps are on offer; whether a workforce of contractors must use them is its manager’s decision, taken in the pool or by passing a pool that requires MFA.',
      'AwsSolutions-COG8':
        'Threat protection of the Plus plan is priced per active worker; sign-up is closed and accounts are made by an administrator. A pool on the Plus plan may be passed instead.',
    });
    return pool;
  }

  private portalClient(pool: IUserPool, portalUrl: string): UserPoolClient {
    return pool.addClient('PortalClient', {
      generateSecret: false,
      // Simulated workers sign in through the administrator's API, which takes AWS credentials besides the password.
      authFlows: { adminUserPassword: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${portalUrl}/callback`, `${portalUrl}/`],
        logoutUrls: [`${portalUrl}/`],
      },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    });
  }

  /** Domain prefixes are one namespace per region over all accounts: account id and the random part of the stack's id make it ours. */
  private domainPrefix(): string {
    const stackUuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
    return Fn.join('-', ['plumbline', Aws.ACCOUNT_ID, Fn.select(0, Fn.split('-', stackUuid))]);
  }
}
