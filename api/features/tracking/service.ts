import type { z } from 'zod';
import type { PauseKind } from '../../../domain/calendar/types.ts';
import { STAGE_LABELS } from '../../../contracts/labels.ts';
import type { TrackingAnswer, TrackingSecretAnswer } from '../../../contracts/tracking.ts';
import { NATIONAL_STATUSES, type NationalStatus } from '../../../domain/dossier/national-status.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Bilingual } from '../../../domain/procedure/procedure.ts';
import type { StepKind } from '../../../domain/procedure/route.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { TRACKING, withRowScope } from '../../../infra/db/row-scope.ts';
import type { RequestHasher } from '../../../infra/identity/request-hash.ts';
import type { RateLimits } from '../../../infra/limits/rate-limits.ts';
import { trackingHash, type TrackingSecrets } from '../../../infra/tracking/tracking-secret.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';
import type { Names } from '../names.ts';
import { once } from '../once.ts';

export interface TrackingParts {
  readonly db: Database;
  readonly hash: RequestHasher;
  readonly limits: Pick<RateLimits, 'tracking'>;
  readonly secrets: TrackingSecrets;
  readonly names: () => Promise<Names>;
}

export interface TrackingService {
  /**
   * What the public may learn of a dossier by the secret on its receipt.
   * @param address of the client
   * @throws DomainError `tracking-unknown`, whatever the reason, and `too-many-requests`
   */
  track(address: string, code: string, secret: string): Promise<TrackingAnswer>;
  /**
   * Gives a dossier a secret, in the place of the one it may have.
   * @param admit asks for the rights
   * @throws DomainError `dossier-unknown` also for a part, which has none of its own, and for one that was erased; `key-reused`
   */
  issue(command: IssueCommand): Promise<z.output<typeof TrackingSecretAnswer>>;
}

export interface IssueCommand {
  readonly code: string;
  readonly key: string;
  readonly person: string;
  readonly admit: () => Promise<unknown>;
}

interface Found extends Record<string, unknown> {
  readonly code: string;
  readonly procedure: string;
  readonly procedure_name: Bilingual | null;
  readonly office: string;
  readonly received_at: StoredInstant | null;
  readonly due_at: StoredInstant | null;
  readonly due_provisional: boolean;
  readonly national_status: NationalStatus;
  readonly step_kind: StepKind | null;
  readonly step_agency: string | null;
  readonly waits_for: PauseKind | null;
  readonly respond_by: StoredInstant | null;
  readonly amount: number | null;
  readonly processed_at: StoredInstant | null;
  readonly closed_at: StoredInstant | null;
}

/** Asked by the hash of code and secret together: whatever is wrong with them is a row that is not there. */
const FIND = {
  name: 'tracked-dossier',
  text: `select d.code, d.procedure, v.content->'name' as procedure_name, d.office, d.received_at, d.due_at, d.due_provisional,
      d.national_status, t.kind as step_kind, t.agency as step_agency, d.waits_for, d.respond_by, d.processed_at, d.closed_at,
      (select sum(o.amount)::float8 from obligation o where o.dossier = d.code and o.status = 'requested') as amount
    from tracking s join dossier d on d.code = s.dossier
      join procedure_version v on v.code = d.procedure and v.version = d.procedure_version
      left join task t on t.id = d.open_task
    where s.secret_hash = $1 and d.erased_at is null`,
};

const NUMBER = {
  name: 'tracking-number',
  text: `select coalesce(s.number, 0) as number from dossier d left join tracking s on s.dossier = d.code
    where d.code = $1 and d.parent is null and d.erased_at is null`,
};
const ISSUE = {
  name: 'issue-tracking-secret',
  text: `insert into tracking (dossier, number, secret_hash, issued_at) values ($1, $2, $3, now())
    on conflict (dossier) do update set number = excluded.number, secret_hash = excluded.secret_hash, issued_at = excluded.issued_at
    returning issued_at`,
};

interface Issued {
  readonly number: number;
  readonly issuedAt: string;
}

export function createTrackingService({ db, hash, limits, secrets, names }: TrackingParts): TrackingService {
  return {
    async track(address, code, secret) {
      const admission = await limits.tracking(address, code.trim().toUpperCase());
      const known = await names();
      const [found] = await withRowScope(TRACKING, () => db.execute<Found>(FIND, [trackingHash(code, secret)]));
      if (found === undefined) throw new DomainError('tracking-unknown');
      await admission.passed();
      return shown(found, known);
    },

    async issue({ code, key, person, admit }) {
      const command = { scope: `tracking:${person}`, key, act: 'issue-tracking-secret', request: { code } };
      const { number, issuedAt } = await once<Issued>({ db, hash }, command, async () => {
        await admit();
        return {
          about: `tracking ${code}`,
          async write(execute) {
            const [last] = await execute<{ number: number }>(NUMBER, [code]);
            if (last === undefined) throw new DomainError('dossier-unknown', { code });
            const next = last.number + 1;
            const kept = trackingHash(code, secrets.secretOf(code, next));
            const [issued] = await execute<{ issued_at: StoredInstant }>(ISSUE, [code, next, kept]);
            if (issued === undefined) throw new DomainError('dossier-unknown', { code });
            return { number: next, issuedAt: instant(issued.issued_at) };
          },
        };
      });
      return { code, trackingSecret: secrets.secretOf(code, number), issuedAt };
    },
  };
}

function shown(found: Found, names: Names): TrackingAnswer {
  const { national_status: national, waits_for: waitsFor, step_kind: kind, step_agency: agency } = found;
  const processed = instantOrNull(found.processed_at);
  const office = names.office(found.office);
  return {
    code: found.code,
    procedure: { code: found.procedure, name: found.procedure_name },
    office,
    receivedAt: instantOrNull(found.received_at),
    dueAt: instantOrNull(found.due_at),
    dueProvisional: found.due_provisional,
    status: { code: national, name: NATIONAL_STATUSES[national] },
    step: kind === null || agency === null ? null : { name: STAGE_LABELS[kind], agency: names.agency(agency) },
    awaited:
      waitsFor === null
        ? null
        : {
            kind: waitsFor,
            respondBy: instantOrNull(found.respond_by),
            amount: waitsFor === 'payment' ? found.amount : null,
          },
    result: processed === null ? null : { readyAt: processed, returned: national === 10, where: office },
    endedAt: instantOrNull(found.closed_at),
  };
}
