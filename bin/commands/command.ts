import { parseArgs } from 'node:util';
import { UsageFailure } from './failure';
import type { Terminal } from './terminal/terminal';

export interface Option {
  type: 'string' | 'boolean';
  /** Placeholder of a string option in the help: `N`, `FILE`. */
  value?: string;
  description: string;
}

export interface Invocation {
  values: Record<string, string | boolean | undefined>;
  positionals: string[];
  terminal: Terminal;
}

export interface Command {
  /** What is typed after `plumbline`: `demo`, `job create`. */
  name: string;
  summary: string;
  /** Names of positional arguments in order; all are needed. */
  positionals?: string[];
  options: Record<string, Option>;
  /** At least one, complete and runnable. */
  examples: string[];
  run(invocation: Invocation): Promise<void>;
}

/** Options every command has. */
export const commonOptions: Record<string, Option> = {
  json: { type: 'boolean', description: 'Print one JSON object as the last line of standard output' },
  help: { type: 'boolean', description: 'Show this help' },
};

/** Parses what came after the command's name; unknown options and missing arguments are refused by name. */
export function parseInvocation(command: Command, args: string[], terminal: Terminal): Invocation {
  const options = Object.fromEntries(
    Object.entries({ ...command.options, ...commonOptions }).map(([name, { type }]) => [name, { type }]),
  );
  let parsed: { values: Record<string, string | boolean | undefined>; positionals: string[] };
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true }) as typeof parsed;
  } catch (error) {
    throw new UsageFailure(`${command.name}: ${(error as Error).message.split('. To specify')[0]}`);
  }
  const expected = command.positionals ?? [];
  if (!parsed.values.help && parsed.positionals.length < expected.length) {
    throw new UsageFailure(
      `${command.name}: ${expected[parsed.positionals.length]} is missing; see plumbline ${command.name} --help`,
    );
  }
  if (parsed.positionals.length > expected.length) {
    throw new UsageFailure(`${command.name}: unexpected argument "${parsed.positionals[expected.length]}"`);
  }
  return { ...parsed, terminal };
}

export function helpText(command: Command): string {
  const positionals = (command.positionals ?? []).map((name) => ` ${name}`).join('');
  const rows = Object.entries({ ...command.options, ...commonOptions }).map(([name, option]) => [
    `  --${name}${option.type === 'string' ? ` ${option.value ?? 'VALUE'}` : ''}`,
    option.description,
  ]);
  const width = Math.max(...rows.map(([left]) => left!.length)) + 2;
  return [
    command.summary,
    '',
    `Usage: plumbline ${command.name}${positionals} [options]`,
    '',
    'Options',
    ...rows.map(([left, right]) => `${left!.padEnd(width)}${right}`),
    '',
    command.examples.length > 1 ? 'Examples' : 'Example',
    ...command.examples.map((example) => `  ${example}`),
  ].join('\n');
}
