/** One step of work that can be taken back. It holds what it changed, not the whole picture, so there may be any number of them. */
export interface Edit {
  /** What was done, in the worker's language: spoken when it is undone. */
  readonly title: string;
  apply(): void;
  revert(): void;
  /** This edit and a later one as one step, for keys held down; undefined when they are separate. */
  merge?(later: Edit): Edit | undefined;
}

/** Everything done in a task, in order. One history for all tools of a widget. */
export class History {
  private readonly done: Edit[] = [];
  private undone: Edit[] = [];

  /** @param onChange called after every step, back or forth */
  constructor(private readonly onChange: () => void = () => {}) {}

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** Applies an edit and remembers it. */
  do(edit: Edit): void {
    edit.apply();
    this.add(edit);
  }

  /** Remembers an edit that is applied already, a brush stroke for example. */
  add(edit: Edit): void {
    const merged = this.done.at(-1)?.merge?.(edit);
    if (merged) this.done[this.done.length - 1] = merged;
    else this.done.push(edit);
    this.undone = [];
    this.onChange();
  }

  undo(): Edit | undefined {
    const edit = this.done.pop();
    if (!edit) return undefined;
    edit.revert();
    this.undone.push(edit);
    this.onChange();
    return edit;
  }

  redo(): Edit | undefined {
    const edit = this.undone.pop();
    if (!edit) return undefined;
    edit.apply();
    this.done.push(edit);
    this.onChange();
    return edit;
  }

  /** Forgets everything, silently: a draft was put back. */
  clear(): void {
    this.done.length = 0;
    this.undone = [];
  }
}
