import { handedFrom } from '../../domain/dossier/handovers.ts';
import type { DossierEvent } from '../../domain/dossier/events.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Database } from '../db/orm.ts';

const SENT = {
  name: 'handover-sent',
  text: `select type, actor, data, hash from dossier_event
    where stream = $1 and type = 'step-opened' and data->>'task' = $2`,
};

type Sent = Extract<DossierEvent, { type: 'step-opened' }> & { readonly hash: string } & Record<string, unknown>;

/**
 * Whether what a receiver says arrived is what was sent: the hash of the event that routed the step to it. The ledger never changes,
 * so it may be asked before the act is judged.
 * @throws DomainError `task-unknown`, `not-a-handover`, `receipt-hash-mismatch`
 */
export async function checkHandover(
  db: Pick<Database, 'execute'>,
  code: string,
  { task, hash }: { readonly task: string; readonly hash: string },
): Promise<void> {
  const [sent] = await db.execute<Sent>(SENT, [code, task]);
  if (sent === undefined) throw new DomainError('task-unknown', { code, task });
  if (handedFrom(sent) === null) throw new DomainError('not-a-handover', { task });
  if (sent.hash !== hash) throw new DomainError('receipt-hash-mismatch', { task });
}
