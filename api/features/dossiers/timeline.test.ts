import type { ChainedDossierEvent } from '../../../domain/dossier/events.ts';
import { describe, expect, it } from '@jest/globals';
import { aReceivedDossier, carryOut, CODE, theNextAct } from '../../../test/support/builders.ts';
import { Timeline } from '../../../contracts/timeline.ts';
import type { DossierEvent } from '../../../domain/dossier/events.ts';
import { internalView } from '../../../domain/access/internal-view.ts';
import { personalView } from '../../../domain/access/personal-view.ts';
import type { Role } from '../../../domain/access/roles.ts';
import { chain } from '../../../domain/ledger/hash-chain.ts';
import { GENESIS_HASH, type ChainedEvent } from '../../../domain/ledger/ledger-event.ts';
import { toEventRow } from '../../../infra/db/ledger-rows.ts';
import type { Names } from '../names.ts';
import { mergeStreams, readTimeline, type LedgerHead } from './timeline.ts';

const NOTE = '00000000-0000-8000-8000-00000000000a';
const names: Names = {
  agency: (code) => ({ code, name: null }),
  office: (code) => ({ code, name: null }),
  premises: (code) => ({ code, name: { vi: 'Trung tâm', en: 'Centre' } }),
  client: (code) => ({ code, name: null }),
};

/** A dossier received and appraised with a note, as its stream. */
function aStream(onBehalfOf: string | null = null): ChainedDossierEvent[] {
  const { snapshot, events } = aReceivedDossier();
  const next = theNextAct(snapshot);
  if (next === null) throw new Error('nothing to do');
  const act = { ...next.act, note: { id: NOTE, commitment: 'c'.repeat(64) } };
  const after = carryOut(snapshot, act, { ...next.actor, onBehalfOf }, '2026-11-24T02:30:00.000Z');
  return chain(GENESIS_HASH, [...events, ...after.events] as DossierEvent[]);
}

const STEP = {
  id: `${CODE}.1`,
  number: 1,
  stage: 'appraisal',
  kind: 'appraisal',
  agency: 'H49.101',
  role: 'appraiser',
  routed_at: new Date('2026-11-24T01:00:00Z'),
  routed_medium: 'paper',
  due_at: '2026-11-24 03:00:00+00',
  overdue: false,
  acted_at: new Date('2026-11-24T02:30:00Z'),
  left_at: new Date('2026-11-24T02:30:00Z'),
  person: 'person-appraisal',
  appointment: 'person-appraisal-1',
  medium: 'electronic',
  place: 'centre-mau',
  left_by: 'appraise',
  lead: null,
  openings: [
    { person: 'person-appraisal', on_behalf_of: null, opened_at: '2026-11-24T01:20:30+00:00' },
    { person: 'somebody', on_behalf_of: 'principal', opened_at: '2026-11-24T01:40:00+00:00' },
  ],
};

/** A database that answers by the names of the statements. */
function aDatabase(stream: readonly ChainedDossierEvent[]) {
  const answers: Readonly<Record<string, readonly unknown[]>> = {
    'read-stream': stream.map((row) => {
      const columns = toEventRow(row);
      return { ...columns, at: new Date(String(columns['at'])) };
    }),
    'timeline-steps': [STEP],
    'timeline-notes': [{ id: NOTE, text: 'Đã thẩm tra bản chính' }],
    'timeline-people': [
      { id: 'person-appraisal', display_name: 'Demo – Appraiser' },
      { id: 'principal', display_name: 'Demo – Principal' },
    ],
  };
  return {
    execute: <T extends Record<string, unknown>>({ name }: { name: string }): Promise<T[]> =>
      Promise.resolve([...(answers[name] ?? [])] as T[]),
  };
}

const headOf = (stream: readonly ChainedDossierEvent[]) => ({
  code: CODE,
  seq: stream.length,
  headHash: stream.at(-1)?.hash ?? '',
});
const readAs = (stream: readonly ChainedDossierEvent[], role: Role, head: LedgerHead = headOf(stream)) => {
  const actor = {
    person: 'p',
    appointment: 'p-1',
    agency: 'H49.101',
    office: null,
    role,
    onBehalfOf: null,
    rightsVersion: 1,
  };
  const subject = { participants: ['H49.101'] };
  const view = personalView(actor, subject, false);
  return readTimeline(aDatabase(stream), names, head, { role, view, internal: internalView(actor, subject) });
};
const read = async (stream: readonly ChainedDossierEvent[], head?: LedgerHead) =>
  (await readAs(stream, 'appraiser', head)).timeline;

