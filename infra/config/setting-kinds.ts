import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';

/** What a setting may hold: how its text is parsed, and the same expectation in words for the one line of an error. */
export interface SettingKind<Value> {
  readonly schema: z.ZodType<Value, string>;
  readonly en: string;
  readonly vi: string;
}

/** A key of a ring: a short public id and 32 secret bytes (AES-256). */
export interface Key {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Keys by id; the first is the active one, the others only open what they once closed. */
export type KeyRing = readonly [Key, ...Key[]];

const KEY_BYTES = 32;

const kind = <Value>(schema: z.ZodType<Value, string>, en: string, vi: string): SettingKind<Value> => ({
  schema,
  en,
  vi,
});

const hasProtocol = (value: string, protocols: readonly string[]): boolean =>
  URL.canParse(value) && protocols.includes(new URL(value).protocol);

const parseKey = (entry: string): Key | undefined => {
  const colon = entry.indexOf(':');
  const [id, encoded] = [entry.slice(0, colon), entry.slice(colon + 1)];
  const bytes = Uint8Array.from(Buffer.from(encoded, 'base64'));
  return /^[\w.-]{1,32}$/.test(id) && bytes.length === KEY_BYTES ? { id, bytes } : undefined;
};

const parseKeyRing = (value: string): KeyRing | undefined => {
  const parsed = value.split(',').map((entry) => parseKey(entry.trim()));
  const keys = parsed.filter((key) => key !== undefined);
  const [first, ...rest] = keys;
  const distinct = new Set(keys.map((key) => key.id)).size === parsed.length;
  return first !== undefined && distinct ? [first, ...rest] : undefined;
};

export const anyText = kind(z.string().min(1), 'a text', 'một chuỗi ký tự');

/** Encryption without a look at the certificate would hide from nobody who sits between; so there is one way on, and one off. */
const TLS_MODES = ['verify-full', 'disable'];

const hasKnownTls = (value: string): boolean => {
  const mode = URL.canParse(value) ? new URL(value).searchParams.get('sslmode') : null;
  return mode === null || TLS_MODES.includes(mode);
};

export const postgresUrl = kind(
  z.string().refine((value) => hasProtocol(value, ['postgres:', 'postgresql:']) && hasKnownTls(value)),
  'postgresql://USER:PASSWORD@HOST:PORT/DATABASE, over TLS with ?sslmode=verify-full (and &sslrootcert=FILE for a private authority)',
  'postgresql://NGƯỜI_DÙNG:MẬT_KHẨU@MÁY_CHỦ:CỔNG/CƠ_SỞ_DỮ_LIỆU, qua TLS thì thêm ?sslmode=verify-full (và &sslrootcert=TỆP nếu CA riêng)',
);

export const httpUrl = kind(
  z.string().refine((value) => hasProtocol(value, ['http:', 'https:']) && new URL(value).pathname === '/'),
  'an http:// or https:// address without a path',
  'một địa chỉ http:// hoặc https:// không có đường dẫn',
);

export const issuerUrl = kind(
  z
    .string()
    .refine(
      (value) => hasProtocol(value, ['http:', 'https:']) && new URL(value).search === '' && new URL(value).hash === '',
    ),
  'an http:// or https:// address without a query',
  'một địa chỉ http:// hoặc https:// không có phần truy vấn',
);

export const hostAndPort = kind(
  z.string().regex(/^[^\s:/]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/),
  'HOST:PORT',
  'MÁY_CHỦ:CỔNG',
);

export const clamdAddress = kind(
  z.string().transform((value, context): { host: string; port: number } | { path: string } => {
    if (/^\/[^\0]+$/.test(value)) return { path: value };
    const found = /^(?:\[([0-9a-fA-F:]+)\]|([^\s:/]+)):(\d{1,5})$/.exec(value);
    const host = found?.[1] ?? found?.[2];
    const listening = Number(found?.[3]);
    if (host !== undefined && listening > 0 && listening < 65_536) return { host, port: listening };
    context.addIssue({ code: 'custom', message: 'not an address' });
    return z.NEVER;
  }),
  'HOST:PORT, or the path of a socket (/run/clamav/clamd.ctl)',
  'MÁY_CHỦ:CỔNG, hoặc đường dẫn socket (/run/clamav/clamd.ctl)',
);

/** A whole number from `min` to `max`, both included. */
export const wholeNumber = (min: number, max: number): SettingKind<number> =>
  kind(
    z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(min).max(max)),
    `a whole number from ${min} to ${max}`,
    `một số nguyên từ ${min} đến ${max}`,
  );

export const port = wholeNumber(1, 65_535);

/** One of the listed words. */
export const oneOf = <const Word extends string>(words: readonly [Word, ...Word[]]): SettingKind<Word> =>
  kind<Word>(z.enum(words), `one of ${words.join(', ')}`, `một trong ${words.join(', ')}`);

export const onOff = kind(
  z.enum(['on', 'off']).transform((word) => word === 'on') as unknown as z.ZodType<boolean, string>,
  'on or off',
  'on hoặc off',
);

export const bucketName = kind(
  z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  'a bucket name (3 to 63 lower-case letters, digits, dots, hyphens)',
  'tên bucket (3 đến 63 chữ thường, chữ số, dấu chấm, gạch nối)',
);

export const keyRing = kind(
  z.string().transform((value, context) => {
    const ring = parseKeyRing(value);
    if (ring !== undefined) return ring;
    context.addIssue({ code: 'custom', message: 'not a key ring' });
    return z.NEVER;
  }),
  'ID:BASE64[,ID:BASE64…] with distinct ids and 32 bytes each (openssl rand -base64 32)',
  'ID:BASE64[,ID:BASE64…], mã không trùng và mỗi khóa 32 byte (openssl rand -base64 32)',
);

export const secretKey = kind(
  z.string().transform((value, context): Uint8Array => {
    const bytes = Uint8Array.from(Buffer.from(value, 'base64'));
    if (bytes.length === KEY_BYTES) return bytes;
    context.addIssue({ code: 'custom', message: 'not a key' });
    return z.NEVER;
  }),
  'BASE64 of 32 bytes (openssl rand -base64 32)',
  'BASE64 của 32 byte (openssl rand -base64 32)',
);

/** A folder or file; a relative path starts at `root`. */
export const pathFrom = (root: string): SettingKind<string> =>
  kind(
    z
      .string()
      .min(1)
      .transform((value) => (isAbsolute(value) ? value : resolve(root, value))),
    'a path',
    'một đường dẫn',
  );
