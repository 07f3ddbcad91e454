import { matchesWildcard } from '../iam/wildcard';

export interface CorsRule {
  AllowedOrigins: string[];
  AllowedMethods: string[];
  AllowedHeaders?: string[];
  /** `ExposedHeaders` in CloudFormation. */
  ExposedHeaders?: string[];
  MaxAge?: number;
}

/** The headers that let a browser's page read the answer; empty when no rule admits the origin. */
export function corsHeaders(
  rules: readonly CorsRule[],
  origin: string | undefined,
  method: string,
  requested = '',
): Record<string, string> {
  if (!origin) return {};
  const wanted = requested
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  const rule = rules.find(
    (candidate) =>
      candidate.AllowedOrigins.some((pattern) => matchesWildcard(pattern, origin)) &&
      candidate.AllowedMethods.includes(method) &&
      wanted.every((name) => (candidate.AllowedHeaders ?? []).some((pattern) => matchesWildcard(pattern, name, true))),
  );
  if (!rule) return {};
  const any = rule.AllowedOrigins.includes('*');
  return {
    'access-control-allow-origin': any ? '*' : origin,
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    ...(any ? {} : { 'access-control-allow-credentials': 'true' }),
    ...(wanted.length ? { 'access-control-allow-headers': wanted.join(', ') } : {}),
    ...(rule.ExposedHeaders?.length ? { 'access-control-expose-headers': rule.ExposedHeaders.join(', ') } : {}),
    ...(rule.MaxAge === undefined ? {} : { 'access-control-max-age': String(rule.MaxAge) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}