describe('the timeline', () => {
  it('tells every event with who, where, how and the note', async () => {
    const stream = aStream();
    const timeline = Timeline.parse(await read(stream));
    expect(timeline.events.map(({ type, seq }) => [seq, type])).toEqual([
      [1, 'dossier-received'],
      [2, 'step-opened'],
      [3, 'step-acted'],
      [4, 'step-opened'],
    ]);
    expect(timeline.events[2]).toMatchObject({
      actor: { person: { id: 'person-appraisal', displayName: 'Demo – Appraiser' }, role: 'appraiser' },
      medium: 'electronic',
      place: { code: 'centre-mau', name: { vi: 'Trung tâm' } },
      note: 'Đã thẩm tra bản chính',
    });
    expect(timeline.events[0]).toMatchObject({
      actor: { person: { id: 'person-reception', displayName: null } },
      note: null,
    });
  });

  it('gives each step its four instants and what lies between them, opened by whoever was first', async () => {
    const [step] = (await read(aStream())).steps;
    expect(step).toMatchObject({
      routedAt: '2026-11-24T01:00:00.000Z',
      routedMedium: 'paper',
      openedAt: '2026-11-24T01:20:30.000Z',
      actedAt: '2026-11-24T02:30:00.000Z',
      leftAt: '2026-11-24T02:30:00.000Z',
      dueAt: '2026-11-24T03:00:00.000Z',
      minutes: { waiting: 20, handling: 69, total: 90 },
    });
    expect(step?.openedBy.map(({ person }) => person.id)).toEqual(['person-appraisal', 'somebody']);
  });

  it('names whom an event, a step and an opening were done for, by delegation', async () => {
    const principal = { id: 'principal', displayName: 'Demo – Principal' };
    const { events, steps } = Timeline.parse(await read(aStream('principal')));
    expect(events.map(({ actor }) => 'person' in actor && actor.onBehalfOf)).toEqual([
      null,
      null,
      principal,
      principal,
    ]);
    expect(steps[0]).toMatchObject({ person: { id: 'person-appraisal' }, onBehalfOf: principal });
    expect(steps[0]?.openedBy.map(({ onBehalfOf }) => onBehalfOf)).toEqual([null, principal]);
    expect((await read(aStream())).steps[0]?.onBehalfOf).toBeNull();
  });

  it('keeps notes from those whose task takes none, and from an auditor who does not say why', async () => {
    for (const role of ['system-administrator', 'seal-clerk', 'auditor', 'citizen'] as const) {
      const { timeline, what } = await readAs(aStream(), role);
      expect(timeline.events.map(({ note }) => note)).toEqual([null, null, null, null]);
      expect(what).toEqual([]);
    }
    expect((await readAs(aStream(), 'appraiser')).what).toEqual(['notes']);
  });

  it('tells the applicant what happened when at which agency, and names no officer', async () => {
    const { timeline } = await readAs(aStream('principal'), 'citizen');
    const text = JSON.stringify(Timeline.parse(timeline));
    expect(text).not.toMatch(/person-|principal|somebody|Demo/);
    expect(timeline.events[2]).toMatchObject({
      type: 'step-acted',
      actor: { agency: { code: 'H49.101' }, role: 'appraiser' },
      data: {},
    });
    expect(timeline.steps[0]).toMatchObject({ actedAt: '2026-11-24T02:30:00.000Z', person: null, openedBy: [] });
    expect(timeline.ledger).toMatchObject({ verified: true });
  });

  it('tells where a result is stored to who audits and who runs the system, and to nobody else', async () => {
    const result = {
      document: NOTE,
      bucket: 'results',
      key: 'ab/abc',
      versionId: 'v-1',
      sha256: 'a'.repeat(64),
      retainUntil: '2036-01-01T00:00:00.000Z',
    };
    const [first, second, acted] = aStream().map(({ event }) => event);
    const sealed = { ...acted, data: { ...acted?.data, result } };
    const ended = { ...acted, type: 'part-ended', seq: 4, data: { part: 'p', results: [result] } };
    const stream = chain(GENESIS_HASH, [first, second, sealed, ended] as DossierEvent[]);
    const dataSeenBy = async (role: Role) =>
      (await readAs(stream, role)).timeline.events.slice(2).map((one) => one.data);
    for (const role of ['auditor', 'system-administrator'] as const)
      expect(await dataSeenBy(role)).toMatchObject([{ result }, { results: [result] }]);
    const { bucket: _bucket, key: _key, versionId: _version, ...shown } = result;
    for (const role of ['appraiser', 'agency-leader', 'indicator-officer'] as const)
      expect(await dataSeenBy(role)).toEqual([
        { ...acted?.data, result: shown },
        { part: 'p', results: [shown] },
      ]);
  });
});

