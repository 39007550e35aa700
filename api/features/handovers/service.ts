import type { HandoverPage, HandoverQuery, HandoverReceipt } from '../../../contracts/handover.ts';
import type { AccessSubject } from '../../../domain/access/access.ts';
import { DomainError } from '../../../domain/errors.ts';
import { agenciesAbove, SUBJECT_OF_D } from '../../../infra/db/dossier-subject.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { Names } from '../names.ts';
import { listHandovers } from './list.ts';
import { findHandovers, showReceipts, type FoundHandover } from './receipts.ts';

/** The dossier of a hand-over, and who may read of it beside the two sides. */
export interface HandoverDossier {
  readonly code: string;
  /** The receiving agency and its office. */
  readonly receivers: readonly string[];
  /** All who take part in the dossier. */
  readonly participants: readonly string[];
  /** Agencies that oversee it, and everybody who worked on it. */
  readonly above: readonly string[];
  readonly workers: readonly string[];
  readonly parts: readonly string[];
  readonly consultations: readonly string[];
}

export interface HandoverService {
  list(agency: string, query: HandoverQuery): Promise<HandoverPage>;
  /** These agencies with all that stand above them. */
  above(agencies: readonly string[]): Promise<readonly string[]>;
  /** @throws DomainError `dossier-unknown` */
  dossier(code: string): Promise<HandoverDossier>;
  ofDossier(dossier: HandoverDossier): Promise<FoundHandover[]>;
  /** @throws DomainError `handover-unknown` */
  find(id: string): Promise<{ readonly dossier: HandoverDossier; readonly found: FoundHandover }>;
  show(found: readonly FoundHandover[]): Promise<HandoverReceipt[]>;
}

/** The citizen's dossier, also by the code of a part of it or of a consultation of either. */
const DOSSIER = {
  name: 'handover-dossier',
  text: `select d.code, array[d.receiving_agency, d.office] as receivers,
      d.agencies || d.receiving_agency || d.competent_agency || d.office as participants,
      ${SUBJECT_OF_D}->'above' as above, ${SUBJECT_OF_D}->'workers' as workers,
      array(select p.code from dossier p where p.parent = d.code order by p.code) as parts,
      array(select c.code from consultation c
        where c.dossier in (select d.code union all select p.code from dossier p where p.parent = d.code)
        order by c.dossier, c.number) as consultations
    from dossier d where d.code = coalesce((select coalesce(s.parent, s.code) from dossier s where s.code = $1),
      (select coalesce(s.parent, s.code) from consultation c join dossier s on s.code = c.dossier where c.code = $1))`,
};

/** Of a step the task, which is its stream's code and a number; of what a consultation hands over the same, with the event's. */
const ID = /^(.+)\.\d+$/;

export function createHandoverService(parts: {
  readonly db: Pick<Database, 'execute'>;
  readonly names: () => Promise<Names>;
  /** The agencies that work in systems of their own. */
  readonly ownSystems: ReadonlySet<string>;
}): HandoverService {
  const { db, names, ownSystems } = parts;
  const dossierOf = async (stream: string): Promise<HandoverDossier | undefined> => {
    const [row] = await db.execute<HandoverDossier & Record<string, unknown>>(DOSSIER, [stream]);
    return row;
  };
  return {
    list: async (agency, query) => listHandovers(db, await names(), ownSystems, agency, query),
    above: (agencies) => agenciesAbove(db, agencies),
    async dossier(code) {
      const dossier = await dossierOf(code);
      if (dossier?.code !== code) throw new DomainError('dossier-unknown', { code });
      return dossier;
    },
    ofDossier: (dossier) => findHandovers(db, dossier.code, dossier),
    async find(id) {
      const stream = ID.exec(id)?.[1] ?? '';
      const dossier = await dossierOf(stream);
      const is = (code: string): boolean => code === stream;
      const found =
        dossier === undefined
          ? []
          : await findHandovers(db, dossier.code, {
              parts: dossier.parts.filter((code) => is(code) || stream.startsWith(`${code}.C`)),
              consultations: dossier.consultations.filter(is),
            });
      const one = found.find(({ handover }) => handover.id === id);
      if (dossier === undefined || one === undefined) throw new DomainError('handover-unknown', { task: id });
      return { dossier, found: one };
    },
    show: async (found) => showReceipts(db, await names(), (agency) => ownSystems.has(agency), found),
  };
}

/**
 * Who may read of a hand-over: either side, whoever asked for the opinion that one agency passes on to another, and the office that
 * received the dossier; those who oversee beside.
 */
export function partiesOf(
  { receivers, above, workers }: HandoverDossier,
  { handover, ledger: [first] }: FoundHandover,
): AccessSubject {
  const { from, to } = handover;
  const asker: unknown = first?.event.type === 'consultation-sent' ? Reflect.get(first.event.data, 'asker') : null;
  return { participants: [from, to, ...(typeof asker === 'string' ? [asker] : []), ...receivers], above, workers };
}
