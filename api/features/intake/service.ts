import { randomUUID } from 'node:crypto';
import { isInEffect, type Office } from '../../../contracts/catalogue.ts';
import type { ActorContext } from '../../../domain/access/actor.ts';
import { localDate } from '../../../domain/dossier/code.ts';
import type { ClockCalendar } from '../../../domain/dossier/deadlines.ts';
import type { Medium, ReceivedComponent } from '../../../domain/dossier/events.ts';
import { checkAsked, checkComponents } from '../../../domain/dossier/receive.ts';
import type { DossierSnapshot } from '../../../domain/dossier/state.ts';
import { DomainError } from '../../../domain/errors.ts';
import { commitment } from '../../../domain/ledger/hash-chain.ts';
import type { ComputedFees } from '../../../domain/procedure/fees.ts';
import type { Channel, ProcedureContent } from '../../../domain/procedure/procedure.ts';
import { agenciesOfStages, resolveStageAgencies } from '../../../domain/procedure/resolve-agencies.ts';
import type { FormValidator } from '../../../infra/catalogue/form-validator.ts';
import type { Catalogue } from '../../../infra/catalogue/load-catalogue.ts';
import { openFields } from '../../../infra/catalogue/open-fields.ts';
import { receptionFacts } from '../../../infra/catalogue/reception-facts.ts';
import { findCommand } from '../../../infra/db/command-store.ts';
import { deleteDraft } from '../../../infra/db/draft-store.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { ProcedureVersions } from '../../../infra/db/procedures.ts';
import { nextDossierCode, writeIntake, type IntakePersonal } from '../../../infra/db/write-intake.ts';
import { newSalt, type RequestHasher } from '../../../infra/identity/request-hash.ts';
import type { ApplicantFields, ApplicantSealer } from '../../../infra/personal/applicant-sealer.ts';
import type { SealedForm } from '../../../infra/storage/form-sealer.ts';
import { trackingHash, type TrackingSecrets } from '../../../infra/tracking/tracking-secret.ts';
import { ApiError } from '../../http/api-error.ts';
import type { CountFees } from '../fees/count-fees.ts';
import { takeIn, type IntakeOutcome, type ReceptionBody } from './take-in.ts';

/** Number of the tracking secret that a reception gives out. */
const FIRST_SECRET = 1;

export interface Applicant {
  readonly kind: 'citizen' | 'organisation';
  readonly name: string;
  readonly identityNumber?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  readonly address?: string | undefined;
}

export interface IntakeBody {
  readonly procedure: string;
  readonly case: string;
  readonly channel: Channel;
  readonly office: string;
  /** The applicant's commune, by which the competent agency is found. */
  readonly unit?: string | undefined;
  readonly medium: Medium;
  /** Premises where it was received; the office's first by default. */
  readonly place?: string | undefined;
  readonly applicant: Applicant;
  readonly submitter?:
    | { readonly name: string; readonly identityNumber?: string | undefined; readonly basis?: string | undefined }
    | undefined;
  readonly reception: ReceptionBody;
  readonly receiptAsked: boolean;
  readonly form?: Readonly<Record<string, unknown>> | undefined;
  /** What the fees are to be computed from, to be asked for with the reception; without it nothing is asked for. */
  readonly fees?:
    | { readonly quantities: Readonly<Record<string, number>>; readonly grounds: readonly string[] }
    | undefined;
  readonly components: readonly ReceivedComponent[];
  /** The draft that it was typed in; one that is gone, or somebody else's, does not matter. */
  readonly draft?: string | undefined;
}

export interface IntakeCommand {
  readonly key: string;
  readonly body: IntakeBody;
  readonly person: string;
  /** Chooses the appointment for the office. */
  readonly actorFor: (office: Office) => ActorContext;
}

