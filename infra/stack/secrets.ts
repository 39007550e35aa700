import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dataPaths, writePrivateFile } from './data-folder.ts';
import { StackError } from './stack-error.ts';

const password = (): string => randomBytes(24).toString('base64url');
const secretKey = (): string => randomBytes(32).toString('base64');
const keyRing = (): string => `k1:${secretKey()}`;

/** One that people type. */
const demoPassword = (): string =>
  randomBytes(9)
    .toString('base64url')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, 'x');
const signingKey = (): string =>
  JSON.stringify(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }));

/** Every secret of the embedded servers, and how a new one is made. */
const GENERATORS = {
  postgresPassword: password,
  ownerPassword: password,
  appPassword: password,
  apiPassword: password,
  temporalPassword: password,
  s3AccessKey: () => `motcua-${randomBytes(6).toString('hex')}`,
  s3SecretKey: password,
  payloadKeys: keyRing,
  masterKeys: keyRing,
  identityHashKey: secretKey,
  demoPassword,
  demoClientKey: secretKey,
  issuerSigningKey: signingKey,
  issuerCookieKey: password,
} as const;

export type EmbeddedSecrets = { readonly [Name in keyof typeof GENERATORS]: string };

const readSecrets = (path: string): Partial<EmbeddedSecrets> => {
  try {
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  } catch {
    throw new StackError('DATA_DIR', `${path} is damaged`, `tệp ${path} bị hỏng`);
  }
};

/** The secrets of this data folder, generated at the first start and kept in a file that only this user can read. */
export const embeddedSecrets = (dataDir: string): EmbeddedSecrets => {
  const { secrets: path } = dataPaths(dataDir);
  const kept = readSecrets(path);
  const entries = Object.entries(GENERATORS).map(([name, generate]) => {
    const value = kept[name as keyof EmbeddedSecrets];
    return [name, typeof value === 'string' ? value : generate()];
  });
  const all = Object.fromEntries(entries) as EmbeddedSecrets;
  if (JSON.stringify(all) !== JSON.stringify(kept)) writePrivateFile(path, `${JSON.stringify(all, undefined, 2)}\n`);
  return all;
};

/** Whether a URL leads to the embedded PostgreSQL of this data folder: its password was made there and is known nowhere else. */
export const leadsToEmbedded = (dataDir: string, databaseUrl: string): boolean => {
  const { appPassword, apiPassword } = readSecrets(dataPaths(dataDir).secrets);
  const { hostname, password: given } = new URL(databaseUrl);
  return hostname === '127.0.0.1' && given !== '' && (given === appPassword || given === apiPassword);
};
