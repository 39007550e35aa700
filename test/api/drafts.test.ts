import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DRAFT_LIMIT, DraftPage, type DraftItem } from '../../contracts/draft.ts';
import {
  createDesks,
  SIMPLE_OFFICE,
  SIMPLE_PROCEDURE,
  statusesOf,
  type Answer,
  type Caller,
} from '../support/desks.ts';
import { count, rows } from '../support/facts.ts';
import { aBirthDeclaration } from '../support/forms.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson, type TestPerson } from '../support/people.ts';
import { testStack } from '../support/stack.ts';

const API_PROCESS = fileURLToPath(new URL('../support/api-process.ts', import.meta.url));
const RECEPTION = { agency: 'H49.01.143', role: 'receptionist', office: SIMPLE_OFFICE } as const;

/** Personal values of one draft, which occur nowhere else. */
const CANARY = {
  name: 'Hoạmi Thịnháp',
  phone: '0987000321',
  identityNumber: '022100099887',
  formName: 'Sáosậu Thịmẫu',
  place: '0912000777',
} as const;

/** A name as it is being typed, one more letter each time. */
const typedSoFar = (letters: number) => ({
  procedure: SIMPLE_PROCEDURE,
  office: SIMPLE_OFFICE,
  applicant: { kind: 'citizen', name: `${CANARY.name} `.repeat(9).slice(0, letters), phone: '' },
  components: [{ component: 'original', originals: '', copies: 1 }],
});

