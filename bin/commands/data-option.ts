import { resolve } from 'node:path';
import type { Option } from './command';
import { text } from './options';

/** Where the embedded cloud of `up` and `start` keeps its state, and where the other commands look for it. */
export const dataOption: Record<string, Option> = {
  data: { type: 'string', value: 'DIR', description: 'Data folder of the embedded cloud (default .plumbline)' },
};

export const stackOption: Record<string, Option> = {
  ...dataOption,
  stack: { type: 'string', value: 'NAME', description: 'CloudFormation stack to work with (default Plumbline)' },
};

export const dataDirOf = (values: Record<string, string | boolean | undefined>): string =>
  resolve(text(values, 'data') ?? '.plumbline');
