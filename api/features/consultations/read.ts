import { z } from 'zod';
import type { ConsultationItem, ConsultationQuery, ConsultationView } from '../../../contracts/consultation.ts';
import { cursorsOf, KeyInstant, KeyText, toPage, type Page } from '../../../contracts/paging.ts';
import type { Enclosed, ConsultationEvent } from '../../../domain/consultation/events.ts';
import { foldConsultation } from '../../../domain/consultation/state.ts';
import { DomainError } from '../../../domain/errors.ts';
import { verifyChain } from '../../../domain/ledger/hash-chain.ts';
import type { ChainedEvent } from '../../../domain/ledger/ledger-event.ts';
import type { Bilingual } from '../../../domain/procedure/procedure.ts';
import { readStream } from '../../../infra/db/ledger-rows.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';
import type { Names } from '../names.ts';

interface ConsultationRow extends Record<string, unknown> {
  readonly code: string;
  readonly dossier: string;
  readonly procedure: string;
  readonly procedure_name: Bilingual | null;
  readonly stage: string;
  readonly rule: string;
  readonly asker: string;
  readonly agency: string;
  readonly status: ConsultationItem['status'];
  readonly via: ConsultationItem['via'];
  readonly on_silence: ConsultationItem['onSilence'];
  readonly sent_at: StoredInstant;
  readonly delivered_at: StoredInstant | null;
  readonly opened_at: StoredInstant | null;
  readonly due_at: StoredInstant | null;
  readonly overdue: boolean;
  readonly opinion: ConsultationItem['opinion'];
  readonly late: boolean;
  readonly closed_at: StoredInstant | null;
  readonly seq: number;
  readonly head_hash: string;
  /** The key as text: the database's instants are finer than ours. */
  readonly key: string | null;
}

const key = (column: string): string => `(c.${column} at time zone 'UTC')::text || '+00' as key`;
const shown = (column: string): string =>
  `select c.code, c.dossier, d.procedure, v.content->'name' as procedure_name, c.stage, c.rule, c.asker, c.agency, c.status, c.via,
    c.on_silence, c.sent_at, c.delivered_at, c.opened_at, c.due_at, c.overdue, c.opinion, c.late, c.closed_at, c.seq, c.head_hash, ${key(column)}`;
const JOINED = `join dossier d on d.code = c.dossier
    join procedure_version v on v.code = d.procedure and v.version = d.procedure_version`;

/** Those with an instant first, by it; then those that are with whoever asked, whose clock stands still. */
const OPEN = {
  name: 'consultations-open',
  text: `${shown('due_at')} from (
      (select * from consultation where agency = $1 and closed_at is null and (due_at, code) > ($2::timestamptz, $3)
        order by due_at, code limit $5)
      union all
      (select * from consultation where agency = $1 and closed_at is null and due_at is null and code > $4 order by code limit $5)
      order by due_at nulls last, code limit $5
    ) c ${JOINED} order by c.due_at nulls last, c.code`,
};
const DONE = {
  name: 'consultations-done',
  text: `${shown('closed_at')} from (
      select * from consultation where agency = $1 and closed_at is not null and (closed_at, code) < ($2::timestamptz, $3)
        order by closed_at desc, code desc limit $4
    ) c ${JOINED} order by c.closed_at desc, c.code desc`,
};
const SENT = {
  name: 'consultations-sent',
  text: `${shown('sent_at')} from (
      select * from consultation where asker = $1 and (sent_at, code) < ($2::timestamptz, $3) order by sent_at desc, code desc limit $4
    ) c ${JOINED} order by c.sent_at desc, c.code desc`,
};
const ONE = { name: 'consultation', text: `${shown('sent_at')} from consultation c ${JOINED} where c.code = $1` };

const openCursors = cursorsOf('consultations-open', z.strictObject({ due: KeyInstant.nullable(), code: KeyText }));
const doneCursors = cursorsOf('consultations-done', z.strictObject({ at: KeyInstant, code: KeyText }));
const sentCursors = cursorsOf('consultations-sent', z.strictObject({ at: KeyInstant, code: KeyText }));

/** The consultations of an agency: what it is asked, the earliest due first, or what it asks, the latest first. */
export async function listConsultations(
  db: Pick<Database, 'execute'>,
  names: Names,
  agency: string,
  { direction, state, cursor, limit }: ConsultationQuery,
): Promise<Page<ConsultationItem>> {
  const toItem = (row: ConsultationRow): ConsultationItem => itemOf(row, names);
  if (direction === 'asked' && state === 'open') {
    const after = cursor === undefined ? undefined : openCursors.decode(cursor);
    const start =
      after === undefined
        ? ['-infinity', '', '']
        : after.due === null
          ? ['infinity', '', after.code]
          : [after.due, after.code, ''];
    const rows = await db.execute<ConsultationRow>(OPEN, [agency, ...start, limit + 1]);
    return toPage(rows, limit, openCursors, ({ key: due, code }) => ({ due, code }), toItem);
  }
  const [statement, cursors] = direction === 'asking' ? [SENT, sentCursors] : [DONE, doneCursors];
  const after = cursor === undefined ? { at: 'infinity', code: '' } : cursors.decode(cursor);
  const rows = await db.execute<ConsultationRow>(statement, [agency, after.at, after.code, limit + 1]);
  return toPage(rows, limit, cursors, ({ key: at, code }) => ({ at: at ?? '', code }), toItem);
}

