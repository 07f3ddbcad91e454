import { ServiceError, type ServiceRequest, type ServiceResponse } from '../contract';

export type Operation = (
  input: any,
  request: ServiceRequest,
) => Record<string, unknown> | Promise<Record<string, unknown>>;

/** Runs the operation a JSON or Query request names; any other is refused as the service would, naming it. */
export function answerOperations(
  service: string,
  table: Readonly<Record<string, Operation>>,
  unknownCode = 'UnknownOperationException',
): (request: ServiceRequest) => Promise<ServiceResponse> {
  return async (request) => {
    const name = request.operation ?? '';
    const operation = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!operation) {
      throw new ServiceError(
        unknownCode,
        `The embedded cloud's ${service} does not perform the operation ${name || '(none)'}.`,
      );
    }
    return { status: 200, body: await operation(request.input ?? {}, request) };
  };
}
