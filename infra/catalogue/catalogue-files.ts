import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
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
import { RetentionData } from '../../contracts/catalogue/retention.ts';
import type { RetentionSchedule } from '../../domain/dossier/erasure.ts';

/** Something wrong in one data file. */
export interface CatalogueProblem {
  /** Path below the catalogue's folder. */
  readonly file: string;
  readonly message: string;
}

/** The catalogue's data cannot be used; `problems` names every file and fault found. */
export class CatalogueError extends Error {
  readonly problems: readonly CatalogueProblem[];

  constructor(problems: readonly CatalogueProblem[]) {
    super(['the catalogue is not valid:', ...problems.map(({ file, message }) => `  ${file}: ${message}`)].join('\n'));
    this.name = 'CatalogueError';
    this.problems = problems;
  }
}

/** The data files, each parsed by its schema, with the file that each entry came from where there is one file per entry. */
export interface CatalogueFiles {
  readonly units: readonly AdministrativeUnit[];
  readonly agencies: readonly Agency[];
  readonly offices: readonly Office[];
  readonly documentTypes: readonly DocumentType[];
  readonly ruleSets: readonly RuleSet[];
  readonly demoAccounts: readonly DemoAccount[];
  readonly demoClients: readonly DemoClient[];
  readonly calendars: ReadonlyMap<string, CalendarData>;
  readonly procedures: ReadonlyMap<string, CatalogueProcedure>;
  readonly formerProcedures: readonly FormerProcedure[];
  readonly forms: ReadonlyMap<string, FormSchema>;
}

const problemsOf = (file: string, error: z.ZodError): readonly CatalogueProblem[] =>
  error.issues.map(({ path, message }) => ({
    file,
    message: path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`,
  }));

/** Reads and parses one file; faults are added to `problems` and give undefined. */
const readOne = async <T>(
  folder: string,
  file: string,
  schema: z.ZodType<T>,
  problems: CatalogueProblem[],
): Promise<T | undefined> => {
  let data: unknown;
  try {
    data = JSON.parse(await readFile(join(folder, file), 'utf8'));
  } catch (error) {
    problems.push({ file, message: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  problems.push(...problemsOf(file, parsed.error));
  return undefined;
};

/** Reads every `.json` file of one folder, in the order of names; the key is the name without `.json`. */
const readFolder = async <T>(
  folder: string,
  name: string,
  schema: z.ZodType<T>,
  problems: CatalogueProblem[],
): Promise<ReadonlyMap<string, T>> => {
  const files = (await readdir(join(folder, name))).filter((file) => file.endsWith('.json')).toSorted();
  const read = await Promise.all(
    files.map(async (file) => ({
      key: file.slice(0, -'.json'.length),
      value: await readOne(folder, `${name}/${file}`, schema, problems),
    })),
  );
  return new Map(read.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const])));
};

/**
 * Reads for how long dossiers are kept; only erasure asks for it.
 * @throws CatalogueError
 */
export const readRetention = async (folder: string): Promise<RetentionSchedule> => {
  const problems: CatalogueProblem[] = [];
  const schedule = await readOne(folder, 'retention.json', RetentionData, problems);
  if (schedule === undefined) throw new CatalogueError(problems);
  return schedule;
};

/**
 * Reads all data files of a catalogue folder and checks each against its schema.
 * @throws CatalogueError naming every file and fault.
 */
export const readCatalogueFiles = async (folder: string): Promise<CatalogueFiles> => {
  const problems: CatalogueProblem[] = [];
  const list = async <T>(file: string, schema: z.ZodType<T>): Promise<readonly T[]> =>
    (await readOne(folder, file, z.array(schema), problems)) ?? [];
  const [
    units,
    agencies,
    offices,
    documentTypes,
    ruleSets,
    demoAccounts,
    demoClients,
    formerProcedures,
    calendars,
    procedures,
    forms,
  ] = await Promise.all([
    list('administrative-units.json', AdministrativeUnit),
    list('agencies.json', Agency),
    list('offices.json', Office),
    list('document-types.json', DocumentType),
    list('rule-sets.json', RuleSet),
    list('demo-accounts.json', DemoAccount),
    list('demo-clients.json', DemoClient),
    list('former-procedures.json', FormerProcedure),
    readFolder(folder, 'calendars', CalendarData, problems),
    readFolder(folder, 'procedures', CatalogueProcedure, problems),
    readFolder(folder, 'forms', FormSchema, problems),
  ]);
  if (problems.length > 0) throw new CatalogueError(problems.toSorted((a, b) => (a.file < b.file ? -1 : 1)));
  return {
    units,
    agencies,
    offices,
    documentTypes,
    ruleSets,
    demoAccounts,
    demoClients,
    formerProcedures,
    calendars,
    procedures,
    forms,
  };
};
