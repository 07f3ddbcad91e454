/** Something the person at the terminal can act on: printed as one line, without a stack. */
export class CommandFailure extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
    this.name = 'CommandFailure';
  }
}

/** The command line itself is wrong; exit code 2, as shells do. */
export class UsageFailure extends CommandFailure {
  constructor(message: string) {
    super(message, 2);
    this.name = 'UsageFailure';
  }
}

/** One line for any thrown value: SDK errors keep their name, because it is what people search for. */
export function oneLine(error: unknown): string {
  if (error instanceof CommandFailure) return flatten(error.message);
  if (!(error instanceof Error)) return flatten(String(error));
  // why: some causes only repeat what the message says.
  const detail = (error.cause as Error | undefined)?.message;
  const cause = detail && !error.message.includes(detail) ? ` (${detail})` : '';
  const named = error.name && error.name !== 'Error' ? `${error.name}: ` : '';
  return flatten(`${named}${error.message}${cause}`);
}

const flatten = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim();
