import { type CloudService, ServiceError, type ServiceRequest, type ServiceResponse } from '../contract';
import type { FaultInjector } from '../faults/injector';

/** Thrown when the call ran but its answer must not reach the caller. */
export class LostReply extends Error {}

interface DispatchTools {
  faults: FaultInjector;
  meter: (service: string, what: string, quantity: number) => void;
  onServiceCrash: (service: string, operation: string, error: unknown) => void;
}

export type Dispatch = (service: CloudService, request: ServiceRequest, operation: string) => Promise<ServiceResponse>;

/** One call to a service, over HTTP or in process: counted, faults injected, unexpected errors turned into the service's 500. */
export function createDispatch({ faults, meter, onServiceCrash }: DispatchTools): Dispatch {
  async function run(service: CloudService, request: ServiceRequest, operation: string): Promise<ServiceResponse> {
    try {
      return await service.handle(request);
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      onServiceCrash(service.name, operation, error);
      throw new ServiceError(
        'InternalFailure',
        `${service.name} ${operation}: ${(error as Error)?.message ?? error}`,
        500,
      );
    }
  }

  return async (service, request, operation) => {
    meter(service.name, `calls.${operation}`, 1);
    if (!faults.active) return run(service, request, operation);
    const chosen = faults.choose(service.name, operation);
    if (chosen.has('delay')) await faults.delay(service.name);
    if (chosen.has('throttle')) throw faults.throttleError(service.name);
    if (chosen.has('error')) throw faults.serverError(service.name);
    // why: a body that is streamed can be read once only, so it cannot be delivered twice.
    if (chosen.has('duplicate') && !(service.name === 's3' && request.raw))
      await run(service, request, operation).catch(() => undefined);
    const response = await run(service, request, operation);
    if (chosen.has('lostReply')) throw new LostReply();
    return response;
  };
}
