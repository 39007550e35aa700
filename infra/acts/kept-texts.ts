import type { ActRequestBody } from '../../contracts/act.ts';
import type { VerificationTexts } from '../../contracts/verification.ts';
import type { NoteRef } from '../../domain/dossier/events.ts';
import { commitment } from '../../domain/ledger/hash-chain.ts';
import type { Database } from '../db/orm.ts';
import { idOf, newSalt, type RequestHasher } from '../identity/request-hash.ts';

const KEEP_NOTE = {
  name: 'keep-note',
  text: `insert into dossier_note (id, dossier, text, salt) values ($1, $2, $3, $4)
    on conflict (id) do update set text = excluded.text returning salt`,
};
const KEEP_VERIFICATION = {
  name: 'keep-verification',
  text: `insert into verification (id, dossier, location, participants, content, conclusion, salt)
    select $1, $2, t->>'location', t->'participants', t->>'content', t->>'conclusion', $4 from (select $3::jsonb as t) as texts
    on conflict (id) do update set location = excluded.location returning salt`,
};
/** Keeps a free text of a dossier in the erasable table of notes, under an id that a repeat has too. @returns what names it in the ledger */
export async function keepNote(
  db: Pick<Database, 'execute'>,
  id: string,
  dossier: string,
  text: string,
): Promise<NoteRef> {
  const [row] = await db.execute<{ salt: string }>(KEEP_NOTE, [id, dossier, text, newSalt()]);
  return { id, commitment: commitment(row?.salt ?? '', text) };
}

/** Unless the ledger names it. */
const DROP_NOTE = {
  name: 'drop-note',
  text: `delete from dossier_note n where n.id = $1 and not exists (
    select 1 from dossier_event e where e.stream = n.dossier and e.command = $2 and e.data->'note'->>'id' = n.id::text)`,
};
const DROP_VERIFICATION = {
  name: 'drop-verification',
  text: `delete from verification v where v.id = $1 and not exists (
    select 1 from dossier_event e where e.stream = v.dossier and e.command = $2 and e.data->'record'->>'id' = v.id::text)`,
};

/**
 * Keeps what an act says in free text, in the erasable table that it belongs in.
 * @param requestKey all that names the act's Update: another body under the same key must not touch its text, nor must the same one
 *   under another condition, which may be refused while the first is carried out
 * @returns what names it in the ledger; null where the act says nothing
 */
export async function keepTexts(
  db: Pick<Database, 'execute'>,
  hash: RequestHasher,
  code: string,
  requestKey: string,
  body: ActRequestBody,
): Promise<NoteRef | null> {
  const texts = verificationTextsOf(body);
  const text = 'note' in body ? body.note : undefined;
  const id = idOf(hash, code, requestKey, 'note');
  if (texts === null) return text === undefined ? null : keepNote(db, id, code, text);
  const [row] = await db.execute<{ salt: string }>(KEEP_VERIFICATION, [id, code, JSON.stringify(texts), newSalt()]);
  return { id, commitment: commitment(row?.salt ?? '', texts) };
}

/** What was refused, or was done by the same command in another request, leaves no text of this one. */
export async function dropUnnamed(
  db: Pick<Database, 'execute'>,
  body: ActRequestBody,
  id: string,
  key: string,
): Promise<void> {
  await db.execute(verificationTextsOf(body) === null ? DROP_NOTE : DROP_VERIFICATION, [id, key]);
}

function verificationTextsOf(body: ActRequestBody): VerificationTexts | null {
  switch (body.act) {
    case 'plan-verification': {
      const { location, participants, content = null } = body;
      return { location, participants, content, conclusion: null };
    }
    case 'record-verification': {
      const { location, participants, content, conclusion = null } = body;
      return { location, participants, content, conclusion };
    }
    default:
      return null;
  }
}
