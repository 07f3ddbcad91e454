/** The CDK app: `cdk.json` runs it, and so may anyone with `npx tsx bin/plumbline-app.ts`. */
import { plumblineApp } from '../lib/app';
import { inPackage } from '../lib/paths';

plumblineApp({ outdir: process.env.CDK_OUTDIR ?? inPackage('cdk.out') }).synth();
