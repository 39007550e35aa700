import type { PayloadCodec } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;

interface PayloadLike {
  readonly metadata?: Record<string, Uint8Array> | null;
  readonly data?: Uint8Array | null;
}

/** What the engine keeps of a run, as bytes: all of it as stored, and all of its payloads decrypted. */
export async function engineBytes(
  client: Client,
  codec: PayloadCodec,
  code: string,
): Promise<{ readonly stored: Buffer; readonly decoded: Buffer; readonly payloads: number }> {
  const history = await client.workflow.getHandle(code).fetchHistory();
  const payloads = payloadsIn(history);
  const plain = await codec.decode(
    payloads.map(({ metadata, data }) => ({ metadata: metadata ?? null, data: data ?? null })),
  );
  return {
    stored: Buffer.from(History.encode(history).finish()),
    decoded: Buffer.concat(plain.map(({ data }) => Buffer.from(data ?? []))),
    payloads: payloads.length,
  };
}

function payloadsIn(value: unknown): PayloadLike[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  if ('metadata' in value && 'data' in value && value.data instanceof Uint8Array) return [value as PayloadLike];
  return Object.values(value).flatMap(payloadsIn);
}
