import { findStack, type Stack } from './cloud/stack';
import { dataDirOf } from './data-option';
import { text } from './options';

/** The stack the options point to. */
export const stackOf = (values: Record<string, string | boolean | undefined>): Promise<Stack> =>
  findStack(dataDirOf(values), text(values, 'stack'));
