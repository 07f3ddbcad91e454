import { LitElement, type PropertyDeclarations } from 'lit';

/**
 * What all controls of a form share: a name, a value that is submitted under it, a message when it may not be.
 * `crowd-form` reads `_submittableValue`, calls `validate`, `reset` and, with a saved draft, `restore`.
 */
export abstract class FormControl extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override properties: PropertyDeclarations = {
    name: { reflect: true },
    disabled: { type: Boolean, reflect: true },
    required: { type: Boolean, reflect: true },
    complaint: { state: true },
  };

  declare name: string | undefined;
  declare disabled: boolean;
  declare required: boolean;
  /** Why the value cannot be submitted, in words for the worker. */
  declare protected complaint: string | undefined;

  constructor() {
    super();
    this.disabled = false;
    this.required = false;
  }

  /** What is submitted under the name; undefined for nothing, as of a disabled control. */
  get _submittableValue(): unknown {
    return this.disabled ? undefined : this.submittable;
  }

  protected abstract get submittable(): unknown;

  /** What is wrong with the value, if anything. */
  protected abstract problem(): string | undefined;

  abstract reset(): void;

  /** Puts back what an earlier `_submittableValue` was. */
  abstract restore(submitted: unknown): void;

  /** Whether the value may be submitted; shows why not beside the control. */
  validate(): boolean {
    this.complaint = this.disabled ? undefined : this.problem();
    return this.complaint === undefined;
  }

  /** The worker has changed the value. */
  protected tellChange(): void {
    this.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    this.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  }
}
