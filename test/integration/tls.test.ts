import { chownSync, chmodSync, copyFileSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { request } from 'node:https';
import { connect as connectTcp, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer, connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { createApiServer } from '../../api/http/api-server.ts';
import { checkApplicationRole } from '../../infra/db/check-database.ts';
import { connectDatabase } from '../../infra/db/orm.ts';
import { ensureBuckets } from '../../infra/stack/buckets.ts';
import { createMinioObjectStore } from '../../infra/storage/minio-object-store.ts';
import { makeCertificates, type Certificates } from '../support/certificates.ts';
import { rows } from '../support/facts.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const { config, folder, adminUrl } = testStack();

describe('TLS', () => {
  /** For this machine’s name, not for its address. */
  let right: Certificates;
  /** Of an authority that nobody named. */
  let foreign: Certificates;

  beforeAll(() => {
    right = makeCertificates(join(folder, 'tls-right'), 'DNS:localhost');
    foreign = makeCertificates(join(folder, 'tls-foreign'), 'DNS:localhost,IP:127.0.0.1');
  });

  describe('to PostgreSQL', () => {
    const admin = new Client({ connectionString: adminUrl });
    const SETTINGS = ['ssl', 'ssl_cert_file', 'ssl_key_file'];

    beforeAll(async () => {
      await admin.connect();
      const { rows: found } = await admin.query<{ data_directory: string }>('show data_directory');
      const cluster = found[0]?.data_directory ?? '';
      const { uid, gid } = statSync(cluster);
      for (const [from, name] of [
        [right.files.cert, 'tls-test.pem'],
        [right.files.key, 'tls-test.key'],
      ] as const) {
        copyFileSync(from, join(cluster, name));
        chownSync(join(cluster, name), uid, gid);
        chmodSync(join(cluster, name), 0o600);
      }
      await admin.query(`alter system set ssl_cert_file = 'tls-test.pem'`);
      await admin.query(`alter system set ssl_key_file = 'tls-test.key'`);
      await admin.query('alter system set ssl = on');
      await admin.query('select pg_reload_conf()');
      await until(async () => (await admin.query('show ssl')).rows[0]?.ssl === 'on');
    }, 30_000);
    afterAll(async () => {
      for (const name of SETTINGS) await admin.query(`alter system reset ${name}`);
      await admin.query('select pg_reload_conf()');
      await admin.end();
    });

    const urlWith = (host: string, ca: string | null): string => {
      const url = new URL(config.database.url);
      url.hostname = host;
      url.searchParams.set('sslmode', 'verify-full');
      if (ca !== null) url.searchParams.set('sslrootcert', ca);
      return url.href;
    };
    const isEncrypted = async (url: string): Promise<boolean | undefined> => {
      const db = await connectDatabase(url, 1);
      try {
        const [row] = await rows<{ ssl: boolean }>(db, 'select ssl from pg_stat_ssl where pid = pg_backend_pid()');
        return row?.ssl;
      } finally {
        await db.close();
      }
    };

    test('is spoken when the address asks for it, with a server whose certificate is right', async () => {
      expect(await isEncrypted(urlWith('localhost', right.files.ca))).toBe(true);
      expect(await isEncrypted(config.database.url)).toBe(false);
      await expect(checkApplicationRole(urlWith('localhost', right.files.ca))).resolves.toBeUndefined();
    });

    test('is refused with a certificate of another authority, of none that is known, or for another name', async () => {
      for (const url of [
        urlWith('localhost', foreign.files.ca),
        urlWith('localhost', null),
        urlWith('127.0.0.1', right.files.ca),
      ]) {
        await expect(isEncrypted(url)).rejects.toThrow(/certificate|altnames/);
        await expect(checkApplicationRole(url)).rejects.toThrow(/^DATABASE_URL/);
      }
    });

    test('is refused when a file that the address names is not there', async () => {
      await expect(isEncrypted(urlWith('localhost', '/nowhere/ca.pem'))).rejects.toThrow(/ENOENT/);
    });
  });

  test('to the S3 store is spoken by an https address, with a certificate of the authority that is named', async () => {
    const behind = new URL(config.storage.endpoint);
    const front = createTlsServer({ cert: right.cert, key: right.key }, (socket) => {
      const inner = connectTcp(Number(behind.port), behind.hostname);
      socket.pipe(inner).pipe(socket);
      for (const one of [socket, inner]) one.on('error', () => (socket.destroy(), inner.destroy()));
    });
    front.listen(0, 'localhost');
    await once(front, 'listening');
    const endpoint = `https://localhost:${(front.address() as AddressInfo).port}`;
    const over = { ...config.storage, endpoint, tlsCa: right.ca };
    try {
      await ensureBuckets(over);
      expect(await createMinioObjectStore(over).stat(config.storage.buckets.documents, 'nothing')).toBeNull();
      for (const tlsCa of [foreign.ca, undefined]) {
        const store = createMinioObjectStore({ ...over, tlsCa });
        await expect(store.stat(config.storage.buckets.documents, 'nothing')).rejects.toMatchObject({
          code: 'storage-unavailable',
        });
      }
    } finally {
      front.close();
    }
  }, 30_000);

  test('to the API is spoken from version 1.2 on, and nothing else', async () => {
    const { cert, key } = right;
    const server = createApiServer((_req, res) => void res.end('over TLS'), { tls: { cert, key } });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const ask = (ca?: string) =>
      new Promise<string>((resolve, reject) => {
        request({ host: 'localhost', port, ...(ca === undefined ? {} : { ca }) }, (res) => {
          res.setEncoding('utf8').on('data', resolve);
        })
          .on('error', reject)
          .end();
      });
    try {
      expect(await ask(right.ca)).toBe('over TLS');
      await expect(ask(foreign.ca)).rejects.toThrow(/certificate/);
      await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow('fetch failed');
      const old = connectTls({ host: 'localhost', port, ca: right.ca, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' });
      await expect(once(old, 'secureConnect')).rejects.toMatchObject({ code: expect.stringMatching(/SSL|ECONNRESET/) });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
