export interface CorsConfiguration {
  AllowOrigins?: string[];
  AllowMethods?: string[];
  AllowHeaders?: string[];
  ExposeHeaders?: string[];
  AllowCredentials?: boolean;
  MaxAge?: number;
}

/** The headers a response to this origin carries; none when the origin is not allowed. */
export function corsHeaders(
  cors: CorsConfiguration,
  origin: string | undefined,
  preflight: boolean,
): Record<string, string> {
  if (!origin || !(cors.AllowOrigins ?? []).some((allowed) => originMatches(allowed, origin))) return {};
  const any = cors.AllowOrigins!.includes('*') && !cors.AllowCredentials;
  const list = (values: string[] | undefined) => (values && values.length > 0 ? values.join(',') : undefined);
  const headers: Record<string, string | undefined> = {
    'access-control-allow-origin': any ? '*' : origin,
    'access-control-allow-credentials': cors.AllowCredentials ? 'true' : undefined,
    'access-control-expose-headers': list(cors.ExposeHeaders),
    vary: any ? undefined : 'Origin',
  };
  if (preflight) {
    headers['access-control-allow-methods'] = list(cors.AllowMethods);
    headers['access-control-allow-headers'] = list(cors.AllowHeaders);
    headers['access-control-max-age'] = cors.MaxAge === undefined ? undefined : String(cors.MaxAge);
  }
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** `https://*` and `http://*` stand for every origin of the scheme. */
function originMatches(allowed: string, origin: string): boolean {
  if (allowed === '*' || allowed.toLowerCase() === origin.toLowerCase()) return true;
  return allowed.endsWith('://*') && origin.toLowerCase().startsWith(allowed.slice(0, -1).toLowerCase());
}
