import { newFrame } from '../engine/frame';
import type { StateRun, StateType } from '../engine/state-types';
import { limits } from '../limits';
import { failurePercentage, itemInput, mapItems, wholeNumber } from './map-fields';

interface InlineWork {
  items: any[];
  /** Index of the next item to start. */
  next: number;
  started: number;
}

/** Iterations are threads of this very execution and write to its history. */
export const inlineMap: StateType = {
  async run(run) {
    const { execution, frame } = run;
    const items = await mapItems(run);
    const wanted = await wholeNumber(run, 'MaxConcurrency', 0);
    await wholeNumber(run, 'ToleratedFailureCount', 0);
    await failurePercentage(run);
    const started = execution.event(frame, 'MapStateStarted', { length: items.length });
    const concurrency = Math.min(wanted || limits.inlineMapConcurrency, limits.inlineMapConcurrency, items.length);
    if (items.length === 0) return finish(run, [], started);
    const work: InlineWork = { items, next: 0, started };
    execution.patch(frame, { work });
    for (let count = 0; count < concurrency; count += 1) await startIteration(run, count, started);
    execution.patch(frame, { work: { ...work, next: concurrency } });
  },

  async childDone(run, child) {
    const { execution, frame } = run;
    const work = frame.work as InlineWork;
    const succeeded = execution.event(
      undefined,
      'MapIterationSucceeded',
      { name: frame.state, index: child.index },
      child.last,
    );
    if (work.next < work.items.length) {
      // why: recorded on AWS, the next iteration hangs on the finished one's last state, not on its success.
      await startIteration(run, work.next, child.last);
      // why: the items are written once, when the map starts; the journal need not repeat them for every iteration.
      work.next += 1;
      return;
    }
    const iterations = execution.frames.childrenOf(frame);
    if (!iterations.every(({ done }) => done)) return;
    const result = iterations.sort((a, b) => a.index - b.index).map(({ done }) => done!.output);
    execution.removeChildren(frame);
    await finish(run, result, succeeded);
  },

  childFailed({ execution, frame }, failed, previous) {
    for (const child of execution.frames.childrenOf(frame).sort((a, b) => a.index - b.index)) {
      if (child.done) continue;
      const type = child === failed ? 'MapIterationFailed' : 'MapIterationAborted';
      execution.event(undefined, type, { name: frame.state, index: child.index }, previous);
      execution.abortEvents(child, previous);
    }
  },

  resume({ execution, frame }) {
    const work = frame.work as InlineWork;
    work.next = Math.max(work.next, ...execution.frames.childrenOf(frame).map(({ index }) => index + 1));
  },
};

async function startIteration(run: StateRun, index: number, previous: number): Promise<void> {
  const { execution, frame, state } = run;
  const work = frame.work as InlineWork;
  const item = { Index: index, Value: work.items[index] };
  const input = await itemInput(run, item);
  const started = execution.event(undefined, 'MapIterationStarted', { name: frame.state, index }, previous);
  const child = newFrame(`${frame.key}/${work.started}.${index}`, state.ItemProcessor!.StartAt, input, started);
  execution.begin(Object.assign(child, { parent: frame.key, index, item }));
}

async function finish({ execution, frame, state }: StateRun, result: unknown[], previous: number): Promise<void> {
  execution.event(frame, 'MapStateSucceeded', undefined, previous);
  const { Output, Assign, Next } = state;
  await execution.leave(frame, {
    Output,
    Assign,
    next: Next,
    fallback: result,
    scope: execution.query(frame, { result }),
    previous,
  });
}
