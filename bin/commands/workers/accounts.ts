import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';

export interface WorkerPool {
  client: CognitoIdentityProviderClient;
  userPoolId: string;
  clientId: string;
  /** Cognito group = work team. */
  group: string;
}

/** Creates a worker's account with a permanent password, or takes the existing one; either way the worker is in the group afterwards. */
export async function ensureWorker(pool: WorkerPool, userName: string, password: string): Promise<void> {
  const user = { UserPoolId: pool.userPoolId, Username: userName };
  try {
    await pool.client.send(
      new AdminCreateUserCommand({
        ...user,
        MessageAction: 'SUPPRESS',
        UserAttributes: [
          { Name: 'email', Value: `${userName}@example.com` },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
  } catch (error) {
    if ((error as Error).name !== 'UsernameExistsException') throw error;
  }
  await pool.client.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
  await pool.client.send(new AdminAddUserToGroupCommand({ ...user, GroupName: pool.group }));
}

/** Signs a worker in and returns the token the worker API takes. */
export async function signIn(pool: WorkerPool, userName: string, password: string): Promise<string> {
  const { AuthenticationResult } = await pool.client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: pool.userPoolId,
      ClientId: pool.clientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: userName, PASSWORD: password },
    }),
  );
  return AuthenticationResult!.IdToken!;
}
