import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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
