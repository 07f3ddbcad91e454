/** Requests and replies of any format as a Lambda function gets and gives them: JSON as it is, anything else in base64. */
import { decodeBase64, encodeBase64 } from '../formats/mask/base64';
import { type EndpointReply, type EndpointRequest, ReplyProblem } from './adapter';
import { isRecord } from './show';

export function functionEvent({ body, contentType, accept }: EndpointRequest): string {
  if (typeof body === 'string' && contentType === 'application/json') return body;
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return JSON.stringify({ contentType, accept, isBase64Encoded: true, body: encodeBase64(bytes) });
}

/** @throws ReplyProblem */
export function functionReply(text: string): EndpointReply {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { body: new TextEncoder().encode(text) };
  }
  if (!isRecord(value) || typeof value.body !== 'string') return { body: new TextEncoder().encode(text) };
  const contentType = typeof value.contentType === 'string' ? value.contentType : undefined;
  if (value.isBase64Encoded !== true) return { body: new TextEncoder().encode(value.body), contentType };
  const body = decodeBase64(value.body);
  if (!body) throw new ReplyProblem('the function says isBase64Encoded, but its body is not base64');
  return { body, contentType };
}
