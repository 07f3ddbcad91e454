import type { ServiceError, ServiceResponse } from '../contract';
import { escapeXml, xmlBody } from './xml';

export type Protocol = 'json-1.0' | 'json-1.1' | 'query' | 'rest-json' | 'rest-xml';

export function protocolOf(headers: Record<string, string>, service: string): Protocol {
  if (headers['x-amz-target']) return headers['content-type']?.includes('1.0') ? 'json-1.0' : 'json-1.1';
  if (service === 's3') return 'rest-xml';
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? 'query' : 'rest-json';
}

const contentTypes: Record<Protocol, string> = {
  'json-1.0': 'application/x-amz-json-1.0',
  'json-1.1': 'application/x-amz-json-1.1',
  query: 'text/xml',
  'rest-json': 'application/json',
  'rest-xml': 'application/xml',
};

/** A service's answer as its protocol puts it on the wire. */
export function renderResponse(
  protocol: Protocol,
  operation: string | undefined,
  requestId: string,
  response: ServiceResponse,
) {
  const headers: Record<string, string> = { 'x-amzn-requestid': requestId, ...response.headers };
  let { body } = response;
  if (body !== undefined && isPlain(body)) {
    headers['content-type'] ??= contentTypes[protocol];
    body =
      protocol === 'query'
        ? `<${operation}Response><${operation}Result>${xmlBody(body)}</${operation}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`
        : JSON.stringify(body);
  }
  return { status: response.status, headers, body: body as Exclude<typeof body, Record<string, unknown>> };
}

function isPlain(body: NonNullable<ServiceResponse['body']>): body is Record<string, unknown> {
  return typeof body === 'object' && !Buffer.isBuffer(body) && typeof (body as { pipe?: unknown }).pipe !== 'function';
}

/** An error in the shape from which the SDK reads `name` and `message`. */
export function renderError(protocol: Protocol, requestId: string, error: ServiceError, resource: string) {
  const headers: Record<string, string> = { 'x-amzn-requestid': requestId, 'content-type': contentTypes[protocol] };
  const { code, message, fields } = error;
  if (protocol === 'query') {
    const type = error.status >= 500 ? 'Receiver' : 'Sender';
    const body = `<ErrorResponse><Error><Type>${type}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    return { status: error.status, headers, body };
  }
  if (protocol === 'rest-xml') {
    const extra = xmlBody(fields);
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message><Resource>${escapeXml(resource)}</Resource>${extra}<RequestId>${requestId}</RequestId></Error>`;
    headers['x-amz-request-id'] = requestId;
    return { status: error.status, headers, body };
  }
  headers['x-amzn-errortype'] = code;
  return {
    status: error.status,
    headers,
    body: JSON.stringify({ __type: code, message, Message: message, ...fields }),
  };
}
