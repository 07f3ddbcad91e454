/** Base of all errors the domain throws on purpose. `name` is the error string callers and state machines match. */
export class PlumblineError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The user's input is wrong; the message says what was expected, what came, and where. */
export class ValidationException extends PlumblineError {}

/** A name that is taken. */
export class ResourceInUse extends PlumblineError {}

/** A thing that is not there. */
export class ResourceNotFound extends PlumblineError {}
