import { resolveIntegration } from '../integrations/resolve';
import { limits } from '../limits';
import { expressionIn } from '../query/expression';
import { checkNumber } from './check-expressions';
import { type Fields, isObject, required, type Surroundings } from './report';

export function checkTask(state: Fields, at: string, { report, context }: Surroundings): void {
  if (!required(state, ['Resource'], at, report)) return;
  if (state.Credentials !== undefined)
    report(`${at}/Credentials`, 'Calls under another role (Credentials) are not done here');
  checkNumber(state.TimeoutSeconds, 1, limits.timeoutSeconds, `${at}/TimeoutSeconds`, report);
  checkNumber(state.HeartbeatSeconds, 1, limits.timeoutSeconds, `${at}/HeartbeatSeconds`, report);
  if (
    typeof state.HeartbeatSeconds === 'number' &&
    typeof state.TimeoutSeconds === 'number' &&
    state.HeartbeatSeconds >= state.TimeoutSeconds
  ) {
    report(`${at}/HeartbeatSeconds`, 'HeartbeatSeconds must be smaller than TimeoutSeconds');
  }
  const place = `${at}/Resource`;
  const resource = String(state.Resource);
  if (!resource.startsWith('arn:')) {
    report(place, 'Value is not a valid resource ARN');
    return;
  }
  const integration = resolveIntegration(resource);
  if (!integration) {
    report(place, `The resource provided ${resource} is not done here`);
    return;
  }
  if (!context.hasService(integration.service)) {
    report(
      place,
      `The resource provided ${resource} needs the service ${integration.service}, which this cloud does not have`,
    );
    return;
  }
  if (context.type === 'EXPRESS' && integration.pattern !== 'request') {
    const pattern = integration.pattern === 'token' ? '.waitForTaskToken' : '.sync';
    report(place, `Express state machine does not support '${pattern}' service integration `);
    return;
  }
  if (
    !isObject(state.Arguments) &&
    (typeof state.Arguments !== 'string' || expressionIn(state.Arguments) === undefined)
  ) {
    if (integration.required.length > 0 || state.Arguments !== undefined) {
      if (integration.resourceType) report(at, `These fields are required: [Arguments] for ${resource}`);
    }
    return;
  }
  if (isObject(state.Arguments)) {
    const missing = integration.required.filter((name) => state.Arguments[name] === undefined);
    for (const name of missing) report(`${at}/Arguments`, `The field '${name}' is required but was missing`);
  }
}