export interface IntakeParts {
  readonly db: Database;
  readonly procedures: ProcedureVersions;
  readonly catalogue: Catalogue;
  readonly calendar: ClockCalendar;
  readonly forms: FormValidator;
  readonly hash: RequestHasher;
  readonly now: () => Date;
  readonly countFees: CountFees;
  /** Encrypts form data under a data key of the dossier's own. */
  readonly sealForm: (code: string, form: unknown) => SealedForm;
  readonly applicants: Pick<ApplicantSealer, 'seal'>;
  readonly secrets: TrackingSecrets;
  /** Starts the run that was posted to the outbox; a failure is left to the relay. */
  readonly start: (snapshot: DossierSnapshot, posted: string | null) => Promise<void>;
}

/** Reception of dossiers: one PostgreSQL transaction, so a receipt can be handed over while the engine is away. */
export interface IntakeService {
  receive(command: IntakeCommand): Promise<IntakeOutcome>;
}

export function createIntakeService(parts: IntakeParts): IntakeService {
  const { db, procedures, catalogue } = parts;

  const officeOn = (code: string, date: string): Office => {
    const office = catalogue.offices.get(code);
    if (office === undefined) throw new DomainError('office-unknown', { office: code });
    if (!isInEffect(office, date)) throw new DomainError('office-ended', { office: code });
    return office;
  };

  return {
    async receive({ key, body, person, actorFor }) {
      const scope = `intake:${person}`;
      const requestHash = parts.hash({ person, body });
      const earlier = (): Promise<IntakeOutcome | null> => findCommand<IntakeOutcome>(db, scope, key, requestHash);
      const answered = await earlier();
      if (answered !== null) return answered;

      const at = parts.now().toISOString();
      const day = localDate(at);
      const office = officeOn(body.office, day);
      const actor = actorFor(office);
      const place = body.place ?? office.premises[0] ?? '';
      if (!office.premises.includes(place)) throw new DomainError('place-unknown');
      const { version, content } = await procedures.newest(body.procedure, day);
      checkInEffect(content, day);
      const { reception } = body;
      const formGiven = body.channel === 'online' && body.form !== undefined;
      checkComponents(content, body.case, body.components, formGiven, reception.outcome === 'accepted');
      if (reception.outcome === 'supplement') checkAsked(content, body.case, reception.components);
      if (content.form === undefined && body.form !== undefined)
        throw new DomainError('form-unknown', { form: content.code });
      // A form that could not be filled in is no reason to send people away: that is what a supplement is for.
      const formNeeded = body.form !== undefined || (body.channel === 'online' && reception.outcome === 'accepted');
      if (content.form !== undefined && formNeeded) {
        const errors = parts.forms.faults(content.form, body.form, ['body', 'form']);
        if (errors.length > 0) throw new ApiError('form-invalid', { params: { form: content.form }, errors });
      }

      const competentAgency = catalogue.competentAgency(content.code, body.unit ?? null, day, content.competence);
      const receivingAgency = office.agency;
      const form = openFields(catalogue.forms.get(content.form ?? ''), body.form);
      const facts = { form, case: body.case, channel: body.channel };
      const agencies = resolveStageAgencies(
        content.route ?? { stages: [] },
        {
          competentAgency,
          receivingAgency,
          ofCommune: (kind) => catalogue.agencyOfCommune(kind, body.unit ?? null, day),
        },
        facts,
      );
      const ruleSet = catalogue.ruleSetOn(day);
      const fees = feesOf(body, content, day);

      const applicant = applicantOf(body);
      const salt = newSalt();
      const formSalt = newSalt();
      const noteSalt = newSalt();
      const documents = [...new Set(body.components.flatMap((component) => component.documents))];
      const filing = {
        procedure: content.code,
        version,
        case: body.case,
        channel: body.channel,
        office: office.code,
        receivingAgency,
        competentAgency,
        ...receptionFacts(catalogue, { office: office.code, receivingAgency, competentAgency }),
        agencies,
        ruleSet: ruleSet.id,
        components: body.components,
        ...(body.submitter === undefined ? {} : { byProxy: true }),
        applicantCommitment: commitment(salt, { ...applicant, salt: null }),
        formCommitment: body.form === undefined ? null : commitment(formSalt, body.form),
      };
      const text = 'note' in reception ? reception.note : null;
      const note = text === null ? null : { id: randomUUID(), commitment: commitment(noteSalt, text) };

      const take = (): Promise<{ outcome: IntakeOutcome; snapshot: DossierSnapshot; posted: string | null }> =>
        db.transaction(async (execute) => {
          const code = await nextDossierCode(execute, receivingAgency, day);
          const taken = takeIn(
            { code, at, filing, content, rules: ruleSet, calendar: parts.calendar },
            { key, requestHash, actor, medium: body.medium, place },
            { reception, note, receiptAsked: body.receiptAsked, fees },
          );
          const { state } = taken.snapshot;
          const written = await writeIntake(execute, {
            ...taken,
            state,
            headHash: taken.snapshot.headHash,
            participants: [...new Set([receivingAgency, competentAgency, ...agenciesOfStages(agencies)])],
            documents,
            trackingHash: trackingHash(code, parts.secrets.secretOf(code, FIRST_SECRET)),
            personal: {
              applicant: parts.applicants.seal(code, applicant),
              salt,
              form: sealForm(code, body.form, formSalt),
            },
            command: { scope, key, requestHash, outcome: { ...taken.outcome, tracking: FIRST_SECRET } },
            person: { id: actor.person, rightsVersion: actor.rightsVersion },
          });
          if (written.dossiers === 0) throw new DomainError('rights-changed');
          if (written.documents !== documents.length) throw new DomainError('document-unknown');
          if (note !== null) await execute(NOTE, [note.id, code, text, noteSalt]);
          if (body.draft !== undefined) await deleteDraft({ execute }, body.draft, person);
          return {
            outcome: { ...taken.outcome, tracking: FIRST_SECRET },
            snapshot: taken.snapshot,
            posted: written.posted,
          };
        });

      try {
        const { outcome, snapshot, posted } = await take();
        if (posted !== null) await parts.start(snapshot, posted);
        return outcome;
      } catch (error) {
        // The same command won in another request or process: answer what it answered.
        const done = isUniqueViolation(error) ? await earlier() : null;
        if (done !== null) return done;
        throw error;
      }
    },
  };

  function feesOf(
    { fees, reception, case: caseId, channel, form }: IntakeBody,
    content: ProcedureContent,
    day: string,
  ): ComputedFees | null {
    if (fees === undefined) return null;
    if (reception.outcome !== 'accepted' && reception.outcome !== 'filed') throw new DomainError('fees-not-yet');
    return parts.countFees(content, { ...fees, caseId, channel, day, form });
  }

  function sealForm(code: string, form: IntakeBody['form'], salt: string): IntakePersonal['form'] {
    return form === undefined ? null : { ...parts.sealForm(code, form), salt };
  }
}

function applicantOf({ applicant, submitter }: IntakeBody): ApplicantFields {
  return {
    kind: applicant.kind,
    name: applicant.name,
    identityNumber: applicant.identityNumber ?? null,
    phone: applicant.phone ?? null,
    email: applicant.email ?? null,
    address: applicant.address ?? null,
    submitterName: submitter?.name ?? null,
    submitterIdentity: submitter?.identityNumber ?? null,
    submitterBasis: submitter?.basis ?? null,
  };
}

const NOTE = {
  name: 'intake-note',
  text: 'insert into dossier_note (id, dossier, text, salt) values ($1, $2, $3, $4)',
};

function checkInEffect(content: ProcedureContent, day: string): void {
  if (day < content.effectiveFrom) throw new DomainError('procedure-not-yet', { procedure: content.code });
  if (!isInEffect(content, day)) {
    throw new DomainError('procedure-ended', { procedure: content.code, ended: content.effectiveTo ?? null });
  }
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
