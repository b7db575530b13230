import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports handed out by this process, so that two callers cannot get the same one before either has bound it. */
const handedOut = new Set<number>();

/**
 * A TCP port of the loopback address that nothing listens on: `preferred` when it is free, else one that the system
 * chooses. Another program may take it before the caller binds it; callers should be ready to ask again.
 *
 * @param preferred @default 0, the system chooses
 * @param host the address to be free on. @default 127.0.0.1
 */
export async function freePort(preferred = 0, host = '127.0.0.1'): Promise<number> {
  for (const wanted of [preferred, 0, 0, 0, 0, 0]) {
    const port = await tryPort(wanted, host);
    if (port !== undefined && !handedOut.has(port)) {
      handedOut.add(port);
      return port;
    }
  }
  throw new Error(`no free TCP port on ${host}`);
}

/** Gives a port back that {@link freePort} handed out, once its user has stopped, so that it can be had again. */
export function releasePort(port: number): void {
  handedOut.delete(port);
}

async function tryPort(port: number, host: string): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : undefined;
  } catch {
    // EADDRINUSE, or EACCES for a privileged port.
    return undefined;
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
}
