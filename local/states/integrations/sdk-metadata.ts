import { randomUUID } from 'node:crypto';

/** What optimized integrations add to a response: the HTTP exchange it came in. */
export function sdkMetadata(bodyBytes: number, more: Record<string, string> = {}): Record<string, unknown> {
  const requestId = randomUUID();
  const headers: Record<string, string> = {
    Connection: 'keep-alive',
    'Content-Length': String(bodyBytes),
    'Content-Type': 'application/json',
    Date: new Date().toUTCString(),
    ...more,
    'x-amzn-RequestId': requestId,
  };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
