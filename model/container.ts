import { serve } from './serve';
import { train } from './train';

/** What SageMaker starts: `container.mjs train` or `container.mjs serve`. */
const [command] = process.argv.slice(2);

if (command === 'train') {
  process.exitCode = await train();
} else if (command === 'serve') {
  const server = await serve();
  const stop = () => {
    server.close();
    server.closeIdleConnections();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} else {
  console.error(`usage: container.mjs train | serve (got ${command ?? 'nothing'})`);
  process.exitCode = 2;
}
