import { declareProperties } from '../cloudformation/declare-properties';
import type { CloudContext, ResourceHandler } from '../contract';
import { stableId } from '../storage/stable-id';
import type { Directory } from './directory';
import type { PasswordPolicy } from './model';
import type { SigningKeys } from './signing-keys';
import { attributesOf } from './user-shapes';

const tags = { UserPoolTags: 'no tag-based access control here' };
const noMail = 'no mail or text message leaves this machine';

const defaultPolicy: PasswordPolicy = {
  MinimumLength: 8,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  RequireUppercase: true,
  TemporaryPasswordValidityDays: 7,
};

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const unitSeconds: Record<string, number> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

export function cognitoResources(
  context: CloudContext,
  directory: Directory,
  keys: SigningKeys,
): Record<string, ResourceHandler> {
  return {
    'AWS::Cognito::UserPool': declareProperties(
      {
        served: ['UserPoolName', 'Policies', 'AliasAttributes', 'UsernameAttributes', 'AdminCreateUserConfig'],
        ignored: {
          ...tags,
          AccountRecoverySetting: noMail,
          AutoVerifiedAttributes: noMail,
          DeletionProtection: 'a pool goes with the data folder',
          DeviceConfiguration: 'devices are not remembered here',
          EmailConfiguration: noMail,
          EmailVerificationMessage: noMail,
          EmailVerificationSubject: noMail,
          EnabledMfas: 'no second factor is asked for here',
          MfaConfiguration: 'no second factor is asked for here',
          Schema: 'custom attributes are taken as they come',
          SmsAuthenticationMessage: noMail,
          SmsConfiguration: noMail,
          SmsVerificationMessage: noMail,
          UserAttributeUpdateSettings: noMail,
          UserPoolAddOns: 'nobody attacks a loopback address',
          UserPoolTier: 'tiers differ in price and in features not used here',
          UsernameConfiguration: 'user names are compared as they are written',
          VerificationMessageTemplate: noMail,
        },
      },
      async ({ properties, generatedName, logicalId }) => {
        const id = `${context.region}_${stableId(`cognito/${generatedName ?? logicalId}`, 9, letters)}`;
        const arn = `arn:aws:cognito-idp:${context.region}:${context.accountId}:userpool/${id}`;
        directory.pools.set(id, {
          id,
          arn,
          name: properties.UserPoolName ?? generatedName ?? logicalId,
          passwordPolicy: { ...defaultPolicy, ...properties.Policies?.PasswordPolicy },
          emailAlias: (properties.AliasAttributes ?? []).includes('email'),
          emailAsUsername: (properties.UsernameAttributes ?? []).includes('email'),
        });
        keys.key(id);
        const url = `${context.endpointUrl}/${id}`;
        return {
          ref: id,
          attributes: { Arn: arn, ProviderName: url.replace(/^https?:\/\//, ''), ProviderURL: url, UserPoolId: id },
        };
      },
    ),
    'AWS::Cognito::UserPoolClient': declareProperties(
      {
        served: [
          'UserPoolId',
          'ClientName',
          'GenerateSecret',
          'ExplicitAuthFlows',
          'AllowedOAuthFlows',
          'AllowedOAuthFlowsUserPoolClient',
          'AllowedOAuthScopes',
          'CallbackURLs',
          'LogoutURLs',
          'PreventUserExistenceErrors',
          'AccessTokenValidity',
          'IdTokenValidity',
          'RefreshTokenValidity',
          'TokenValidityUnits',
          'SupportedIdentityProviders',
        ],
        ignored: {
          AnalyticsConfiguration: 'nothing is sent to Pinpoint',
          AuthSessionValidity: 'a challenge lives three minutes, as by default',
          DefaultRedirectURI: 'every request names its own',
          EnablePropagateAdditionalUserContextData: 'nobody attacks a loopback address',
          EnableTokenRevocation: 'refresh tokens can always be revoked',
          ReadAttributes: 'tokens carry every attribute',
          WriteAttributes: 'only administrators change attributes here',
        },
      },
      async ({ properties, generatedName, logicalId }) => {
        const { UserPoolId: poolId, TokenValidityUnits: units = {} } = properties;
        if (!directory.pools.has(poolId)) throw new Error(`${logicalId}: no user pool ${poolId}`);
        const foreign = (properties.SupportedIdentityProviders ?? []).filter((name: string) => name !== 'COGNITO');
        if (foreign.length > 0)
          throw new Error(`${logicalId}: the embedded cloud has no identity provider ${foreign.join(', ')}`);
        const seconds = (value: number | undefined, unit: string | undefined, usual: string, otherwise: number) =>
          value === undefined ? otherwise : Number(value) * unitSeconds[unit ?? usual]!;
        const id = stableId(`cognito-client/${poolId}/${generatedName ?? logicalId}`, 26);
        const secret = properties.GenerateSecret ? directory.secretOf(id) : undefined;
        const name: string = properties.ClientName ?? generatedName ?? logicalId;
        directory.clients.set(id, {
          id,
          name,
          poolId,
          secret,
          authFlows: properties.ExplicitAuthFlows ?? [
            'ALLOW_REFRESH_TOKEN_AUTH',
            'ALLOW_USER_SRP_AUTH',
            'ALLOW_CUSTOM_AUTH',
          ],
          oauthEnabled: properties.AllowedOAuthFlowsUserPoolClient ?? false,
          oauthFlows: properties.AllowedOAuthFlows ?? [],
          scopes: properties.AllowedOAuthScopes ?? [],
          callbackUrls: properties.CallbackURLs ?? [],
          logoutUrls: properties.LogoutURLs ?? [],
          hideUnknownUsers: properties.PreventUserExistenceErrors === 'ENABLED',
          accessTokenLife: seconds(properties.AccessTokenValidity, units.AccessToken, 'hours', 3600),
          idTokenLife: seconds(properties.IdTokenValidity, units.IdToken, 'hours', 3600),
          refreshTokenLife: seconds(properties.RefreshTokenValidity, units.RefreshToken, 'days', 30 * 86_400),
        });
        return { ref: id, attributes: { ClientId: id, Name: name, ...(secret ? { ClientSecret: secret } : {}) } };
      },
    ),
    'AWS::Cognito::UserPoolGroup': declareProperties(
      {
        served: ['UserPoolId', 'GroupName', 'Description', 'Precedence'],
        ignored: { RoleArn: 'there are no identity pools here' },
      },
      async ({ properties, generatedName, logicalId }) => {
        const pool = directory.pool(properties.UserPoolId);
        const name: string = properties.GroupName ?? generatedName ?? logicalId;
        const createdAt = directory.hasGroup(pool, name) ? directory.group(pool, name).createdAt : context.now();
        const { Description: description, Precedence: precedence } = properties;
        directory.putGroup({ poolId: pool.id, name, description, precedence, createdAt });
        return { ref: name, attributes: {} };
      },
    ),
    'AWS::Cognito::UserPoolDomain': declareProperties(
      {
        served: ['UserPoolId', 'Domain'],
        ignored: {
          CustomDomainConfig: 'the pages lie under the pool’s issuer',
          ManagedLoginVersion: 'there is one set of pages',
        },
      },
      async ({ properties }) => ({ ref: properties.Domain, attributes: {} }),
    ),
    'AWS::Cognito::UserPoolUser': declareProperties(
      {
        served: ['UserPoolId', 'Username', 'UserAttributes'],
        ignored: {
          DesiredDeliveryMediums: noMail,
          MessageAction: noMail,
          ForceAliasCreation: 'users of the template come first',
        },
      },
      async ({ properties, generatedName, logicalId }) => {
        const pool = directory.pool(properties.UserPoolId);
        const name: string = properties.Username ?? generatedName ?? logicalId;
        if (!directory.find(pool, name)) directory.addUser(pool, name, attributesOf(properties.UserAttributes));
        return { ref: name, attributes: {} };
      },
    ),
    'AWS::Cognito::UserPoolUserToGroupAttachment': declareProperties(
      { served: ['UserPoolId', 'Username', 'GroupName'] },
      async ({ properties, logicalId }) => {
        const pool = directory.pool(properties.UserPoolId);
        const user = directory.user(pool, properties.Username);
        const { name } = directory.group(pool, properties.GroupName);
        if (!user.groups.includes(name)) directory.saveUser(user, { groups: [...user.groups, name] });
        return { ref: logicalId, attributes: {} };
      },
    ),
  };
}
