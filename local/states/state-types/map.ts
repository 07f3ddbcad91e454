import type { StateRun, StateType } from '../engine/state-types';
import { distributedMap } from './distributed-map';
import { inlineMap } from './inline-map';

const kind = ({ state }: StateRun): StateType =>
  state.ItemProcessor!.ProcessorConfig?.Mode === 'DISTRIBUTED' ? distributedMap : inlineMap;

export const mapState: StateType = {
  aborts: true,
  retries: true,
  failedEvent: 'MapStateFailed',
  run: (run) => kind(run).run(run),
  resume: (run) => kind(run).resume?.(run),
  childDone: (run, child) => kind(run).childDone?.(run, child),
  childFailed: (run, failed, previous) => kind(run).childFailed?.(run, failed, previous),
};
