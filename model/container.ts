import type { AddressInfo } from 'node:net';
import { serve } from './serve';
import { train } from './train';

/** What SageMaker starts: `container.mjs train` or `container.mjs serve`. */
const [command] = process.argv.slice(2);

if (command === 'train') {
  process.exitCode = await train();
} else if (command === 'serve') {
  const server = await serve();
  console.log(`serving on port ${(server.address() as AddressInfo).port}`);
  const stop = () => {
    server.close();
    server.closeIdleConnections();
    // SageMaker kills a container 30 seconds after it asked it to end; a connection nobody finishes must not keep it until then.
    setTimeout(() => server.closeAllConnections(), 10_000).unref();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} else {
  console.error(`usage: container.mjs train | serve (got ${command ?? 'nothing'})`);
  process.exitCode = 2;
}
