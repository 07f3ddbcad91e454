export interface PasswordPolicy {
  MinimumLength: number;
  RequireLowercase: boolean;
  RequireNumbers: boolean;
  RequireSymbols: boolean;
  RequireUppercase: boolean;
  TemporaryPasswordValidityDays: number;
}

export interface Pool {
  id: string;
  arn: string;
  name: string;
  passwordPolicy: PasswordPolicy;
  /** Sign in by e-mail address besides the user name. */
  emailAlias: boolean;
  /** The e-mail address is the user name; the pool makes up its own. */
  emailAsUsername: boolean;
}

export interface Client {
  id: string;
  name: string;
  poolId: string;
  secret?: string;
  authFlows: string[];
  oauthEnabled: boolean;
  oauthFlows: string[];
  scopes: string[];
  callbackUrls: string[];
  logoutUrls: string[];
  hideUnknownUsers: boolean;
  /** Seconds. */
  accessTokenLife: number;
  idTokenLife: number;
  refreshTokenLife: number;
}

export interface Group {
  poolId: string;
  name: string;
  description?: string;
  precedence?: number;
  createdAt: number;
}

export type UserStatus = 'FORCE_CHANGE_PASSWORD' | 'CONFIRMED' | 'RESET_REQUIRED';

export interface User {
  poolId: string;
  username: string;
  sub: string;
  attributes: Record<string, string>;
  enabled: boolean;
  status: UserStatus;
  /** `salt$hash`, both base64. */
  password?: string;
  temporaryUntil?: number;
  groups: string[];
  createdAt: number;
  modifiedAt: number;
  /** `2026-11`: the last month in which the user counted as active, for the bill. */
  activeMonth?: string;
}
