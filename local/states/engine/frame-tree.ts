import type { MachineDefinition, StateDefinition, StatesScope } from '../definition/types';
import type { Frame } from './frame';

/** The frames of an execution by key: its root, and below it branches and iterations. */
export class FrameTree extends Map<string, Frame> {
  constructor(private readonly definition: MachineDefinition) {
    super();
  }

  parentOf(frame: Frame): Frame | undefined {
    return frame.parent === undefined ? undefined : this.get(frame.parent);
  }

  childrenOf(frame: Frame): Frame[] {
    return [...this.values()].filter((child) => child.parent === frame.key);
  }

  scopeOf(frame: Frame): StatesScope {
    if (frame.parent === undefined) return this.definition;
    const owner = this.stateOf(this.get(frame.parent)!);
    return owner.Branches ? owner.Branches[frame.index]! : owner.ItemProcessor!;
  }

  stateOf(frame: Frame): StateDefinition {
    return this.scopeOf(frame).States[frame.state]!;
  }

  /** Those of outer scopes included. */
  variablesOf(frame: Frame): Record<string, unknown> {
    const parent = this.parentOf(frame);
    return parent ? { ...this.variablesOf(parent), ...frame.variables } : frame.variables;
  }

  /** The item of the iteration the frame is in, if it is in one. */
  itemOf(frame: Frame): Frame['item'] {
    if (frame.item) return frame.item;
    const parent = this.parentOf(frame);
    return parent && this.itemOf(parent);
  }
}
