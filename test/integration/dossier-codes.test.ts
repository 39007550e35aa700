import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseDossierCode } from '../../domain/dossier/code.ts';
import { loadCatalogue } from '../../infra/catalogue/load-catalogue.ts';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { nextDossierCode } from '../../infra/db/write-intake.ts';
import { createDesks, type Answer, type Desks } from '../support/desks.ts';
import { testStack } from '../support/stack.ts';

const API_PROCESS = fileURLToPath(new URL('../support/api-process.ts', import.meta.url));
const OFFICE = 'phuong-bai-chay';
const RECEPTIONIST = 'receptionist-bai-chay';
const RECEPTIONS = 200;

describe('Dossier codes', () => {
  let processes: ChildProcess[];
  let desks: Desks[];
  let db: Database;

  beforeAll(async () => {
    const { config, env } = testStack();
    const catalogue = await loadCatalogue(config.catalogueDir);
    db = await connectDatabase(config.database.url, 20);
    processes = [0, 1].map(() => fork(API_PROCESS, { env: { ...process.env, ...env } }));
    const ports = await Promise.all(processes.map(portOf));
    desks = ports.map((port) => createDesks(`http://127.0.0.1:${port}`, catalogue));
  }, 60_000);
  afterAll(async () => {
    for (const child of processes ?? []) child.disconnect();
    await db?.close();
  });

  const receive = (index: number, body: object = {}): Promise<Answer> => {
    const desk = desks[index % desks.length];
    if (desk === undefined) throw new Error('no process is up');
    return desk.as(RECEPTIONIST).post('/dossiers', desk.intakeBody({ office: OFFICE, body: { ...body } }));
  };
  const serialOf = ({ body }: Answer): number => parseDossierCode(String(body['code'])).serial;

  test(`of ${RECEPTIONS} receptions at once in two processes are consecutive, however many fail in between`, async () => {
    const before = serialOf(await receive(0));
    const original = { component: 'original', originals: 1, copies: 0 };
    const good: Promise<Answer>[] = [];
    const bad: Promise<Answer>[] = [];
    for (let index = 0; index < RECEPTIONS; index += 1) {
      good.push(receive(index));
      // Refused after it has taken its serial: the document is looked for by the statement that writes.
      if (index % 4 === 0) bad.push(receive(index + 1, { components: [{ ...original, documents: [randomUUID()] }] }));
    }
    const refused = await Promise.all(bad);
    expect(new Set(refused.map(({ body }) => body['code']))).toEqual(new Set(['document-unknown']));
    const received = await Promise.all(good);
    expect(new Set(received.map(({ status }) => status))).toEqual(new Set([201]));
    const serials = received.map(serialOf).toSorted((a, b) => a - b);
    expect(serials).toEqual(Array.from({ length: RECEPTIONS }, (_, index) => before + 1 + index));
    expect(new Set(processes.map(({ pid }) => pid)).size).toBe(2);
  }, 120_000);

  test('of a transaction that fails go to the next one', async () => {
    const day = '2030-01-02';
    const agency = `H49.${Math.floor(Math.random() * 1e9)}`;
    const take = (fail: boolean): Promise<string> =>
      db.transaction(async (execute) => {
        const code = await nextDossierCode(execute, agency, day);
        if (fail) throw new Error('not this time');
        return code;
      });
    const outcomes = await Promise.allSettled(Array.from({ length: 60 }, (_, index) => take(index % 3 === 1)));
    const codes = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(codes.toSorted()).toEqual(
      Array.from({ length: 40 }, (_, index) => `${agency}-300102-${String(index + 1).padStart(4, '0')}`),
    );
  });

  test('of different agencies and days are counted apart', async () => {
    const [one, other] = ['A', 'B'].map((name) => `H49.${name}${Math.floor(Math.random() * 1e9)}`);
    const take = (agency: string | undefined, day: string) =>
      db.transaction((execute) => nextDossierCode(execute, agency ?? '', day));
    const serials = [await take(one, '2030-01-02'), await take(other, '2030-01-02'), await take(one, '2030-01-03')];
    expect(serials.map((code) => code.slice(-4))).toEqual(['0001', '0001', '0001']);
    expect((await take(one, '2030-01-02')).slice(-4)).toBe('0002');
  });
});

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve(message.port));
    child.once('exit', (code) => reject(new Error(`the API process ended with ${code}`)));
  });
}
