import { once } from 'node:events';
import { inspect } from './inspect.ts';
import type { InspectionReply, InspectionRequest } from './messages.ts';
import { Refusal } from './refusal.ts';

/**
 * The process that opens what strangers send. It is given no secret and no rights: it reads its own code and nothing else, writes
 * nothing, starts nothing, and may be killed at any time. One document after the other comes on its standard input; a message before
 * each says what it is, and a message answers.
 */
process.on('message', (request: InspectionRequest) => {
  void judge(request).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit());

async function judge(request: InspectionRequest): Promise<InspectionReply> {
  const bytes = await read(request.size);
  const verdict = await inspect(bytes, request.mediaType, request.limits).then(
    () => null,
    (error: unknown) =>
      error instanceof Refusal
        ? { code: error.code, params: error.params }
        : { code: 'document-unreadable' as const, params: {} },
  );
  return { verdict, residentBytes: process.memoryUsage.rss() };
}

async function read(size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size);
  for (let at = 0; at < size;) {
    const chunk: unknown = process.stdin.read();
    if (chunk instanceof Buffer) at += chunk.copy(bytes, at);
    else await once(process.stdin, 'readable');
  }
  return bytes;
}

process.send?.({ ready: true });
