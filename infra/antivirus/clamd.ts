import { connect, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StorageError } from '../storage/storage-error.ts';
import type { Antivirus, ScanVerdict } from './antivirus.ts';

/** Where clamd listens: a host and port, or a socket in the file system. */
export type ClamdAddress = { readonly host: string; readonly port: number } | { readonly path: string };

export interface ClamdLimits {
  /** Milliseconds until a connection stands. */
  readonly connectMs: number;
  /** Milliseconds for a whole document. */
  readonly totalMs: number;
}

const LIMITS: ClamdLimits = { connectMs: 2_000, totalMs: 30_000 };
/** An answer is one short line; more is none of clamd's. */
const MAX_ANSWER = 4096;

/**
 * clamd over its own protocol (clamd(8), command INSTREAM): the document in pieces, each after its length, then a piece of no length; the
 * answer is `stream: OK`, `stream: <signature> FOUND`, or an error. Anything but an exact OK or FOUND means that nothing is known.
 */
export function createClamd(address: ClamdAddress, { connectMs, totalMs }: ClamdLimits = LIMITS): Antivirus {
  return {
    async scan(document) {
      const socket = connect(address);
      const answer = answerOf(socket, connectMs, totalMs);
      const source: { failure?: StorageError } = {};
      document.once('error', (error) => {
        if (error instanceof StorageError) source.failure = error;
        socket.destroy();
      });
      // clamd may answer before it has everything (too large for it), and then closes; its answer is what counts.
      const sent = pipeline(document, inPieces(), socket, { end: false }).catch(() => {});
      const text = await answer;
      socket.destroy();
      document.destroy();
      await sent;
      if (source.failure !== undefined) throw source.failure;
      return verdictOf(text);
    },
  };
}

function inPieces(): Transform {
  const length = (bytes: number): Buffer => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(bytes);
    return header;
  };
  let begun = false;
  const command = (): Buffer => {
    const text = begun ? '' : 'zINSTREAM\0';
    begun = true;
    return Buffer.from(text);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, chunk.length === 0 ? undefined : Buffer.concat([command(), length(chunk.length), chunk]));
    },
    flush(done) {
      done(null, Buffer.concat([command(), length(0)]));
    },
  });
}

/** What clamd says until it closes or ends its line; an error of the connection is told as text that is no answer. */
function answerOf(socket: Socket, connectMs: number, totalMs: number): Promise<string> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const settle = (text: string): void => {
      clearTimeout(connecting);
      clearTimeout(total);
      resolve(text);
    };
    const connecting = setTimeout(() => settle('no connection in time'), connectMs);
    const total = setTimeout(() => settle('no answer in time'), totalMs);
    socket.once('connect', () => clearTimeout(connecting));
    socket.on('error', (error) => settle(`connection failed (${'code' in error ? String(error.code) : error.name})`));
    socket.on('data', (piece) => {
      pieces.push(piece);
      size += piece.length;
      if (size > MAX_ANSWER || piece.includes(0)) settle(Buffer.concat(pieces).toString('latin1'));
    });
    socket.on('close', () => settle(`closed: ${Buffer.concat(pieces).toString('latin1')}`));
  });
}

function verdictOf(text: string): ScanVerdict {
  const line = /^stream: ([\x20-\x7e]{1,200})\0$/.exec(text)?.[1];
  if (line === 'OK') return { verdict: 'clean' };
  const signature = line === undefined ? undefined : /^(\S+) FOUND$/.exec(line)?.[1];
  if (signature !== undefined) return { verdict: 'infected', signature };
  return { verdict: 'unknown', reason: text.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 120) };
}
