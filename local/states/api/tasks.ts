import type { CloudContext, Principal } from '../../contract';
import { ServiceError } from '../../contract';
import type { Engine } from '../engine/engine';
import { exceedsDataLimit, limits } from '../limits';
import { type Callback, deliver } from '../state-types/task';
import { validation } from './machines';

/** What workers send for tasks that wait with a token. */
export function taskOperations(context: CloudContext, engine: Engine, ready: Promise<void>) {
  async function send(action: string, input: any, principal: Principal, message: Callback | 'heartbeat') {
    const { executionArn, frameKey } = readToken(input.taskToken);
    const [region, accountId, , machine] = executionArn.split(':').slice(3) as [string, string, string, string];
    const machineArn = `arn:aws:states:${region}:${accountId}:stateMachine:${machine.split('/')[0]}`;
    context.authorize(principal, `states:${action}`, machineArn);
    await ready;
    const execution = engine.running.get(executionArn);
    if (!execution && !engine.read(executionArn)) {
      throw new ServiceError('TaskDoesNotExist', `Task Does Not Exist: '${input.taskToken}'`);
    }
    const frame = execution?.frames.get(frameKey);
    const taken =
      execution &&
      frame &&
      (await deliver({ execution, frame, state: execution.frames.stateOf(frame) }, input.taskToken, message));
    if (!taken) throw new ServiceError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    return {};
  }

  return {
    async SendTaskSuccess(input: any, principal: Principal) {
      const { output } = input;
      if (typeof output !== 'string')
        throw validation("Value null at 'output' failed to satisfy constraint: Member must not be null");
      if (exceedsDataLimit(output)) {
        throw validation(
          "Value at 'output' failed to satisfy constraint: Member must have length less than or equal to 262144",
        );
      }
      try {
        JSON.parse(output);
      } catch (error) {
        throw new ServiceError('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
      }
      return send('SendTaskSuccess', input, principal, { output });
    },
    async SendTaskFailure(input: any, principal: Principal) {
      const { error, cause } = input;
      for (const [name, value, most] of [
        ['error', error, limits.errorCharacters],
        ['cause', cause, limits.causeCharacters],
      ] as const) {
        if (typeof value === 'string' && value.length > most) {
          throw validation(
            `Value at '${name}' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
          );
        }
      }
      return send('SendTaskFailure', input, principal, { failure: { error, cause } });
    },
    SendTaskHeartbeat: (input: any, principal: Principal) => send('SendTaskHeartbeat', input, principal, 'heartbeat'),
  };
}

function readToken(token: unknown): { executionArn: string; frameKey: string } {
  try {
    const { e, f } = JSON.parse(Buffer.from(String(token), 'base64').toString());
    if (typeof e === 'string' && typeof f === 'string' && e.startsWith('arn:aws:states:'))
      return { executionArn: e, frameKey: f };
  } catch {
    // Not one of ours: refused below.
  }
  throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
}
