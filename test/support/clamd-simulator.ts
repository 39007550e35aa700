import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The harmless string that every scanner takes for a virus (EICAR); in two pieces, so that no scanner finds it in our code. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

type Mood = 'well' | 'silent' | 'garbage' | 'too-large' | 'hangs-up' | 'talkative';

/** A SIMULATOR of clamd: it speaks INSTREAM of its protocol and knows one virus. Never part of the product. */
export interface ClamdSimulator {
  readonly port: number;
  /** Bytes of the documents it was sent whole. */
  readonly scanned: number[];
  mood: Mood;
  /** Nothing listens any more; `start` listens at the same port again. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startClamdSimulator(): Promise<ClamdSimulator> {
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let port = 0;
  const simulator: ClamdSimulator = {
    get port() {
      return port;
    },
    scanned: [],
    mood: 'well',
    async start() {
      server = createServer((socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        socket.on('error', () => undefined);
        answerOn(socket, simulator);
      });
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      port = (server.address() as AddressInfo).port;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      if (server === null) return;
      const closed = once(server, 'close');
      server.close();
      server = null;
      await closed;
    },
  };
  await simulator.start();
  return simulator;
}

const COMMAND = 'zINSTREAM\0';
const ANSWERS: Partial<Record<Mood, string>> = {
  garbage: 'HTTP/1.1 200 OK\r\n\r\nstream: OK',
  'too-large': 'INSTREAM size limit exceeded. ERROR\0',
  talkative: `stream: ${'O'.repeat(10_000)}K\0`,
};

function answerOn(socket: Socket, simulator: ClamdSimulator): void {
  let received = Buffer.alloc(0);
  socket.on('data', (piece: Buffer) => {
    received = Buffer.concat([received, piece]);
    if (simulator.mood === 'silent') return;
    if (simulator.mood === 'hangs-up') socket.destroy();
    const answer = ANSWERS[simulator.mood] ?? verdictOn(received, simulator);
    if (answer !== null) socket.end(answer);
  });
}

/** Null until the document has come to its end. */
function verdictOn(received: Buffer, { scanned }: ClamdSimulator): string | null {
  if (received.length < COMMAND.length) return null;
  if (received.toString('latin1', 0, COMMAND.length) !== COMMAND) return 'UNKNOWN COMMAND\0';
  const pieces: Buffer[] = [];
  for (let at = COMMAND.length; at + 4 <= received.length;) {
    const length = received.readUInt32BE(at);
    at += 4;
    if (length === 0) {
      const document = Buffer.concat(pieces);
      scanned.push(document.length);
      return document.includes(EICAR) ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0';
    }
    pieces.push(received.subarray(at, at + length));
    at += length;
  }
  return null;
}
