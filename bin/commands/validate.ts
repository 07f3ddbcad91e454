import { readFile } from 'node:fs/promises';
import { whereNotJson } from '../../core/manifest/json-scan';
import { type TemplateDialect, templateDialects } from '../../core/mturk/dialect';
import { type TemplateFinding, validateTemplate } from '../../core/task-page/validate-template';
import type { Command, Option } from './command';
import { CommandFailure } from './failure';
import { oneOf, text, type Values } from './options';

export const dialectOption: Option = {
  type: 'string',
  value: 'DIALECT',
  description: 'liquid (default), or mturk for templates of Mechanical Turk with ${name}',
};

export const dialectOf = (values: Values): TemplateDialect => oneOf(values, 'dialect', 'liquid', templateDialects);

export const validate: Command = {
  name: 'validate',
  summary: 'Says what is wrong with a worker template, and where.',
  positionals: ['TEMPLATE'],
  options: {
    input: {
      type: 'string',
      value: 'FILE',
      description: 'What task.input would be, as JSON: variables it lacks are named',
    },
    dialect: dialectOption,
  },
  examples: ['plumbline validate my-template.liquid.html --input task.json'],
  async run({ values, positionals, terminal }) {
    const [file] = positionals as [string];
    const dialect = dialectOf(values);
    const findings = validateTemplate(await read(file), await taskInputOf(text(values, 'input')), dialect);
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    if (values.json) terminal.out(JSON.stringify({ template: file, errors, findings }));
    else for (const finding of findings) terminal.out(`${file}${inWords(finding)}`);
    if (errors > 0) throw new CommandFailure(`${file}: ${errors} ${errors === 1 ? 'error' : 'errors'}`);
    if (!values.json && findings.length === 0) terminal.out(`${file}: nothing wrong was found`);
  },
};

const inWords = ({ severity, line, message }: TemplateFinding): string =>
  `${line > 0 ? `:${line}` : ''}: ${severity}: ${message}`;

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandFailure(
      `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
    );
  }
}

/** `task.input` out of a file: the input itself, or an object with `task.input` or `taskInput` in it. */
export async function taskInputOf(file: string | undefined): Promise<unknown> {
  if (file === undefined) return undefined;
  const content = await read(file);
  try {
    const value = JSON.parse(content);
    return value?.task?.input ?? value?.taskInput ?? value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CommandFailure(`${file} is not JSON: ${whereNotJson(content)}`);
  }
}

export { read as readTemplate };
