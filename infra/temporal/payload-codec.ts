import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { METADATA_ENCODING_KEY, ValueError, type Payload, type PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

const WirePayload = proto.temporal.api.common.v1.Payload;
const ENCODING = 'binary/motcua-aes-256-gcm';
const KEY_ID = 'motcua-key-id';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Payloads are a few kilobytes at most: small windows and buffers are made in half the time. */
const DEFLATE = { level: 1, memLevel: 5, windowBits: 12, chunkSize: 4096 } as const;
const INFLATE = { chunkSize: 4096 } as const;

/** A key of the payload codec: its id travels with each payload, so that keys can be rotated. */
export interface PayloadKey {
  readonly id: string;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/**
 * Encrypts what Temporal keeps. Payloads hold identifiers only, never personal data; they are compressed and encrypted
 * (AES-256-GCM) all the same. The first key encrypts, every key decrypts.
 * @throws ValueError when no key is given, a key is not 32 bytes long, or a payload names a key that is not known
 */
export function createPayloadCodec(keys: readonly PayloadKey[]): PayloadCodec {
  // As key objects: raw bytes would be imported anew for every payload.
  const ring = keys.map(({ id, bytes }) => ({ id, key: createSecretKey(bytes) }));
  const [active] = ring;
  if (active === undefined) throw new ValueError('PAYLOAD_KEYS is empty');
  const byId = new Map(ring.map(({ id, key }) => [id, key]));
  const metadata = { [METADATA_ENCODING_KEY]: Buffer.from(ENCODING), [KEY_ID]: Buffer.from(active.id) };

  return {
    async encode(payloads) {
      return payloads.map((payload) => {
        const plain = deflateRawSync(WirePayload.encode(payload).finish(), DEFLATE);
        const nonce = randomBytes(NONCE_BYTES);
        const cipher = createCipheriv('aes-256-gcm', active.key, nonce);
        const data = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
        return { metadata, data };
      });
    },
    async decode(payloads) {
      return payloads.map((payload) => {
        if (text(payload.metadata?.[METADATA_ENCODING_KEY]) !== ENCODING) return payload;
        const id = text(payload.metadata?.[KEY_ID]);
        const key = byId.get(id);
        if (key === undefined || !payload.data) throw new ValueError(`PAYLOAD_KEYS has no key with the id ${id}`);
        const data = Buffer.from(payload.data);
        const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, NONCE_BYTES));
        decipher.setAuthTag(data.subarray(-TAG_BYTES));
        const plain = Buffer.concat([decipher.update(data.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
        return decodePayload(inflateRawSync(plain, INFLATE));
      });
    },
  };
}

/** The id of the key under which a payload is encrypted; null where it is not. */
export function keyIdOf({ metadata }: Pick<Payload, 'metadata'>): string | null {
  return text(metadata?.[METADATA_ENCODING_KEY]) === ENCODING ? text(metadata?.[KEY_ID]) : null;
}

function decodePayload(bytes: Uint8Array): Payload {
  const { metadata, data } = WirePayload.decode(bytes);
  return { metadata, data };
}

function text(value: Uint8Array | null | undefined): string {
  return value ? Buffer.from(value).toString('utf8') : '';
}
