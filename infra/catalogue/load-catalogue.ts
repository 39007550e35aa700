import { fileURLToPath } from 'node:url';
import type {
  AdministrativeUnit,
  Agency,
  CalendarData,
  CatalogueProcedure,
  DemoAccount,
  DemoClient,
  DocumentType,
  FormerProcedure,
  FormSchema,
  Office,
  RuleSet,
} from '../../contracts/catalogue.ts';
import { isInEffect } from '../../contracts/catalogue.ts';
import type { Calendar } from '../../domain/calendar/types.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Competence } from '../../domain/procedure/procedure.ts';
import type { CommuneAgency } from '../../domain/procedure/route.ts';
import { CatalogueError, readCatalogueFiles } from './catalogue-files.ts';
import { checkCatalogue } from './check-catalogue.ts';
import { findCompetentAgency } from './competent-agency.ts';
import { toCalendar } from './to-calendar.ts';

export { CatalogueError } from './catalogue-files.ts';

/** The catalogue, valid and whole: every code that an entry names is here. */
export interface Catalogue {
  readonly units: ReadonlyMap<string, AdministrativeUnit>;
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly offices: ReadonlyMap<string, Office>;
  readonly calendars: ReadonlyMap<string, CalendarData>;
  readonly documentTypes: ReadonlyMap<string, DocumentType>;
  readonly procedures: ReadonlyMap<string, CatalogueProcedure>;
  /** Predecessors that ended before the catalogue began. */
  readonly formerProcedures: ReadonlyMap<string, FormerProcedure>;
  readonly forms: ReadonlyMap<string, FormSchema>;
  /** In the order of their dates of effect. */
  readonly ruleSets: readonly RuleSet[];
  readonly demoAccounts: readonly DemoAccount[];
  readonly demoClients: readonly DemoClient[];
  /** @throws DomainError `office-unknown`. */
  calendarOfOffice(office: string): Calendar;
  /** @throws DomainError `agency-unknown`. */
  calendarOfAgency(agency: string): Calendar;
  /**
   * The rules in force on a local date.
   * @throws DomainError `rule-set-unknown` for a date before the first.
   */
  ruleSetOn(date: string): RuleSet;
  /**
   * Identifier code of the agency competent for a dossier of `procedure`, received on the local date `on`, of an applicant of the
   * administrative unit `unit` (a commune's code such as `phuong-hong-gai`; null where it does not matter or is not known).
   * @param competence of another version than the catalogue's
   * @throws DomainError `procedure-unknown`, `agency-unresolved`.
   */
  competentAgency(procedure: string, unit: string | null, on: string, competence?: Competence): string;
  /** Identifier code of the agency of a kind in a commune on a local date; null where it has none of its own. */
  agencyOfCommune(kind: CommuneAgency, unit: string | null, on: string): string | null;
}

const DEFAULT_FOLDER = fileURLToPath(new URL('../../catalogue', import.meta.url));

const byKey = <T, K extends keyof T>(items: readonly T[], key: K): ReadonlyMap<T[K], T> =>
  new Map(items.map((item) => [item[key], item]));

/**
 * Reads the catalogue's data files, checks each by its schema and all of them against each other. Reads no clock and no network.
 * @throws CatalogueError naming every file and fault.
 */
export const loadCatalogue = async (folder: string = DEFAULT_FOLDER): Promise<Catalogue> => {
  const files = await readCatalogueFiles(folder);
  const problems = checkCatalogue(files);
  if (problems.length > 0) throw new CatalogueError(problems);

  const agencies = byKey(files.agencies, 'code');
  const offices = byKey(files.offices, 'code');
  const calendars = new Map([...files.calendars].map(([id, data]) => [id, toCalendar(data)]));
  const ruleSets = files.ruleSets.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  return {
    units: byKey(files.units, 'code'),
    agencies,
    offices,
    calendars: files.calendars,
    documentTypes: byKey(files.documentTypes, 'code'),
    procedures: files.procedures,
    formerProcedures: byKey(files.formerProcedures, 'code'),
    forms: files.forms,
    ruleSets,
    demoAccounts: files.demoAccounts,
    demoClients: files.demoClients,
    calendarOfOffice(office) {
      const calendar = calendars.get(offices.get(office)?.calendar ?? '');
      if (calendar === undefined) throw new DomainError('office-unknown', { office });
      return calendar;
    },
    calendarOfAgency(agency) {
      const calendar = calendars.get(agencies.get(agency)?.calendar ?? '');
      if (calendar === undefined) throw new DomainError('agency-unknown', { agency });
      return calendar;
    },
    ruleSetOn(date) {
      const found = ruleSets.find((set) => isInEffect(set, date));
      if (found === undefined) throw new DomainError('rule-set-unknown', { date });
      return found;
    },
    competentAgency(procedure, unit, on, competence = files.procedures.get(procedure)?.competence) {
      if (competence === undefined) throw new DomainError('procedure-unknown', { procedure });
      return findCompetentAgency(files.agencies, { procedure, competence, unit, on }).code;
    },
    agencyOfCommune(kind, unit, on) {
      if (unit === null) return null;
      const isIt = (agency: Agency): boolean =>
        agency.kind === kind && agency.commune === unit && isInEffect(agency, on);
      return files.agencies.find(isIt)?.code ?? null;
    },
  };
};
