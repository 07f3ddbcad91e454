import { randomUUID } from 'node:crypto';
import { StateFailure } from '../errors';

/** How one kind of task names what a service refused. */
export interface ErrorStyle {
  /** `DynamoDB` in `DynamoDB.ConditionalCheckFailedException`. */
  prefix: string;
  /** Name for errors that the SDK has no class for. */
  base: string;
  cause(error: CalledError): string;
}

export interface CalledError {
  code: string;
  message: string;
  status: number;
}

/** Errors that services answer but SDKs have no class for; they come as the service's general exception. */
const withoutClass =
  /^(AccessDenied(Exception)?|AuthorizationError|ValidationException|ValidationError|Throttling|ThrottlingException|MissingParameter|MissingRequiredParameter|InternalFailure|ServiceUnavailable|SlowDown|SerializationException|UnknownOperationException|UnrecognizedClientException|InvalidSignatureException|ExpiredToken(Exception)?|RequestLimitExceeded)$/;

export function calledError(error: unknown): CalledError {
  const { code, name, message, status } = error as { code?: string; name?: string; message?: string; status?: number };
  return { code: code ?? name ?? 'InternalFailure', message: message ?? String(error), status: status ?? 500 };
}

/** The failure a state gets for an error of the called service. Errors without a status did not come from the service at all. */
export function toFailure(error: unknown, style: ErrorStyle): StateFailure {
  if (error instanceof StateFailure) return error;
  const called = calledError(error);
  const name = withoutClass.test(called.code)
    ? style.base
    : called.code.endsWith('Exception')
      ? called.code
      : `${called.code}Exception`;
  return new StateFailure(`${style.prefix}.${name}`, style.cause(called));
}

/** Optimized integrations speak as version 1 of the Java SDK. */
export function optimizedStyle(prefix: string, base: string, service: string): ErrorStyle {
  return {
    prefix,
    base,
    cause: ({ code, message, status }) =>
      `${message} (Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${randomUUID()}; Proxy: null)`,
  };
}

/** `aws-sdk` integrations speak as version 2 of the Java SDK. */
export function sdkStyle(service: string): ErrorStyle {
  const extended = service === 'S3' ? `, Extended Request ID: ${randomUUID()}` : '';
  return {
    prefix: service,
    base: `${service}Exception`,
    cause: ({ message, status }) =>
      `${message} (Service: ${service}, Status Code: ${status}, Request ID: ${randomUUID()}${extended})`,
  };
}
