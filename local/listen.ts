import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on loopback, on the first of the ports that is free; 0 lets the system choose. */
export async function listen(server: Server, ports: readonly number[]): Promise<number> {
  for (const [at, port] of ports.entries()) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const taken = ['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!taken || at === ports.length - 1) {
        throw new Error(`port ${port} on 127.0.0.1 cannot be used: ${(error as Error).message}`, { cause: error });
      }
    }
  }
  throw new Error('no port to listen on');
}
