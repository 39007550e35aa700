import type { Asks } from '../../contracts/consultation.ts';
import { hasOwnSystem, isInEffect, type Agency } from '../../contracts/catalogue.ts';
import type { Delivery, Enclosed } from '../../domain/consultation/events.ts';
import type { ActOf } from '../../domain/dossier/act.ts';
import { DomainError } from '../../domain/errors.ts';
import { loadSnapshot } from '../db/load-snapshot.ts';
import type { Database } from '../db/orm.ts';
import type { ProcedureVersions } from '../db/procedures.ts';
import { idOf, type RequestHasher } from '../identity/request-hash.ts';
import { keepNote } from './kept-texts.ts';

/** Agencies as far as consultations need them. */
export interface ConsultedAgencies {
  /** How an agency is reached on a day. @throws DomainError `agency-unknown` */
  deliveryTo(agency: string, day: string): Delivery;
}

export function createConsultedAgencies(agencies: ReadonlyMap<string, Agency>): ConsultedAgencies {
  return {
    deliveryTo(code, day) {
      const agency = agencies.get(code);
      if (agency === undefined || !isInEffect(agency, day)) throw new DomainError('agency-unknown', { agency: code });
      return hasOwnSystem(code, (one) => agencies.get(one)) ? 'system' : 'inbox';
    },
  };
}

/** Unless the ledger names it. */
const DROP = {
  name: 'drop-questions',
  text: `delete from dossier_note n where n.id = any ($1::uuid[]) and not exists (
    select 1 from dossier_event e, jsonb_array_elements(e.data->'asks') a
    where e.stream = n.dossier and e.command = $2 and e.type = 'consultations-asked' and a->'question'->>'id' = n.id::text)`,
};
const FILES = {
  name: 'enclosed-files',
  text: `select c.id, c.cipher_sha256 as sha256 from document c join dossier d on d.code = $1
    where c.dossier in (d.code, d.parent) and c.id = any ($2::uuid[]) and c.wrapped_key is not null`,
};

/** Files of a dossier (a part's are its parent's too) by the hashes of their stored objects. @throws DomainError `document-unknown` */
export async function enclosed(
  db: Pick<Database, 'execute'>,
  dossier: string,
  documents: readonly string[],
): Promise<Enclosed[]> {
  if (documents.length === 0) return [];
  const found = await db.execute<{ id: string; sha256: string }>(FILES, [dossier, documents]);
  return documents.map((id) => {
    const one = found.find((file) => file.id === id);
    if (one === undefined) throw new DomainError('document-unknown', { document: id });
    return { id, sha256: one.sha256 };
  });
}

/**
 * What is asked of other agencies, as it is decided on: the question named by id, the files by their hashes, how the agency is reached.
 * @param requestKey all that names the act's Update
 * @throws DomainError `agency-unknown`, `document-unknown`, and as `loadSnapshot`
 */
export async function prepareAsks(
  parts: {
    readonly db: Database;
    readonly procedures: ProcedureVersions;
    readonly hash: RequestHasher;
    readonly agencies: ConsultedAgencies;
  },
  code: string,
  requestKey: string,
  asks: Asks,
  day: string,
): Promise<ActOf<'consult'>['asks']> {
  const { db, procedures, hash, agencies } = parts;
  const { stages, state } = await loadSnapshot(db, procedures, code);
  const rules = stages.find(({ id }) => id === state.step?.stage)?.consultations ?? [];
  const files = await Promise.all(asks.map(({ documents }) => enclosed(db, code, documents)));
  // Nothing is kept before all is known to be there: who is refused here leaves no question behind.
  const ways = asks.map(({ rule, agency }): Delivery => {
    const asked = agency ?? rules.find(({ id }) => id === rule)?.agency ?? null;
    return asked === null ? 'inbox' : agencies.deliveryTo(asked, day);
  });
  return Promise.all(
    asks.map(async ({ rule, agency = null, question }, index) => {
      const via = ways[index] ?? 'inbox';
      const id = idOf(hash, code, requestKey, 'question', String(index));
      return { rule, agency, via, question: await keepNote(db, id, code, question), documents: files[index] ?? [] };
    }),
  );
}

/** What was refused leaves no question behind. */
export async function dropUnaskedQuestions(
  db: Pick<Database, 'execute'>,
  asks: ActOf<'consult'>['asks'],
  key: string,
): Promise<void> {
  if (asks.length > 0) await db.execute(DROP, [asks.map(({ question }) => question.id), key]);
}
