import type { DossierEventData } from '../../../domain/dossier/events.ts';
import { hasPaper } from '../../../domain/dossier/receive.ts';
import type { ProcedureContent } from '../../../domain/procedure/procedure.ts';
import { readStream } from '../../../infra/db/ledger-rows.ts';
import type { Database } from '../../../infra/db/orm.ts';

/**
 * True where what was filed, or brought since, has a paper part that goes on to another agency (Decree 61/2018 art. 18). The ledger
 * says so, which whoever accepts need not remember.
 */
export async function hasPaperPart(
  db: Pick<Database, 'execute'>,
  code: string,
  content: ProcedureContent,
): Promise<boolean> {
  let filed: DossierEventData['dossier-filed'] | null = null;
  const components: DossierEventData['dossier-filed']['components'][number][] = [];
  for (const { event } of await readStream(db, code)) {
    if (event.type === 'dossier-filed') filed = event.data;
    if (event.type === 'dossier-filed' || event.type === 'supplement-received')
      components.push(...event.data.components);
  }
  return filed !== null && hasPaper(components, filed.agencies, content, filed.receivingAgency);
}