describe('The draft of a reception', () => {
  let motcua: Motcua;
  let me: TestPerson;
  let mine: Caller;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    me = await aPerson(motcua.db, [RECEPTION]);
    mine = motcua.withToken(me.token);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const ifMatch = (tag: string | null) => ({ key: null, headers: tag === null ? {} : { 'If-Match': tag } });
  const save = (id: string, content: unknown, tag: string | null = null, caller = mine): Promise<Answer> =>
    caller.put(`/drafts/${id}`, content, ifMatch(tag));
  const etagOf = ({ headers }: Answer): string => headers.get('etag') ?? '';
  const verdictOf = ({ status, body }: Answer) => [status, body['code']];
  const contentOf = async (id: string, caller = mine): Promise<unknown> =>
    (await caller.get(`/drafts/${id}`)).body['content'];
  /** A draft that has been saved so many times. */
  const aDraft = async (saves = 1, caller = mine): Promise<{ id: string; tag: string }> => {
    const id = randomUUID();
    let tag: string | null = null;
    for (let letters = 1; letters <= saves; letters += 1)
      tag = etagOf(await save(id, typedSoFar(letters), tag, caller));
    return { id, tag: tag ?? '' };
  };

  test('is saved as it is typed, fifty times in a row, and is there to the letter', async () => {
    const id = randomUUID();
    let tag: string | null = null;
    for (let letters = 1; letters <= 50; letters += 1) {
      const answer = await save(id, typedSoFar(letters), tag);
      expect([answer.status, answer.body['id'], answer.body['revision']]).toEqual([
        letters === 1 ? 201 : 200,
        id,
        letters,
      ]);
      tag = etagOf(answer);
      expect(tag).toBe(`"${letters}"`);
    }
    const { status, body, headers } = await mine.get(`/drafts/${id}`);
    expect([status, headers.get('etag'), body['revision']]).toEqual([200, '"50"', 50]);
    expect(body['content']).toEqual(typedSoFar(50));
    expect(await count(motcua.db, 'reception_draft where id = $1', id)).toBe(1);
    const unchanged = await mine.get(`/drafts/${id}`, { headers: { 'If-None-Match': '"50"' } });
    expect([unchanged.status, unchanged.text]).toEqual([304, '']);
  });

  test('outlives the API that saved it, also by kill -9 in the middle of a save', async () => {
    const processes: ChildProcess[] = [];
    const startApi = async (): Promise<{ child: ChildProcess; caller: Caller }> => {
      const child = fork(API_PROCESS, { env: { ...process.env, ...testStack().env } });
      processes.push(child);
      const [{ port }] = (await once(child, 'message')) as [{ port: number }];
      return { child, caller: createDesks(`http://127.0.0.1:${port}`, motcua.catalogue).withToken(me.token) };
    };
    try {
      const first = await startApi();
      const { id, tag } = await aDraft(3, first.caller);
      const inFlight = save(id, typedSoFar(4), tag, first.caller).catch(() => null);
      first.child.kill('SIGKILL');
      await Promise.all([inFlight, once(first.child, 'exit')]);

      const second = await startApi();
      expect([typedSoFar(3), typedSoFar(4)]).toContainEqual(await contentOf(id, second.caller));
      const again = await save(id, typedSoFar(4), tag, second.caller);
      expect([again.status, again.body['revision']]).toEqual([200, 4]);
      expect(await contentOf(id, second.caller)).toEqual(typedSoFar(4));
    } finally {
      for (const child of processes) if (child.connected) child.disconnect();
    }
  }, 60_000);

  test('is not written over by a save that is stale, which is told the present revision', async () => {
    const { id, tag } = await aDraft(2);
    const elsewhere = await save(id, { place: 'elsewhere' }, tag);
    expect(elsewhere.body['revision']).toBe(3);
    for (const stale of [tag, '"1"', '"99"', 'W/"3"', '3', 'nonsense']) {
      const refused = await save(id, { place: 'here' }, stale);
      expect([stale, ...verdictOf(refused)]).toEqual([stale, 412, 'precondition-failed']);
      expect(refused.body['state']).toEqual(elsewhere.body);
      expect([refused.body['params'], etagOf(refused)]).toEqual([{ revision: 3 }, '"3"']);
    }
    expect(await contentOf(id)).toEqual({ place: 'elsewhere' });
    expect((await save(id, { place: 'here' }, etagOf(elsewhere))).body['revision']).toBe(4);
    expect((await save(id, { place: 'after all' }, '*')).body['revision']).toBe(5);
  });

  test('without If-Match is begun, and not begun again over what is there', async () => {
    const { id, tag } = await aDraft(2);
    const refused = await save(id, { place: 'again' });
    expect([...verdictOf(refused), etagOf(refused)]).toEqual([428, 'precondition-required', tag]);
    expect(refused.body['state']).toMatchObject({ id, revision: 2 });
    expect(await contentOf(id)).toEqual(typedSoFar(2));
  });

  test('is saved once by a save that is sent again', async () => {
    const id = randomUUID();
    const begun = await save(id, typedSoFar(1));
    const begunAgain = await save(id, typedSoFar(1));
    expect([begunAgain.status, begunAgain.text]).toEqual([200, begun.text]);
    const saved = await save(id, typedSoFar(2), etagOf(begun));
    const savedAgain = await save(id, typedSoFar(2), etagOf(begun));
    expect([savedAgain.status, savedAgain.text, etagOf(savedAgain)]).toEqual([200, saved.text, '"2"']);
    const many = await Promise.all(Array.from({ length: 6 }, () => save(id, typedSoFar(3), '"2"')));
    expect(many.map(({ status, body }) => [status, body['revision']])).toEqual(many.map(() => [200, 3]));
  });

  test('of two saves from one revision takes exactly one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id, tag } = await aDraft();
      const places = ['left', 'right', 'left, once more', 'right, once more'];
      const answers = await Promise.all(places.map((place) => save(id, { place }, tag)));
      expect(statusesOf(answers)).toEqual([200, 412, 412, 412]);
      const won = places[answers.findIndex(({ status }) => status === 200)];
      expect(await contentOf(id)).toEqual({ place: won });
    }
  });

  test('is seen and changed by the one who began it alone', async () => {
    const { id, tag } = await aDraft();
    const other = await aPerson(motcua.db, [RECEPTION]);
    const theirs = motcua.withToken(other.token);
    for (const answer of [
      await theirs.get(`/drafts/${id}`),
      await save(id, { place: 'mine now' }, null, theirs),
      await save(id, { place: 'mine now' }, tag, theirs),
      await save(id, { place: 'mine now' }, '*', theirs),
    ]) {
      expect([...verdictOf(answer), answer.body['state']]).toEqual([404, 'draft-unknown', undefined]);
      expect(answer.headers.get('etag')).toBeNull();
    }
    // As one that is gone: the answer does not tell them apart.
    for (const one of [id, randomUUID()]) expect((await theirs.delete(`/drafts/${one}`)).status).toBe(204);
    expect((await theirs.get('/drafts')).body).toEqual({ items: [], next: null });
    expect(await contentOf(id)).toEqual(typedSoFar(1));
    // Not even a row that was given to somebody else opens for him.
    await rows(motcua.db, 'update reception_draft set person = $2 where id = $1', id, other.id);
    expect(verdictOf(await theirs.get(`/drafts/${id}`))).toEqual([500, 'internal']);
  });

  test('is for receptionists', async () => {
    for (const account of ['appraiser-hong-gai', 'auditor']) {
      const caller = motcua.as(account);
      for (const answer of [await save(randomUUID(), {}, null, caller), await caller.get('/drafts')])
        expect(verdictOf(answer)).toEqual([403, 'role-not-allowed']);
    }
    expect((await save(randomUUID(), {}, null, motcua.withToken(null))).status).toBe(401);
  });

  test('has 256 kB at most, and a save beyond leaves what was there', async () => {
    const ofBytes = (bytes: number) => ({ place: 'x'.repeat(bytes - JSON.stringify({ place: '' }).length) });
    const id = randomUUID();
    expect((await save(id, ofBytes(DRAFT_LIMIT))).status).toBe(201);
    expect(verdictOf(await save(id, ofBytes(DRAFT_LIMIT + 1), '"1"'))).toEqual([413, 'too-large']);
    expect(await contentOf(id)).toEqual(ofBytes(DRAFT_LIMIT));
  });

  test('is refused when its id is no UUID, or it has fields that no reception has', async () => {
    for (const id of ['1', 'x'.repeat(36), `${randomUUID()}0`, '%00']) {
      const answers = [await save(id, {}), await mine.get(`/drafts/${id}`), await mine.delete(`/drafts/${id}`)];
      for (const answer of answers) expect([id, ...verdictOf(answer)]).toEqual([id, 400, 'request-invalid']);
    }
    for (const content of [{ more: 1 }, [], { applicant: { more: 1 } }])
      expect(verdictOf(await save(randomUUID(), content))).toEqual([422, 'body-invalid']);
    const id = randomUUID();
    expect((await save(id.toUpperCase(), { place: 'big letters' })).body['id']).toBe(id);
    expect(await contentOf(id)).toEqual({ place: 'big letters' });
  });

  test('is encrypted, under a key of its own, and shows in lists by codes of the catalogue only', async () => {
    const { name, phone, identityNumber, formName, place } = CANARY;
    const content = {
      procedure: formName,
      office: phone,
      place,
      applicant: { name, phone, identityNumber },
      form: aBirthDeclaration({ name: formName, phone, identityNumber }),
    };
    const [first, second] = [randomUUID(), randomUUID()];
    await save(first, content);
    await save(second, content);
    expect(await contentOf(first)).toEqual(content);

    const found = await rows<{ row: string; cipher: Buffer; wrapped_key: Buffer; procedure: null; office: null }>(
      motcua.db,
      'select row_to_json(d)::text as row, cipher, wrapped_key, procedure, office from reception_draft d where id = any ($1)',
      [first, second],
    );
    expect(found.map(({ procedure, office }) => [procedure, office])).toEqual([
      [null, null],
      [null, null],
    ]);
    for (const { row, cipher } of found) {
      for (const value of Object.values(CANARY)) {
        expect(row.includes(value)).toBe(false);
        expect(cipher.includes(value)).toBe(false);
      }
    }
    expect(found[0]?.cipher.equals(found[1]?.cipher ?? Buffer.of())).toBe(false);
    expect(found[0]?.wrapped_key.equals(found[1]?.wrapped_key ?? Buffer.of())).toBe(false);
    const { text } = await mine.get('/drafts');
    for (const value of Object.values(CANARY)) expect(text.includes(value)).toBe(false);
  });

  test('is listed to its owner page by page, latest saved first', async () => {
    const caller = motcua.withToken((await aPerson(motcua.db, [RECEPTION])).token);
    const drafts: string[] = [];
    for (let index = 0; index < 7; index += 1) drafts.push((await aDraft(1, caller)).id);
    const [oldest = ''] = drafts;
    await save(oldest, { procedure: '9.9', office: SIMPLE_OFFICE }, '"1"', caller);
    const expected = [oldest, ...drafts.slice(1).toReversed()];

    const found: DraftItem[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer = await caller.get(`/drafts?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const { items, next } = DraftPage.parse(answer.body);
      found.push(...items);
      cursor = next;
    }
    expect(found.map(({ id }) => id)).toEqual(expected);
    const [first, second] = found;
    expect(first).toEqual({
      id: oldest,
      procedure: null,
      office: SIMPLE_OFFICE,
      revision: 2,
      updatedAt: expect.any(String),
    });
    expect(second).toMatchObject({ procedure: SIMPLE_PROCEDURE, office: SIMPLE_OFFICE, revision: 1 });
    expect(verdictOf(await caller.get('/drafts?cursor=bm9uZQ'))).toEqual([400, 'cursor-invalid']);
  });

  test('is deleted, once or more, and a late save does not bring it back', async () => {
    const { id, tag } = await aDraft(2);
    const answers = [await mine.delete(`/drafts/${id}`), await mine.delete(`/drafts/${id}`)];
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [204, ''],
      [204, ''],
    ]);
    expect(verdictOf(await mine.get(`/drafts/${id}`))).toEqual([404, 'draft-unknown']);
    expect(verdictOf(await save(id, typedSoFar(3), tag))).toEqual([404, 'draft-unknown']);
    expect(await count(motcua.db, 'reception_draft where id = $1', id)).toBe(0);
    expect((await save(id, typedSoFar(3))).status).toBe(201);
  });

  test('is gone with the reception that it becomes, and repeats of that answer the same', async () => {
    const { id, tag } = await aDraft(2);
    const key = randomUUID();
    const body = { ...motcua.intakeBody(), draft: id };
    const refused = await mine.post('/dossiers', { ...body, case: 'no-such-case' }, { key });
    const tooLate = await mine.post('/dossiers', {
      ...body,
      components: [{ component: 'original', documents: [randomUUID()] }],
    });
    expect([refused, tooLate].map(({ body: problem }) => problem['code'])).toEqual([
      'case-unknown',
      'document-unknown',
    ]);
    expect(await contentOf(id)).toEqual(typedSoFar(2));

    const received = await mine.post('/dossiers', body, { key });
    expect(received.status).toBe(201);
    expect(await count(motcua.db, 'reception_draft where id = $1', id)).toBe(0);
    expect(verdictOf(await save(id, typedSoFar(3), tag))).toEqual([404, 'draft-unknown']);
    const again = await mine.post('/dossiers', body, { key });
    expect([again.status, again.text]).toEqual([201, received.text]);
  });

  test('that is gone, or somebody else’s, does not matter to a reception and stays as it is', async () => {
    const theirs = motcua.withToken((await aPerson(motcua.db, [RECEPTION])).token);
    const { id } = await aDraft(1, theirs);
    for (const draft of [randomUUID(), id])
      expect((await mine.post('/dossiers', { ...motcua.intakeBody(), draft })).status).toBe(201);
    expect(await contentOf(id, theirs)).toEqual(typedSoFar(1));
    expect(verdictOf(await mine.post('/dossiers', { ...motcua.intakeBody(), draft: 'x' }))).toEqual([
      422,
      'body-invalid',
    ]);
  });

  test('is removed by the schedule once nobody has saved it for thirty days', async () => {
    const days = 24 * 3_600_000;
    const removal = () =>
      motcua.engine.client.workflow.execute('removeExpiredDrafts', {
        taskQueue: 'dossier',
        workflowId: `drafts-${randomUUID()}`,
      });
    const [untouched, touched] = [await aDraft(), await aDraft()];
    const [kept] = await rows<{ expires_at: Date }>(
      motcua.db,
      'select expires_at from reception_draft where id = $1',
      untouched.id,
    );
    expect(Math.round(((kept?.expires_at.getTime() ?? 0) - Date.now()) / days)).toBe(30);
    await rows(
      motcua.db,
      `update reception_draft set updated_at = updated_at - interval '31 days', expires_at = expires_at - interval '31 days'
       where id = any ($1)`,
      [untouched.id, touched.id],
    );
    await save(touched.id, typedSoFar(9), touched.tag);
    expect(await removal()).toBeGreaterThanOrEqual(1);
    expect((await mine.get(`/drafts/${untouched.id}`)).status).toBe(404);
    expect(await contentOf(touched.id)).toEqual(typedSoFar(9));
    expect(await removal()).toBe(0);
  });
});
