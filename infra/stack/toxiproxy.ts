import { dataPaths } from './data-folder.ts';
import type { GuardedProcesses } from './guarded-processes.ts';
import { freePorts } from './ports.ts';
import { serverProcess, type ServerControl } from './server-process.ts';

/** What goes through a cut way: the answers of its server, or what is sent to it. */
export type CutSide = 'answers' | 'requests';

/** A way to a server that can be cut in the middle of what goes through it. */
export interface CuttableWay {
  readonly name: string;
  readonly port: number;
  /**
   * From now on each connection is closed once so many bytes of that side have gone through it: with 0, a request is carried out and
   * its answer is lost.
   */
  cut(side: CutSide, afterBytes: number): Promise<void>;
  /** New connections are whole again. */
  mend(): Promise<void>;
}

export interface Toxiproxy {
  readonly server: ServerControl;
  /** Opens a way to a port of this machine, on a free port. */
  open(name: string, targetPort: number): Promise<CuttableWay>;
}

const HOST = '127.0.0.1';
const TOXIC = 'cut';

/** Toxiproxy (a proxy that makes connections fail), which only tests and the storm use, driven over its HTTP interface. */
export const toxiproxy = async (options: {
  readonly dataDir: string;
  readonly binary: string;
  readonly guarded: GuardedProcesses;
}): Promise<Toxiproxy> => {
  const { dataDir, binary, guarded } = options;
  const { api: port } = await freePorts();
  const ask = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`http://${HOST}:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`toxiproxy: ${method} ${path} answered ${answer.status}: ${text}`);
    return text.startsWith('{') ? JSON.parse(text) : text;
  };
  const server = serverProcess(
    {
      name: 'toxiproxy',
      setting: 'TOXIPROXY_BINARY',
      port,
      end: 'terminate',
      readyWithinMs: 30_000,
      dataDir,
      logDir: dataPaths(dataDir).logs,
      command: () =>
        Promise.resolve({ file: binary, args: ['-host', HOST, '-port', String(port)], env: { LOG_LEVEL: 'error' } }),
      isReady: async () => {
        await ask('GET', '/version');
        return true;
      },
    },
    guarded,
  );
  return {
    server,
    async open(name, targetPort) {
      const made = await ask('POST', '/proxies', { name, listen: `${HOST}:0`, upstream: `${HOST}:${targetPort}` });
      const toxics = `/proxies/${name}/toxics`;
      return {
        name,
        port: portOf(made),
        async cut(side, afterBytes) {
          await ask('POST', toxics, {
            name: TOXIC,
            type: 'limit_data',
            stream: side === 'answers' ? 'downstream' : 'upstream',
            attributes: { bytes: afterBytes },
          });
        },
        async mend() {
          await ask('DELETE', `${toxics}/${TOXIC}`);
        },
      };
    },
  };
};

const portOf = (made: unknown): number => {
  const listen = typeof made === 'object' && made !== null && 'listen' in made ? String(made.listen) : '';
  const port = Number(listen.slice(listen.lastIndexOf(':') + 1));
  if (!Number.isInteger(port) || port === 0) throw new Error(`toxiproxy: it listens on ${listen}`);
  return port;
};
