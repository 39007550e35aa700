import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aPdf, type Answer, type Caller, type Json } from '../support/desks.ts';
import { createBatching, namedIn } from '../support/batching.ts';
import { BUILDER, createConsulting } from '../support/consulting.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { AT, createWays, PLACE, type Way } from '../support/ways.ts';

/** An answer but for the number of its request. */
const faceOf = ({ status, text, headers }: Answer): unknown => {
  const shown = [...headers].filter(
    ([name]) => name !== 'x-request-id' && name !== 'date' && !name.startsWith('ratelimit'),
  );
  return [status, text.replaceAll(/urn:motcua:request:[^"]*/g, ''), shown];
};

describe('To who has nothing to do with it', () => {
  let motcua: Motcua;
  let open: Way;
  let ended: Way;
  let withConsultation: Way;
  let consultation: string;
  let document: string;
  let batch: string;
  let strangers: readonly (readonly [string, Caller])[];

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    const ways = createWays(motcua);
    const consulting = createConsulting(motcua, ways);
    open = await ways.receive();
    document = await open.attachment(AT.appraiser);
    ended = await ways.receive();
    await ended.toEnd();
    withConsultation = await consulting.dossier();
    consultation = await consulting.ask(withConsultation);
    const batching = createBatching(motcua.as(AT.leader));
    const named = await ways.receive();
    batch = (await batching.carryOut('assign', { items: [namedIn(named)], lead: AT.appraiser })).id;
    strangers = [
      ['appraiser', motcua.as('appraiser-bai-chay')],
      ['leader', motcua.as('leader-bai-chay')],
      ['seal clerk', motcua.as('seal-clerk-so-tai-chinh')],
      ['auditor elsewhere', await ways.someone({ agency: 'H49.04', role: 'auditor' })],
      ['citizen', motcua.as('citizen')],
    ];
  }, 90_000);
  afterAll(() => motcua?.stop(), 30_000);

  /** The same request for a thing that is there and for one that is not: the answers, with what was asked for left out of them. */
  async function bothWays(
    send: (name: string) => Promise<Answer>,
    there: string,
    absent: string,
  ): Promise<readonly [unknown, unknown]> {
    const [one, other] = [await send(there), await send(absent)];
    expect(one.status).toBeGreaterThanOrEqual(400);
    const without = (answer: Answer, name: string): Answer => ({ ...answer, text: answer.text.replaceAll(name, '…') });
    return [faceOf(without(one, there)), faceOf(without(other, absent))];
  }

  const act = (task: string, name = 'appraise'): Json => ({ act: name, task, place: PLACE, note: 'Thử' });
  /** As long as those that are there. */
  const ABSENT = 'H49.01.143-200102-0001';

  test('a dossier that is there answers to the byte as one that is not, whatever is asked of it', async () => {
    const requests: readonly (readonly [string, (caller: Caller, code: string) => Promise<Answer>])[] = [
      ...['', '/timeline', '/handovers', '/personal-reads', '/acts', '/engine-history', `/documents/${document}`].map(
        (path) => [`GET ${path}`, (caller: Caller, code: string) => caller.get(`/dossiers/${code}${path}`)] as const,
      ),
      ...['appraise', 'approve', 'seal', 'undo', 'send-back', 'suspend'].map(
        (name) =>
          [
            `POST ${name}`,
            (caller: Caller, code: string) =>
              caller.post(`/dossiers/${code}/acts`, {
                ...act(`${code}.1`, name),
                ...(name === 'send-back' ? { stage: 'appraisal' } : {}),
              }),
          ] as const,
      ),
      [
        'POST documents',
        (caller, code) => caller.upload(`/dossiers/${code}/documents`, aPdf('một tệp'), 'application/pdf'),
      ],
      [
        'POST batches',
        (caller, code) =>
          caller.post('/batches', { act: 'approve', place: PLACE, items: [{ dossier: code, task: `${code}.1` }] }),
      ],
    ];
    for (const code of [open.code, ended.code, withConsultation.code])
      for (const [who, caller] of strangers)
        for (const [what, send] of requests) {
          const [there, absent] = await bothWays((name) => send(caller, name), code, ABSENT);
          expect([who, what, there]).toEqual([who, what, absent]);
        }
  }, 120_000);

  test('nor does the code of a part, a consultation, a hand-over, a task or a batch tell', async () => {
    const task = open.task;
    const kinds: readonly (readonly [string, string, string, (caller: Caller, name: string) => Promise<Answer>])[] = [
      ['consultation', consultation, `${ABSENT}.C1`, (caller, name) => caller.get(`/consultations/${name}`)],
      [
        'answer',
        consultation,
        `${ABSENT}.C1`,
        (caller, name) =>
          caller.post(`/consultations/${name}/acts`, { act: 'answer', opinion: 'agreed', note: 'Thử', place: PLACE }),
      ],
      [
        'recall',
        consultation,
        `${ABSENT}.C1`,
        (caller, name) => caller.post(`/consultations/${name}/acts`, { act: 'recall', note: 'Thử', place: PLACE }),
      ],
      ['task', task, `${ABSENT}.1`, (caller, name) => caller.post(`/tasks/${name}/opening`, undefined)],
      ['hand-over', task, `${ABSENT}.1`, (caller, name) => caller.get(`/handovers/${name}`)],
      ['batch', batch, '00000000-0000-4000-8000-000000000000', (caller, name) => caller.get(`/batches/${name}`)],
      ['items', batch, '00000000-0000-4000-8000-000000000000', (caller, name) => caller.get(`/batches/${name}/items`)],
      [
        'steering',
        batch,
        '00000000-0000-4000-8000-000000000000',
        (caller, name) => caller.post(`/batches/${name}/cancel`, undefined),
      ],
    ];
    for (const [who, caller] of strangers)
      for (const [what, there, absent, send] of kinds) {
        const [one, other] = await bothWays((name) => send(caller, name), there, absent);
        expect([who, what, one]).toEqual([who, what, other]);
      }
  }, 60_000);

  test('while who takes part is told why not', async () => {
    const refused = ({ status, body }: Answer): unknown[] => [status, body['code']];
    expect(refused(await open.try(AT.leader, 'appraise'))).toEqual([403, 'role-not-allowed']);
    expect(refused(await ended.try(AT.appraiser, 'appraise'))).toEqual([409, 'dossier-ended']);
    // Any counter may look a dossier up, so it is told too.
    expect(refused(await open.try('return-clerk-bai-chay', 'return'))).toEqual([403, 'step-not-yours']);
    expect(refused(await motcua.as(BUILDER).get(`/dossiers/${withConsultation.code}`))).toEqual([
      404,
      'dossier-unknown',
    ]);
    expect((await motcua.as(BUILDER).get(`/consultations/${consultation}`)).status).toBe(200);
  });
});
