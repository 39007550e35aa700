import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { History as RecordedHistory } from '@temporalio/common/lib/proto-utils.js';
import proto from '@temporalio/proto';
import { createPayloadCodec } from '../../infra/temporal/payload-codec.ts';

export const { History } = proto.temporal.api.history.v1;
export const { EventType } = proto.temporal.api.enums.v1;

/** Where recordings lie: one history a file, `<scenario>.json` or `<scenario>-<run>.json`. */
export const HISTORIES = fileURLToPath(new URL('histories/', import.meta.url));

/** Recordings are encrypted as in service, under a key that everyone may know. */
export const RECORDING_KEYS = [{ id: 'recording', bytes: Buffer.alloc(32, 'recording') }] as const;
export const RECORDING_CODEC = createPayloadCodec(RECORDING_KEYS);

/** The names of all recordings. */
export function recordings(): string[] {
  return readdirSync(HISTORIES)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .toSorted();
}

export function readRecording(name: string): RecordedHistory {
  return History.fromObject(JSON.parse(readFileSync(`${HISTORIES}${name}.json`, 'utf8')));
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What a recording holds in clear: every value that was handed to a workflow or an activity, or came back. */
export async function valuesIn(name: string): Promise<Json[]> {
  const found: Json[] = [];
  const look = async (part: unknown): Promise<void> => {
    if (typeof part !== 'object' || part === null) return;
    if ('metadata' in part && 'data' in part) {
      const [plain] = await RECORDING_CODEC.decode([part as Payload]);
      if (plain !== undefined) found.push(defaultPayloadConverter.fromPayload<Json>(plain));
    } else for (const inner of Object.values(part)) await look(inner);
  };
  await look(readRecording(name).events);
  return found;
}
