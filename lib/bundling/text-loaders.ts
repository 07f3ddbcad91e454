import type { BuildOptions } from 'esbuild';

/** Templates, styles and pages are carried inside bundles as strings. */
export const textLoaders: NonNullable<BuildOptions['loader']> = {
  '.html': 'text',
  '.css': 'text',
  '.liquid': 'text',
  '.svg': 'text',
  '.txt': 'text',
};
