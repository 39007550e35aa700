import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server that a test can cut: what goes through it loses its connection, and finds none until it is joined again. */
export interface TcpProxy {
  readonly port: number;
  /** Resets every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Keeps every connection, and takes new ones, but passes nothing on. */
  freeze(): void;
  /** Ends a cut or a freeze; frozen connections are reset. */
  join(): Promise<void>;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let frozen = false;
  const serve = (client: Socket): void => {
    const target = connect(targetPort, '127.0.0.1');
    const pair = [client, target] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      target.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    for (const [from, to] of [pair, pair.toReversed()] as const) {
      from?.on('data', (chunk) => {
        if (!frozen) to?.write(chunk);
      });
    }
  };
  const listen = (port: number): Promise<Server> =>
    new Promise((resolve, reject) => {
      const made = createServer(serve);
      made.once('error', reject);
      made.listen(port, '127.0.0.1', () => resolve(made));
    });
  const reset = (): void => {
    for (const [client, target] of pairs) {
      client.resetAndDestroy();
      target.destroy();
    }
    pairs.clear();
  };

  let server: Server | null = await listen(0);
  const { port } = server.address() as AddressInfo;
  const cut = async (): Promise<void> => {
    const closing = server;
    server = null;
    const closed = closing === null ? null : new Promise((resolve) => closing.close(resolve));
    reset();
    await closed;
  };
  return {
    port,
    cut,
    freeze() {
      frozen = true;
    },
    async join() {
      if (frozen) reset();
      frozen = false;
      server ??= await listen(port);
    },
    close: cut,
  };
}
