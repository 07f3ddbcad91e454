import { join } from 'node:path';
import type { CloudContext, CloudService, ServiceFactory } from '../contract';
import { ServiceError } from '../contract';
import { executionOperations } from './api/executions';
import { openMachines } from './api/machines';
import { mapRunOperations } from './api/map-runs';
import { taskOperations } from './api/tasks';
import { Engine, type EngineOptions } from './engine/engine';
import type { Execution } from './engine/execution';
import { stateMachineResource } from './resource';

/** Step Functions for JSONata definitions. What is done and what is refused: README.md. */
export const createStatesService: ServiceFactory = (context) => createStates(context);

/** As createStatesService, with the clock and the dice given: for tests. */
export function createStates(context: CloudContext, options: EngineOptions = {}): CloudService & { engine: Engine } {
  const folder = join(context.dataDir, 'states');
  const engine = new Engine(context, folder, {
    onStatus: (execution) => publishStatus(context, execution),
    ...options,
  });
  const machines = openMachines(context, engine, folder);
  let markReady = () => {};
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  const operations: Record<string, (input: any, principal: any) => unknown> = {
    ...machines.operations,
    ...executionOperations(context, engine, machines, ready),
    ...taskOperations(context, engine, ready),
    ...mapRunOperations(context, engine),
  };
  return {
    name: 'states',
    signingNames: ['states'],
    engine,
    resources: { 'AWS::StepFunctions::StateMachine': stateMachineResource(machines) },
    async handle(request) {
      const operation = request.operation ?? '';
      if (!Object.hasOwn(operations, operation)) {
        throw new ServiceError(
          'UnknownOperationException',
          `The embedded Step Functions does not do ${operation || '(none)'}.`,
        );
      }
      const body = (await operations[operation]!(request.input ?? {}, request.principal)) as Record<string, unknown>;
      return { status: 200, body };
    },
    async start() {
      engine.recover();
      markReady();
    },
    async stop() {
      engine.close();
      machines.close();
    },
  };
}

/** "Step Functions Execution Status Change", as EventBridge gets it for standard executions. */
function publishStatus(context: CloudContext, execution: Execution): void {
  const { header, end } = execution;
  if (header.express) return;
  const detail = {
    executionArn: header.arn,
    stateMachineArn: header.machineArn,
    name: header.name,
    status: end?.status ?? 'RUNNING',
    startDate: header.startedAt,
    stopDate: end?.at ?? null,
    input: header.input,
    output: end?.output ?? null,
    error: end?.error ?? null,
    cause: end?.cause ?? null,
    inputDetails: { included: true },
    outputDetails: end?.output === undefined ? null : { included: true },
  };
  const event = {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [header.arn],
    detail,
  };
  context
    .publishEvent(event)
    .catch((error) => context.log('states', `status change not published: ${(error as Error).message}`));
}
