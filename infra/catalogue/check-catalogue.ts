import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FormatsPlugin } from 'ajv-formats';
import ajvFormats from 'ajv-formats';
import type { CatalogueProcedure, FormSchema } from '../../contracts/catalogue.ts';
import { FORM_KEYWORDS } from '../../contracts/catalogue.ts';
import { appointmentLimit } from '../../domain/procedure/limits.ts';
import type { StatedLimit } from '../../domain/procedure/route.ts';
import type { CatalogueFiles, CatalogueProblem } from './catalogue-files.ts';
import { checkFees } from './check-fees.ts';
import { checkRoute } from './check-route.ts';
import { routeMinutes, workingMinutes } from './route-budget.ts';

type Refuse = (message: string) => void;

const MINUTES_PER_DAY = 480;

/** The package is CommonJS: Node gives its function directly, some loaders one level down. */
const addFormats: FormatsPlugin = 'default' in ajvFormats ? ajvFormats.default : ajvFormats;

/**
 * A compiler of e-forms: JSON Schema 2020-12, strict, knowing our keywords and the formats of dates and mail addresses. Code is not
 * optimised, which halves the time to compile a form.
 */
export const createFormCompiler = (): Ajv2020 => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, code: { optimize: false } });
  addFormats(ajv, ['date', 'email']);
  ajv.addVocabulary([...FORM_KEYWORDS]);
  return ajv;
};

const repeated = (keys: readonly string[]): readonly string[] => [
  ...new Set(keys.filter((key, index) => keys.indexOf(key) !== index)),
];

const checkUnits = ({ units }: CatalogueFiles, refuse: Refuse): void => {
  const known = new Set(units.map((unit) => unit.code));
  for (const code of repeated(units.map((unit) => unit.code))) refuse(`${code} is listed twice`);
  for (const unit of units)
    for (const other of [...(unit.parent === undefined ? [] : [unit.parent]), ...unit.predecessors])
      if (!known.has(other)) refuse(`${unit.code}: unknown unit ${other}`);
};

const checkAgencies = ({ agencies, units, calendars }: CatalogueFiles, refuse: Refuse): void => {
  const known = new Set(agencies.map((agency) => agency.code));
  const levels = new Map(units.map((unit) => [unit.code, unit.level]));
  for (const code of repeated(agencies.map((agency) => agency.code))) refuse(`${code} is listed twice`);
  for (const code of repeated(agencies.flatMap((agency) => agency.premises.map((one) => one.code))))
    refuse(`premises ${code} are listed twice`);
  for (const agency of agencies) {
    for (const other of [...(agency.parent === undefined ? [] : [agency.parent]), ...agency.predecessors])
      if (!known.has(other)) refuse(`${agency.code}: unknown agency ${other}`);
    for (const territory of ['commune', 'district'] as const) {
      const unit = agency[territory];
      if (unit !== undefined && levels.get(unit) !== territory) refuse(`${agency.code}: no ${territory} ${unit}`);
    }
    if (!calendars.has(agency.calendar)) refuse(`${agency.code}: unknown calendar ${agency.calendar}`);
    if (agency.effectiveTo !== undefined && agency.effectiveTo < agency.effectiveFrom)
      refuse(`${agency.code}: ends before it begins`);
  }
};

const checkOffices = ({ offices, agencies, calendars }: CatalogueFiles, refuse: Refuse): void => {
  const byCode = new Map(agencies.map((agency) => [agency.code, agency]));
  for (const code of repeated(offices.map((office) => office.code))) refuse(`${code} is listed twice`);
  for (const office of offices) {
    const agency = byCode.get(office.agency);
    if (agency === undefined) refuse(`${office.code}: unknown agency ${office.agency}`);
    for (const premises of office.premises)
      if (agency !== undefined && !agency.premises.some((one) => one.code === premises))
        refuse(`${office.code}: ${office.agency} has no premises ${premises}`);
    if (!calendars.has(office.calendar)) refuse(`${office.code}: unknown calendar ${office.calendar}`);
  }
};

const checkRuleSets = ({ ruleSets }: CatalogueFiles, refuse: Refuse): void => {
  const ordered = ruleSets.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  for (const [index, set] of ordered.entries()) {
    const next = ordered[index + 1];
    if (next === undefined) continue;
    const follows = new Date(`${next.effectiveFrom}T00:00:00Z`).getTime() - 86_400_000;
    if (set.effectiveTo !== new Date(follows).toISOString().slice(0, 10))
      refuse(`${set.id} must end the day before ${next.id} begins`);
  }
  if (ordered.at(-1)?.effectiveTo !== undefined) refuse('the last rule set must be open-ended');
};

const checkDemoAccounts = ({ demoAccounts, agencies, offices }: CatalogueFiles, refuse: Refuse): void => {
  const knownAgencies = new Set(agencies.map((agency) => agency.code));
  const officeAgency = new Map(offices.map((office) => [office.code, office.agency]));
  for (const id of repeated(demoAccounts.map((account) => account.id))) refuse(`${id} is listed twice`);
  for (const token of repeated(demoAccounts.map((account) => account.token))) refuse(`${token} is used twice`);
  for (const account of demoAccounts)
    for (const { agency, office } of account.appointments) {
      if (!knownAgencies.has(agency)) refuse(`${account.id}: unknown agency ${agency}`);
      if (office !== undefined && officeAgency.get(office) !== agency)
        refuse(`${account.id}: ${agency} has no office ${office}`);
    }
};

