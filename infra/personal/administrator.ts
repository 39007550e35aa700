import { DomainError } from '../../domain/errors.ts';
import type { Database } from '../db/orm.ts';

const ADMINISTRATOR = {
  name: 'system-administrator',
  text: `select 1 as found from appointment a, (select (now() at time zone 'Asia/Ho_Chi_Minh')::date as today) as clock
    where a.person = $1 and a.role = 'system-administrator' and a.effective_from <= today
      and (a.effective_to is null or a.effective_to >= today) limit 1`,
};

/**
 * Makes sure that a person is system administrator now. At the command line nobody signs in: whoever has its keys says on whose
 * responsibility he acts, and that is kept.
 * @throws DomainError `administrator-unknown`
 */
export async function requireAdministrator(execute: Database['execute'], person: string): Promise<void> {
  const [found] = await execute(ADMINISTRATOR, [person]);
  if (found === undefined) throw new DomainError('administrator-unknown');
}
