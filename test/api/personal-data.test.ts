import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dataPaths } from '../../infra/stack/data-folder.ts';
import { aPdf, RECEPTIONIST, type Answer, type Receipt, type UploadAnswer } from '../support/desks.ts';
import { createBatching, namedIn } from '../support/batching.ts';
import { BUILDER, createConsulting } from '../support/consulting.ts';
import { searchEngineTables, type EngineFind } from '../support/engine-tables.ts';
import { rows } from '../support/facts.ts';
import { aBirthDeclaration } from '../support/forms.ts';
import type { ActName } from '../../domain/dossier/act-names.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { AT, createWays, type Way } from '../support/ways.ts';

/** Values that occur nowhere else, one for each way in. */
const CANARY = {
  name: 'Hoàngyến Thịcanary',
  submitter: 'Chimsẻ Vănnộp',
  submitterIdentity: '022144556633',
  phone: '0987612345',
  identityNumber: '022188776655',
  email: 'hoangyen.canary@vidu.example',
  address: 'Sốnhà 98765 phốchim',
  formName: 'Sơnca Thịmẫu',
  formPhone: '0912398765',
  formIdentity: '022199887766',
  fileName: 'giấy-của-hoạmi.pdf',
  fileText: 'nộidung-củachàomào',
  note: 'ghichú-vềbồcâu',
  location: 'Ngõ Vànhkhuyên 4321',
  participant: 'Đạibàng Thịthựcđịa',
  finding: 'kếtluận-vềcúmèo',
  question: 'câuhỏi-vềchíchchòe',
  opinion: 'ýkiến-vềvạcsành',
  order: 'phâncông-vềchimlợn',
} as const;

/** The erasable tables, where personal values belong; a form lies there encrypted. */
const ERASABLE = ['applicant', 'dossier_note', 'document_name', 'verification'];

/** Every form a value may take on its way through logs, URLs and stores. */
function disguises(value: string): Buffer[] {
  const texts = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), value.normalize('NFD')];
  const bytes = [...texts.map((text) => Buffer.from(text)), Buffer.from(Buffer.from(value).toString('hex'))];
  return [...bytes, Buffer.from(Buffer.from(value).toString('base64').replace(/=+$/, '').slice(0, -1))];
}

