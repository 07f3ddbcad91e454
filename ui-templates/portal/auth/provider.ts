/** The identity provider, by OpenID Connect discovery from what `/config.json` names. */
export interface Provider {
  clientId: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  endSessionEndpoint: string | undefined;
}

async function getJson(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

export async function discoverProvider(): Promise<Provider> {
  const { issuer, clientId } = await getJson('/config.json');
  const found = await getJson(`${String(issuer).replace(/\/$/, '')}/.well-known/openid-configuration`);
  return {
    clientId: String(clientId),
    authorizationEndpoint: String(found.authorization_endpoint),
    tokenEndpoint: String(found.token_endpoint),
    endSessionEndpoint: found.end_session_endpoint ? String(found.end_session_endpoint) : undefined,
  };
}
