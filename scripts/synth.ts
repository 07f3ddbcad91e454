/** `npx tsx scripts/synth.ts [--force] [outdir]`: writes the cloud assembly and says where. */
import { synthesize } from '../lib/synthesize';

const [outdir] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const { assemblyDir, fresh } = await synthesize({ outdir, force: process.argv.includes('--force') });
process.stderr.write(`${assemblyDir} ${fresh ? 'synthesized' : 'is up to date'}\n`);
