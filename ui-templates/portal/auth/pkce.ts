const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

export const randomText = (bytes = 32): string => base64Url(crypto.getRandomValues(new Uint8Array(bytes)));

/** RFC 7636: what the authorization server keeps, and holds against the verifier when the code is redeemed. */
export async function codeChallenge(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64Url(new Uint8Array(digest));
}
