import type { DossierEvent } from '../../domain/dossier/events.ts';
import type { Database } from './orm.ts';

/** Uploads that events name beside results: they become the dossier's own with the events, or the events are not written. */
export function documentsNamedBy(events: readonly DossierEvent[]): string[] {
  const named = events.flatMap((event) => {
    switch (event.type) {
      case 'supplement-received':
        return event.data.components.flatMap(({ documents }) => documents);
      case 'verification-recorded':
        return event.data.documents;
      case 'dossier-returned':
        return event.data.handover?.authorisation ?? [];
      default:
        return [];
    }
  });
  return [...new Set(named)];
}

/**
 * Free ones of the person's, taken in at a counter, and those that the dossier has; what a part is part of has its files too. Asks
 * `dossier`, `ids` and `person` as SQL.
 */
export const attachable = (dossier: string, ids: string, person: string): string =>
  `select c.id from document c where c.id = any (${ids}) and c.check_state <> 'refused' and (c.dossier = ${dossier}
    or c.dossier = (select whole.parent from dossier whole where whole.code = ${dossier})
    or (c.dossier is null and c.uploaded_by = ${person}))`;

const ATTACHABLE = {
  name: 'attachable-documents',
  text: `select count(*)::int as n from (${attachable('$1', '$2::uuid[]', '$3')}) as found`,
};

/** True when a person may name all these uploads for a dossier. */
export async function areAttachable(
  db: Pick<Database, 'execute'>,
  dossier: string,
  documents: readonly string[],
  person: string | null,
): Promise<boolean> {
  if (documents.length === 0) return true;
  const [found] = await db.execute<{ n: number }>(ATTACHABLE, [dossier, documents, person]);
  return found?.n === documents.length;
}
