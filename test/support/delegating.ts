import { randomUUID } from 'node:crypto';
import { DelegationReceipt } from '../../contracts/delegation.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { Answer, Caller, Json } from './desks.ts';
import type { Motcua } from './motcua.ts';
import { aPerson, type TestPerson } from './people.ts';

export const AGENCY = 'H49.143';
export const LEADER = 'leader-hong-gai';
export const REASON = 'Đi công tác';
export const HOUR = 3_600_000;

export const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
export const refusalOf = ({ status, body }: Answer): unknown[] => [status, body['code']];
/** The first appointment of a person whom `aPerson` made. */
export const appointmentOf = ({ id }: TestPerson): string => `${id}-1`;

/** What a leader asks for: an hour from now on, unless said otherwise. */
export const bodyOf = (principal: TestPerson, deputy: TestPerson, changes: Json = {}): Json => ({
  appointment: appointmentOf(principal),
  deputy: deputy.id,
  to: inMs(HOUR),
  reason: REASON,
  ...changes,
});

/** People of one agency who take each other’s place. */
export interface Delegating {
  /** A person with these roles at the agency. */
  someone(...roles: readonly Role[]): Promise<TestPerson>;
  /** An appraiser and a seal clerk: the one can do nothing that the other can. */
  pair(): Promise<[principal: TestPerson, deputy: TestPerson]>;
  as(person: TestPerson): Caller;
  /** By the agency’s leader unless said. @throws when the answer is not 201 */
  grant(body: Json, by?: Caller): Promise<DelegationReceipt>;
  end(delegation: { readonly id: string }, by: Caller, key?: string): Promise<Answer>;
}

export function createDelegating(motcua: Pick<Motcua, 'db' | 'as' | 'withToken'>): Delegating {
  const someone = (...roles: readonly Role[]): Promise<TestPerson> =>
    aPerson(
      motcua.db,
      roles.map((role) => ({ agency: AGENCY, role })),
    );
  return {
    someone,
    pair: async () => [await someone('appraiser'), await someone('seal-clerk')],
    as: ({ token }) => motcua.withToken(token),
    async grant(body, by = motcua.as(LEADER)) {
      const answer = await by.post('/delegations', body);
      if (answer.status !== 201) throw new Error(`expected 201, got ${answer.status}: ${answer.text}`);
      return DelegationReceipt.parse(answer.body);
    },
    end: ({ id }, by, key = randomUUID()) => by.post(`/delegations/${id}/end`, undefined, { key }),
  };
}