function itemOf(row: ConsultationRow, names: Names): ConsultationItem {
  return {
    code: row.code,
    dossier: row.dossier,
    procedure: { code: row.procedure, name: row.procedure_name },
    stage: row.stage,
    rule: row.rule,
    asker: names.agency(row.asker),
    agency: names.agency(row.agency),
    status: row.status,
    via: row.via,
    onSilence: row.on_silence,
    sentAt: instant(row.sent_at),
    deliveredAt: instantOrNull(row.delivered_at),
    openedAt: instantOrNull(row.opened_at),
    dueAt: instantOrNull(row.due_at),
    overdue: row.overdue,
    opinion: row.opinion,
    late: row.late,
    closedAt: instantOrNull(row.closed_at),
  };
}

const TEXTS = { name: 'consultation-texts', text: 'select id, text from dossier_note where id = any ($1::uuid[])' };
const PEOPLE = { name: 'consultation-people', text: 'select id, display_name from person where id = any ($1)' };

/** Who reads a consultation. */
export interface ConsultationReader {
  readonly agency: string;
  /** He oversees: the consultation is not his agency's. */
  readonly oversees: boolean;
  /** He sees what was written. */
  readonly notes: boolean;
}

/**
 * One consultation as a reader may see it. An agency from which it was taken back, or that passed it on, keeps what it did itself: that it
 * was asked, when, and its own words and receipts; what the others wrote, and their files, are no longer its business.
 * @throws DomainError `consultation-unknown`
 */
export async function readConsultation(
  db: Pick<Database, 'execute'>,
  names: Names,
  code: string,
  { agency, oversees, notes }: ConsultationReader,
): Promise<ConsultationView> {
  const [row] = await db.execute<ConsultationRow>(ONE, [code]);
  if (row === undefined) throw new DomainError('consultation-unknown', { consultation: code });
  // What was written since the row was read is for the next time: all that is shown is of one moment, and so is its ETag.
  const chained = (await readStream<ConsultationEvent>(db, code)).filter(({ event }) => event.seq <= row.seq);
  const events = chained.map(({ event }) => event);
  const said = events.flatMap(saidBy);
  const people = [...new Set(events.flatMap(({ actor }) => ('person' in actor ? [actor.person] : [])))];
  const [texts, displayNames] = await Promise.all([
    !notes
      ? []
      : db.execute<{ id: string; text: string }>(TEXTS, [said.flatMap(({ note }) => (note === null ? [] : [note]))]),
    db.execute<{ id: string; display_name: string }>(PEOPLE, [people]),
  ]);
  const person = ({ actor }: ConsultationEvent) =>
    'person' in actor
      ? { id: actor.person, displayName: displayNames.find(({ id }) => id === actor.person)?.display_name ?? null }
      : null;
  const { contentHash, passedBy, seq } = foldConsultation(events);
  const isOut = !oversees && agency !== row.asker && (row.status === 'recalled' || agency !== row.agency);
  const sees = ({ actor }: ConsultationEvent): boolean => !isOut || ('person' in actor && actor.agency === agency);
  return {
    ...itemOf(row, names),
    ...(isOut ? { opinion: null, late: false } : {}),
    passedBy: passedBy.map(names.agency),
    contentHash,
    seq,
    headHash: chained.at(-1)?.hash ?? '',
    messages: said.map(({ event, note, documents }) => ({
      type: event.type,
      at: event.at,
      person: person(event),
      text: (sees(event) && texts.find(({ id }) => id === note)?.text) || null,
      documents: sees(event) ? documents.map(({ id, sha256 }) => ({ id, sha256 })) : [],
    })),
    receipts: chained
      .flatMap((link) => receiptOf(link, names, person))
      .filter(({ what, agency: by }) => !isOut || what === 'sent' || by.code === agency),
    verified: holds(chained, row),
  };
}

/** What people said, and what they sent along. */
function saidBy(
  event: ConsultationEvent,
): { event: ConsultationEvent; note: string | null; documents: readonly Enclosed[] }[] {
  switch (event.type) {
    case 'consultation-sent':
      return [{ event, note: event.data.question.id, documents: event.data.documents }];
    case 'consultation-answered':
    case 'consultation-replied':
      return [{ event, note: event.data.note.id, documents: event.data.documents }];
    case 'consultation-asked-back':
    case 'consultation-passed-on':
      return [{ event, note: event.data.note.id, documents: [] }];
    case 'consultation-recalled':
      return [{ event, note: event.data.note?.id ?? null, documents: [] }];
    default:
      return [];
  }
}

/** Sent, delivered, opened, answered: each with its instant and hashes. */
function receiptOf(
  { event, hash }: ChainedEvent<ConsultationEvent>,
  names: Names,
  person: (event: ConsultationEvent) => ConsultationView['receipts'][number]['person'],
): ConsultationView['receipts'] {
  const by = (what: ConsultationView['receipts'][number]['what'], agency: string, contentHash: string | null) => [
    { what, at: event.at, agency: names.agency(agency), person: person(event), seq: event.seq, contentHash, hash },
  ];
  switch (event.type) {
    case 'consultation-sent':
      return by('sent', event.data.asker, event.data.contentHash);
    case 'consultation-delivered':
      return by('delivered', event.data.agency, event.data.contentHash);
    case 'consultation-opened':
      return by('opened', event.data.agency, null);
    case 'consultation-answered':
      return by('answered', event.data.agency, event.data.contentHash);
    default:
      return [];
  }
}

/** Every event fits the one before it, and the last is the one that the row names. */
function holds(chained: readonly ChainedEvent<ConsultationEvent>[], head: ConsultationRow): boolean {
  try {
    return verifyChain(chained) === head.head_hash && chained.length === head.seq;
  } catch {
    return false;
  }
}
