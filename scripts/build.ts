/** `npx tsx scripts/build.ts [--force]`: bundles functions, browser code and the model container into `dist/`. */
import { bundle } from '../lib/bundling/bundle';

const started = performance.now();
const { rebuilt } = bundle({ force: process.argv.includes('--force') });
process.stderr.write(
  rebuilt ? `bundled in ${Math.round(performance.now() - started)} ms\n` : 'bundles are up to date\n',
);
