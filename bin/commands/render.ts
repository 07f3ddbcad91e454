import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from './command';
import { text, wholeNumber } from './options';
import { servePage } from './render/page-server';
import { untilInterrupted } from './until-interrupted';
import { dialectOf, dialectOption, readTemplate, taskInputOf } from './validate';

export const render: Command = {
  name: 'render',
  summary: 'Shows a worker template in a browser, and prints what it would submit.',
  positionals: ['TEMPLATE'],
  options: {
    input: { type: 'string', value: 'FILE', description: 'task.input as JSON' },
    files: {
      type: 'string',
      value: 'FOLDER',
      description: 'Where the files lie that the input names, by S3 key or by name (default: beside the input)',
    },
    answer: { type: 'string', value: 'FILE', description: 'Wait for the first answer, write it there, and end' },
    dialect: dialectOption,
    save: { type: 'string', value: 'FILE', description: 'Write the rendered page there, and end' },
    open: { type: 'boolean', description: 'Open it in the browser of this machine' },
    lang: { type: 'string', value: 'LANGUAGE', description: 'en (default) or ja' },
    port: { type: 'string', value: 'N', description: 'Port to serve on (default: a free one)' },
  },
  examples: ['plumbline render my-template.liquid.html --input task.json --open --answer answer.json'],
  async run({ values, positionals, terminal }) {
    const [file] = positionals as [string];
    const input = text(values, 'input');
    const server = await servePage({
      template: await readTemplate(file),
      dialect: dialectOf(values),
      where: file,
      taskInput: (await taskInputOf(input)) ?? {},
      language: text(values, 'lang') ?? 'en',
      files: resolve(text(values, 'files') ?? dirname(input ?? file)),
      port: wholeNumber(values, 'port', 0, { min: 0, max: 65_535 }),
    });
    const ended = new AbortController();
    try {
      const save = text(values, 'save');
      if (save) {
        await writeFile(save, server.task.html);
        terminal.out(values.json ? JSON.stringify({ page: save }) : `Wrote ${save}`);
        return;
      }
      terminal.err(`The page is at ${server.address}`);
      if (values.open) openBrowser(server.address);
      const interrupted = untilInterrupted(ended.signal);
      const answer = await Promise.race([server.answer, interrupted.then(() => undefined)]);
      if (answer === undefined) return;
      terminal.out(JSON.stringify(answer, null, values.json ? undefined : 2));
      const target = text(values, 'answer');
      if (target) await writeFile(target, `${JSON.stringify(answer, null, 2)}\n`);
      else await interrupted;
    } finally {
      ended.abort();
      await server.close();
    }
  },
};

function openBrowser(address: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', address]
        : ['xdg-open', address];
  // A machine without a browser has the address in the terminal.
  spawn(command!, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
