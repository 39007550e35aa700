import { existsSync, readFileSync } from 'node:fs';

/** 127.0.0.1, ::1 and 127.0.0.1 as IPv6, as the kernel writes them. */
const LOOPBACK = ['0100007F', '00000000000000000000000001000000', '0000000000000000FFFF00000100007F'];
const LISTEN = '0A';

/** Every listening socket of this machine, by the tables of the Linux kernel. */
const listening = (): { host: string; port: number }[] =>
  ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((path) => (existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').slice(1) : []))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === LISTEN)
    .map(([, local = '']) => {
      const [host = '', port = ''] = local.split(':');
      return { host, port: Number.parseInt(port, 16) };
    });

/** Ports that nothing listens on, or that are open to other machines. Systems other than Linux are not looked into. */
export const strays = (ports: readonly number[]): number[] => {
  if (process.platform !== 'linux') return [];
  const found = listening();
  return ports.filter((port) => {
    const hosts = found.filter((socket) => socket.port === port).map(({ host }) => host);
    return hosts.length === 0 || hosts.some((host) => !LOOPBACK.includes(host));
  });
};
