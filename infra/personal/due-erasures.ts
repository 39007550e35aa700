import { closedBefore, type RetentionSchedule } from '../../domain/dossier/erasure.ts';
import type { Database } from '../db/orm.ts';

const PROCEDURES = { name: 'erasure-procedures', text: 'select distinct code from procedure_version' };

const DUE = {
  name: 'erasures-due',
  text: `select d.code, d.closed_at from dossier d
      join jsonb_to_recordset($1::jsonb) as r (procedure text, before timestamptz) on r.procedure = d.procedure and d.closed_at < r.before
    where d.erased_at is null and d.closed_at is not null and d.parent is null
      and ($2::timestamptz is null or (d.closed_at, d.code) > ($2::timestamptz, $3::text))
    order by d.closed_at, d.code limit $4`,
};

/**
 * Dossiers whose procedure's period has ended at an instant, longest closed first. A result that is kept longer, or an order to keep it,
 * may still be in the way of one: erasing it says so.
 */
export async function* dueErasures(
  db: Pick<Database, 'execute'>,
  retention: RetentionSchedule,
  at: string,
  batch = 200,
): AsyncGenerator<string> {
  const procedures = await db.execute<{ code: string }>(PROCEDURES, []);
  const periods = procedures.flatMap(({ code }) => {
    const { years } = retention.procedures[code] ?? retention.default;
    return years === null ? [] : [{ procedure: code, before: closedBefore(at, years) }];
  });
  if (periods.length === 0) return;
  for (let last: { code: string; closed_at: Date } | null = null; ;) {
    const params: unknown[] = [JSON.stringify(periods), last?.closed_at ?? null, last?.code ?? null, batch];
    const found: { code: string; closed_at: Date }[] = await db.execute<{ code: string; closed_at: Date }>(DUE, params);
    for (const { code } of found) yield code;
    last = found.at(-1) ?? null;
    if (last === null) return;
  }
}
