import { localDate } from '../../domain/dossier/code.ts';
import type { ClockRules } from '../../domain/dossier/rules.ts';
import { beginningOf, pinnedBy } from '../../domain/dossier/snapshot.ts';
import { verifyChain } from '../../domain/ledger/hash-chain.ts';
import type { Recorded } from '../../domain/procedure/folding.ts';
import type { ProcedureContent } from '../../domain/procedure/procedure.ts';
import type { Catalogue } from '../catalogue/load-catalogue.ts';
import { openFields } from '../catalogue/open-fields.ts';
import { readStream } from '../db/ledger-rows.ts';
import type { Database } from '../db/orm.ts';
import type { ProcedureVersions } from '../db/procedures.ts';
import type { FormSealer, SealedForm } from '../storage/form-sealer.ts';

/** A dossier on record with the rules it lives under. */
export interface RecordedDossier extends Recorded {
  readonly rules: ClockRules;
  /** Number of the last event that was read. */
  readonly seq: number;
}

export interface RecordedDossiersParts {
  readonly db: Pick<Database, 'execute'>;
  readonly procedures: Pick<ProcedureVersions, 'rules'>;
  readonly catalogue: Pick<Catalogue, 'agencies' | 'agencyOfCommune' | 'forms'>;
  readonly sealer: Pick<FormSealer, 'open'>;
}

/**
 * Reads dossiers as the versions of their procedure are held against them.
 * @param next the version whose conditions are asked: of the e-form they see what its schema leaves open
 * @throws DomainError `dossier-unknown`, `ledger-gap`, `ledger-tampered`, `rule-set-unknown`
 */
export type ReadRecorded = (code: string, next: ProcedureContent) => Promise<RecordedDossier>;

const FORM = {
  name: 'recorded-form',
  text: 'select cipher, wrapped_key as "wrappedKey", master_key_id as "masterKeyId" from dossier_form where dossier = $1',
};

export function createRecordedDossiers({ db, procedures, catalogue, sealer }: RecordedDossiersParts): ReadRecorded {
  return async (code, next) => {
    const chained = await readStream(db, code);
    const events = chained.map(({ event }) => event);
    const { at } = beginningOf(code, events);
    const { data } = pinnedBy(code, events);
    verifyChain(chained);
    const [rules, form] = await Promise.all([
      procedures.rules(data.ruleSet),
      data.formCommitment === null ? {} : openForm(code, next),
    ]);
    // The applicant's commune is that of the agency that decides; where a commune has no part in it, nobody knows.
    const commune = catalogue.agencies.get(data.competentAgency)?.commune ?? null;
    const day = localDate(at);
    return {
      code,
      events,
      rules,
      form,
      seq: events.length,
      ofCommune: (kind) => catalogue.agencyOfCommune(kind, commune, day),
    };
  };

  async function openForm(code: string, { form }: ProcedureContent): Promise<Recorded['form']> {
    const [sealed] = await db.execute<SealedForm & Record<string, unknown>>(FORM, [code]);
    if (sealed === undefined) return null;
    return openFields(catalogue.forms.get(form ?? ''), sealer.open(code, sealed));
  }
}