const limitOf = (procedure: CatalogueProcedure, caseId: string): StatedLimit | null => {
  try {
    return appointmentLimit(procedure, caseId);
  } catch {
    return null;
  }
};

/** Budgets may not promise more time than the shortest limit by which a case is appointed. */
const checkBudgets = (procedure: CatalogueProcedure, refuse: Refuse): void => {
  if (procedure.route === undefined) return;
  for (const one of procedure.cases) {
    const budget = routeMinutes(procedure.route, one.id, MINUTES_PER_DAY);
    const limit = limitOf(procedure, one.id);
    if (limit === null) refuse(`case ${one.id} can be received but has no limit`);
    else if (budget > workingMinutes(limit, MINUTES_PER_DAY))
      refuse(`the route's budgets (${budget} working minutes) exceed the limit of case ${one.id}`);
  }
};

interface Known {
  readonly agencies: ReadonlySet<string>;
  readonly documentTypes: ReadonlySet<string>;
  readonly forms: ReadonlyMap<string, FormSchema>;
  /** Last local date of each procedure that ended; undefined for one that did not. */
  readonly procedureEnds: ReadonlyMap<string, string | undefined>;
}

const checkProcedure = (file: string, procedure: CatalogueProcedure, known: Known, refuse: Refuse): void => {
  if (procedure.code !== file) refuse(`holds procedure ${procedure.code}`);
  if (procedure.effectiveTo !== undefined && procedure.effectiveTo < procedure.effectiveFrom)
    refuse('ends before it begins');
  const stages = procedure.route?.stages ?? [];
  const fixed = stages.flatMap((stage) => (stage.agency.kind === 'fixed' ? [stage.agency.agency] : []));
  if (procedure.competence.kind === 'fixed') fixed.push(procedure.competence.agency);
  for (const agency of fixed) if (!known.agencies.has(agency)) refuse(`unknown agency ${agency}`);
  const types = [...procedure.cases.flatMap((one) => one.components), ...procedure.results].flatMap((one) =>
    one.documentType === undefined ? [] : [one.documentType],
  );
  for (const type of new Set(types)) if (!known.documentTypes.has(type)) refuse(`unknown document type ${type}`);
  if (procedure.form !== undefined && !known.forms.has(procedure.form)) refuse(`unknown form ${procedure.form}`);
  for (const predecessor of procedure.predecessors) {
    const end = known.procedureEnds.get(predecessor);
    if (!known.procedureEnds.has(predecessor)) refuse(`unknown predecessor ${predecessor}`);
    else if (end === undefined || end >= procedure.effectiveFrom)
      refuse(`predecessor ${predecessor} must end before ${procedure.effectiveFrom}`);
  }
  const form = known.forms.get(procedure.form ?? '');
  checkFees(procedure, { documentTypes: known.documentTypes, form }, refuse);
  checkRoute(procedure, form, refuse);
  checkBudgets(procedure, refuse);
};

const checkForms = (files: CatalogueFiles, problems: CatalogueProblem[]): void => {
  const ajv = createFormCompiler();
  for (const [code, form] of files.forms) {
    const refuse = (message: string): void => void problems.push({ file: `forms/${code}.json`, message });
    if (form.$id !== `urn:motcua:form:${code}`) refuse(`$id must be urn:motcua:form:${code}`);
    try {
      ajv.compile(form);
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    }
  }
};

/** Every reference between the data files that leads nowhere, and every rule across them that is broken. */
export const checkCatalogue = (files: CatalogueFiles): readonly CatalogueProblem[] => {
  const problems: CatalogueProblem[] = [];
  const inFile =
    (file: string): Refuse =>
    (message) =>
      void problems.push({ file, message });
  checkUnits(files, inFile('administrative-units.json'));
  checkAgencies(files, inFile('agencies.json'));
  checkOffices(files, inFile('offices.json'));
  checkRuleSets(files, inFile('rule-sets.json'));
  checkDemoAccounts(files, inFile('demo-accounts.json'));
  for (const code of repeated(files.documentTypes.map((type) => type.code)))
    inFile('document-types.json')(`${code} is listed twice`);
  for (const { code } of files.formerProcedures)
    if (files.procedures.has(code)) inFile('former-procedures.json')(`${code} is in the catalogue`);
  for (const [id, calendar] of files.calendars)
    if (calendar.id !== id) inFile(`calendars/${id}.json`)(`holds calendar ${calendar.id}`);
  const known: Known = {
    agencies: new Set(files.agencies.map((agency) => agency.code)),
    documentTypes: new Set(files.documentTypes.map((type) => type.code)),
    forms: files.forms,
    procedureEnds: new Map(
      [...files.procedures.values(), ...files.formerProcedures].map((one) => [one.code, one.effectiveTo]),
    ),
  };
  for (const [code, procedure] of files.procedures)
    checkProcedure(code, procedure, known, inFile(`procedures/${code}.json`));
  checkForms(files, problems);
  return problems;
};
