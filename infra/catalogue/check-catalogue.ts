import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FormatsPlugin } from 'ajv-formats';
import ajvFormats from 'ajv-formats';
import type { CatalogueProcedure } from '../../contracts/catalogue.ts';
import { FORM_KEYWORDS } from '../../contracts/catalogue.ts';
import { findingTexts } from '../../contracts/procedure-findings.ts';
import { selfCheck } from '../../domain/procedure/self-check.ts';
import type { World } from '../../domain/procedure/world.ts';
import type { CatalogueFiles, CatalogueProblem } from './catalogue-files.ts';
import { worldOf } from './world.ts';

type Refuse = (message: string) => void;

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
  for (const account of demoAccounts)
    for (const { agency, office } of account.appointments) {
      if (!knownAgencies.has(agency)) refuse(`${account.id}: unknown agency ${agency}`);
      if (office !== undefined && officeAgency.get(office) !== agency)
        refuse(`${account.id}: ${agency} has no office ${office}`);
    }
};

const checkDemoClients = ({ demoClients, agencies }: CatalogueFiles, refuse: Refuse): void => {
  const knownAgencies = new Set(agencies.map((agency) => agency.code));
  for (const id of repeated(demoClients.map((client) => client.id))) refuse(`${id} is listed twice`);
  for (const { id, agency } of demoClients) if (!knownAgencies.has(agency)) refuse(`${id}: unknown agency ${agency}`);
};

/** A procedure without a route is in the catalogue for what it says; nothing is received by it. */
const checkProcedure = (file: string, procedure: CatalogueProcedure, world: World, refuse: Refuse): void => {
  if (procedure.code !== file) refuse(`holds procedure ${procedure.code}`);
  for (const found of selfCheck(procedure, world))
    if (found.severity === 'error' && found.code !== 'route-missing') refuse(findingTexts(found).en);
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
  checkDemoClients(files, inFile('demo-clients.json'));
  for (const code of repeated(files.documentTypes.map((type) => type.code)))
    inFile('document-types.json')(`${code} is listed twice`);
  for (const { code } of files.formerProcedures)
    if (files.procedures.has(code)) inFile('former-procedures.json')(`${code} is in the catalogue`);
  for (const [id, calendar] of files.calendars)
    if (calendar.id !== id) inFile(`calendars/${id}.json`)(`holds calendar ${calendar.id}`);
  const world = worldOf({
    ...files,
    agencies: new Map(files.agencies.map((agency) => [agency.code, agency])),
    documentTypes: new Map(files.documentTypes.map((type) => [type.code, type])),
    formerProcedures: new Map(files.formerProcedures.map((former) => [former.code, former])),
  });
  for (const [code, procedure] of files.procedures)
    checkProcedure(code, procedure, world, inFile(`procedures/${code}.json`));
  checkForms(files, problems);
  return problems;
};