describe('the proof of a timeline', () => {
  it('holds for a whole chain that reaches the dossier’s head, and for one that has grown since', async () => {
    const stream = aStream();
    const older = { code: CODE, seq: 2, headHash: stream[1]?.hash ?? '' };
    for (const head of [headOf(stream), older]) {
      expect((await read(stream, head)).ledger).toEqual({
        verified: true,
        events: 4,
        headHash: stream[3]?.hash,
        problem: null,
      });
    }
  });

  it('names the first event that is missing or was altered, and an end that was cut off', async () => {
    const stream = aStream();
    const altered = stream.map((row, index) =>
      index === 1 ? { ...row, event: { ...row.event, place: 'elsewhere' } } : row,
    );
    const without = stream.filter((_, index) => index !== 2);
    const head = headOf(stream);
    const problems = await Promise.all(
      [altered, without, stream.slice(0, 3)].map(async (rows) => (await read(rows, head)).ledger.problem),
    );
    expect(problems).toEqual([
      { code: 'ledger-tampered', stream: CODE, seq: 2 },
      { code: 'ledger-gap', stream: CODE, seq: 4 },
      { code: 'ledger-head-mismatch', stream: CODE, seq: 4 },
    ]);
  });
});

describe('the timeline of a dossier with several streams', () => {
  const FIRST = '2026-11-24T01:00:00.000Z';
  const LATER = '2026-11-24T02:00:00.000Z';
  const row = (stream: string, seq: number, at: string): ChainedEvent => ({
    event: {
      v: 1,
      stream,
      seq,
      type: 'step-opened',
      at,
      actor: { system: 'clock' },
      medium: 'electronic',
      place: null,
      command: 'k',
      data: {},
    },
    prevHash: '',
    hash: '',
  });
  const order = (...streams: ChainedEvent[][]): string[] =>
    mergeStreams(streams).map(({ event: { stream, seq } }) => `${stream}${seq}`);

  it('tells them by time, and of one instant by stream and number', () => {
    const parent = [row('a', 1, FIRST), row('a', 2, LATER)];
    const child = [row('b', 1, FIRST), row('b', 2, FIRST)];
    expect(order(parent, child)).toEqual(['a1', 'b1', 'b2', 'a2']);
    expect(order(child, parent)).toEqual(['a1', 'b1', 'b2', 'a2']);
    expect(order([], parent)).toEqual(['a1', 'a2']);
  });

  it('keeps the order of each, whichever clock gave its instants', () => {
    expect(order([row('a', 1, LATER), row('a', 2, FIRST)], [row('b', 1, FIRST)])).toEqual(['b1', 'a1', 'a2']);
  });

  it('proves each of them by itself', async () => {
    const stream = aStream();
    const others = [{ code: `${CODE}.S1`, seq: 4, headHash: 'f'.repeat(64) }];
    const { ledger, streams } = Timeline.parse(await read(stream, { ...headOf(stream), others }));
    expect(ledger).toMatchObject({ verified: true, events: 4 });
    expect(streams.map((one) => [one.stream, one.verified, one.problem?.code])).toEqual([
      [CODE, true, undefined],
      [`${CODE}.S1`, false, 'ledger-head-mismatch'],
    ]);
  });
});
