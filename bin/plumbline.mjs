#!/usr/bin/env node
// Registers the TypeScript loader and hands over; everything else is in bin/commands.
import { register } from 'tsx/esm/api';

// why: the SDK prints a seven-line notice about Node 22 into every progress display and log otherwise. Lambda runs Node 24.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

register();
const { main } = await import('./commands/main.ts');
process.exitCode = await main(process.argv.slice(2));
// why: idle keep-alive connections would hold the process for seconds after everything is said.
setTimeout(() => process.exit(), 500).unref();