const canariesIn = (bytes: Buffer | string): string[] => {
  const haystack = Buffer.from(bytes);
  return Object.entries(CANARY)
    .filter(([, value]) => disguises(value).some((needle) => haystack.includes(needle)))
    .map(([name]) => name);
};

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('Personal values', () => {
  let motcua: Motcua;
  let receipt: Receipt;
  let attached: UploadAnswer;
  let badNews: readonly Answer[];
  /** Of the dossier that went by every other way. */
  let wandered: Way;

  beforeAll(async () => {
    // What the engine keeps is encrypted; here it is not, so that it can be searched.
    motcua = await startMotcua(testStack().config, { plainPayloads: true });
    const { name, phone, identityNumber, email, address, note } = CANARY;
    const applicant = { kind: 'citizen', name, phone, identityNumber, email, address };
    const form = aBirthDeclaration({
      name: CANARY.formName,
      phone: CANARY.formPhone,
      identityNumber: CANARY.formIdentity,
    });
    const file = aPdf(CANARY.fileText);
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(CANARY.fileName)}`;
    const receptionist = motcua.as(RECEPTIONIST);
    const scan = await receptionist.upload('/documents', file, 'application/pdf', {
      headers: { 'Content-Disposition': disposition },
    });
    const components = [
      { component: 'declaration', originals: 1, copies: 0, documents: [] },
      { component: 'birth-notification', originals: 0, copies: 0, documents: [scan.body['id']] },
    ];
    const submitter = { name: CANARY.submitter, identityNumber: CANARY.submitterIdentity, basis: 'family' };
    receipt = await motcua.receive({ procedure: '1.001193', body: { applicant, submitter, form, components } });
    attached = scan.body as unknown as UploadAnswer;
    const { code } = receipt;
    await receptionist.put(`/drafts/${randomUUID()}`, { office: phone, place: name, applicant, submitter, form });
    for (let step = receipt.step; step !== null;) {
      // A refusal on the way, so that the paths of refusals are walked too.
      await motcua.tryAct(code, step, { as: 'appraiser-bai-chay', body: { note, document: attached.id } });
      const answer = await motcua.act(code, step, { body: { note } });
      await motcua.tryAct(code, step, { body: { note, document: attached.id } });
      step = answer.step;
    }
    wandered = await everyOtherWay();
    await acrossAgencies();
    badNews = await troubles(code);
  }, 120_000);
  afterAll(() => motcua?.stop(), 30_000);

  /** Every act that takes a note, each with it; and each once refused with it. */
  async function everyOtherWay(): Promise<Way> {
    const { name, note } = CANARY;
    const ways = createWays(motcua);
    const verification = {
      note: undefined,
      location: CANARY.location,
      participants: [{ name: CANARY.participant, capacity: CANARY.participant }],
      content: CANARY.finding,
    };
    const missing = { outcome: 'supplement', components: [{ component: 'original', originals: 1 }], note };
    await ways.receive({
      body: { components: [], applicant: { kind: 'citizen', name }, reception: { outcome: 'refused', note } },
    });
    const way = await ways.receive({
      body: { components: [], applicant: { kind: 'citizen', name }, reception: missing },
    });
    const steps: readonly (readonly [string, ActName, object?])[] = [
      [AT.counter, 'receive-supplement'],
      [AT.counter, 'accept'],
      [AT.leader, 'assign', { lead: AT.appraiser }],
      [AT.appraiser, 'request-supplement'],
      [AT.counter, 'receive-supplement'],
      [AT.appraiser, 'plan-verification', verification],
      [AT.appraiser, 'record-verification', { ...verification, conclusion: CANARY.finding }],
      [AT.appraiser, 'request-payment', { stopsClock: true }],
      [AT.counter, 'record-payment'],
      [AT.leader, 'refund-payment'],
      [AT.appraiser, 'request-payment', { obligation: 'tax-2' }],
      [AT.leader, 'waive-payment', { obligation: 'tax-2' }],
      [AT.leader, 'suspend'],
      [AT.leader, 'resume'],
      [AT.appraiser, 'draft-apology', { dueAt: '2027-06-01T10:00:00+07:00' }],
      [AT.leader, 'approve-apology'],
      [AT.counter, 'request-withdrawal'],
      [AT.leader, 'decline-withdrawal'],
      [AT.appraiser, 'confirm-paper'],
      [AT.appraiser, 'propose-refusal'],
      [AT.appraiser, 'undo'],
      [AT.appraiser, 'propose-refusal'],
      [AT.leader, 'send-back', { stage: 'appraisal' }],
      [AT.appraiser, 'appraise'],
      [AT.leader, 'approve'],
      [AT.seal, 'seal'],
      [AT.handover, 'return'],
      [AT.leader, 'reopen'],
      [AT.counter, 'request-withdrawal'],
      [AT.leader, 'confirm-withdrawal'],
    ];
    for (const [who, act, body] of steps) {
      const refused = { note, ...body, ...(act === 'seal' ? { document: attached.id } : {}) };
      await way.try('appraiser-bai-chay', act, refused);
      await way.do(who, act, { note, ...body });
      await way.try(who, act, refused);
    }
    return way;
  }

  /** A consultation with every text it takes, and a batch with its note. */
  async function acrossAgencies(): Promise<void> {
    const ways = createWays(motcua);
    const consulting = createConsulting(motcua, ways);
    const asked = await consulting.ask(await consulting.dossier(), { question: CANARY.question });
    await consulting.do(BUILDER, asked, 'ask-back', { note: CANARY.question });
    await consulting.do(AT.appraiser, asked, 'reply', { note: CANARY.opinion });
    await consulting.try(BUILDER, asked, 'recall', { note: CANARY.opinion });
    await consulting.do(BUILDER, asked, 'answer', { note: CANARY.opinion });
    const items = [await ways.receive(), await ways.receive()].map(namedIn);
    await createBatching(motcua.as(AT.leader)).carryOut('assign', { items, lead: AT.appraiser, note: CANARY.order });
  }

  /** Requests that fail with personal values in every place a request has. */
  async function troubles(code: string): Promise<Answer[]> {
    const { name, phone, note, identityNumber } = CANARY;
    const receptionist = motcua.as(RECEPTIONIST);
    const intake = (body: object) => receptionist.post('/dossiers', motcua.intakeBody({ body: { ...body } }));
    const inPath = encodeURIComponent(name);
    return [
      await intake({
        applicant: { kind: name, name, phone: `${phone}x`, identityNumber: `${identityNumber}x${note}` },
      }),
      await intake({ [name]: phone }),
      await receptionist.put(`/drafts/${inPath}`, { [name]: phone, applicant: name }),
      await receptionist.put(`/drafts/${randomUUID()}`, { case: name }, { headers: { 'If-Match': phone } }),
      await intake({ procedure: '1.001193', case: 'standard', form: { applicant: { fullName: name, [name]: phone } } }),
      await intake({ office: name, place: name, unit: name, case: name }),
      await intake({ case: name }),
      await intake({ unit: name }),
      await intake({ place: name }),
      await intake({ components: [{ component: name, originals: 1, copies: 0, documents: [] }] }),
      await receptionist.post('/dossiers', `{"name": "${name}`),
      await receptionist.get(`/dossiers/${inPath}/engine-history?q=${inPath}`),
      await receptionist.get(`/dossiers/${code}/documents/${inPath}`),
      await receptionist.get(`/${inPath}`),
      await receptionist.get(`/%E0%A4%A?${inPath}`),
      await receptionist.post(`/dossiers/${code}/acts`, { act: name, task: name, place: name, note: name, [name]: 1 }),
      await receptionist.post(`/dossiers/${code}/acts`, { act: 'appraise', task: name, place: name, note }),
      await receptionist.upload(`/dossiers/${code}/documents?kind=${inPath}`, aPdf(note), 'application/pdf'),
      await receptionist.upload(`/dossiers/${code}/documents`, Buffer.from(name), 'application/pdf'),
      await receptionist.upload('/documents', Buffer.from(name), `text/${phone}`),
      await motcua.withToken(Buffer.from(name).toString('base64')).get(`/dossiers/${code}/engine-history`),
    ];
  }

  test('have gone in: the erasable tables hold every one that is not encrypted', async () => {
    const text = await tableText(ERASABLE);
    const sealed = ['submitterIdentity', 'identityNumber', 'email', 'address'];
    const encrypted = [...sealed, 'formName', 'formPhone', 'formIdentity', 'fileText'];
    expect(canariesIn(text)).toEqual(Object.keys(CANARY).filter((name) => !encrypted.includes(name)));
    expect(await rows(motcua.db, 'select dossier from dossier_form where dossier = $1', receipt.code)).toHaveLength(1);
    expect(receipt.code).toMatch(/^H49/);
  });

  test('are in no other table: not in the ledger, commands, outbox, tasks, counts or documents', async () => {
    const tables = await rows<{ name: string }>(
      motcua.db,
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    const others = tables.map(({ name }) => name).filter((name) => !ERASABLE.includes(name));
    expect(others).toEqual(
      expect.arrayContaining(['dossier_event', 'command', 'outbox', 'indicator_delta', 'indicator_rollup']),
    );
    for (const table of others) expect([table, canariesIn(await tableText([table]))]).toEqual([table, []]);
  });

  const inEngine = async (): Promise<readonly EngineFind[]> => {
    const { finds, tables, bytes } = await searchEngineTables(testStack().adminUrl, canariesIn);
    expect(tables).toBeGreaterThan(30);
    expect(bytes).toBeGreaterThan(100_000);
    return finds;
  };

  test('are in no table of the engine, though its payloads are not encrypted here', async () => {
    expect(await inEngine()).toEqual([]);
  }, 60_000);

  test('of the notes of every act come back to whoever may see them, and to nobody else', async () => {
    const { events } = await wandered.timeline();
    expect(events.filter(({ note }) => note === CANARY.note).length).toBeGreaterThan(20);
    expect(events.filter(({ verification }) => verification?.content === CANARY.finding).length).toBeGreaterThan(1);
    const beside = events.map((event) => ({ ...event, note: null, verification: null }));
    expect(canariesIn(JSON.stringify(beside))).toEqual([]);
    expect(canariesIn(JSON.stringify(await wandered.timeline('system-administrator')))).toEqual([]);
    const [kept] = await rows<{ notes: number; verifications: number }>(
      motcua.db,
      `select (select count(*) from dossier_note where dossier = $1)::int as notes,
        (select count(*) from verification where dossier = $1)::int as verifications`,
      wandered.code,
    );
    // One that the ledger names each, and none of what was refused.
    expect(kept).toEqual({
      notes: events.filter(({ note }) => note !== null).length,
      verifications: events.filter(({ verification }) => verification !== null).length,
    });
  });

  test('are in no log of API, worker and servers', () => {
    expect(motcua.logs.some((line) => line.includes(receipt.code))).toBe(true);
    expect(canariesIn(motcua.logs.join('\n'))).toEqual([]);
    const logs = filesBelow(dataPaths(motcua.config.dataDir).logs);
    expect(logs.length).toBeGreaterThan(2);
    for (const path of logs) expect([path, canariesIn(readFileSync(path))]).toEqual([path, []]);
  });

  test('lie in the object store encrypted only', () => {
    const files = filesBelow(dataPaths(motcua.config.dataDir).minio);
    expect(files.length).toBeGreaterThan(3);
    for (const path of files) expect([path, canariesIn(path), canariesIn(readFileSync(path))]).toEqual([path, [], []]);
  });

  test('come back in no error', () => {
    for (const { status, text, headers } of badNews) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(canariesIn(text)).toEqual([]);
      expect(canariesIn(JSON.stringify([...headers]))).toEqual([]);
    }
  });

  test('come back in no answer of an act, and the file’s name only with the file', async () => {
    expect(canariesIn(JSON.stringify([receipt, attached]))).toEqual([]);
    const path = `/dossiers/${receipt.code}/documents/${attached.id}`;
    const { status, headers, bytes } = await motcua.as('appraiser-hong-gai').download(path);
    expect(status).toBe(200);
    expect(canariesIn(bytes)).toEqual(['fileText']);
    expect(canariesIn(headers.get('content-disposition') ?? '')).toEqual(['fileName']);
  });

  async function tableText(tables: readonly string[]): Promise<string> {
    const texts = tables.map((table) => rows(motcua.db, `select row_to_json(t)::text as row from ${table} t`));
    return JSON.stringify(await Promise.all(texts));
  }

  // Last: what it lets out goes to the archive of histories too.
  test('would be found in the engine: one that is let out on purpose is', async () => {
    const { client } = motcua.engine;
    const workflowId = `leak-${randomUUID()}`;
    await client.workflow.start('leak', {
      workflowId,
      taskQueue: workflowId,
      args: [{ note: CANARY.note }],
      memo: { by: CANARY.name },
    });
    const finds = await inEngine();
    await client.workflow.getHandle(workflowId).terminate();
    expect(new Set(finds.flatMap(({ names }) => names))).toEqual(new Set(['name', 'note']));
    expect(finds.map(({ table }) => table)).toEqual(expect.arrayContaining(['history_node']));
  }, 60_000);
});
