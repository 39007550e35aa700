import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CalendarData, CatalogueProcedure, DemoAccount, RuleSet } from '../contracts/catalogue.ts';
import type { Stage } from '../domain/procedure/route.ts';
import { CHECKOUT } from '../infra/config/settings.ts';

/** Hours in which somebody at work in the storm sees a clock run out. Working time is exact to the second. */
const SECONDS = 1 / 3600;
const soon = (seconds: number) => ({ unit: 'working-hour', value: seconds * SECONDS }) as const;

/** Procedures whose clocks ring while the storm blows; all others keep their limits of days. */
const QUICK = ['2.000815', '1.001193'];

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/**
 * Writes the catalogue of a storm into a folder: the real one, but offices work day and night, applicants have a minute to answer, some
 * procedures have limits of about a minute, and each demo account has a twin, so that steps can be given to one of two officers.
 */
export function writeStormCatalogue(folder: string): void {
  cpSync(join(CHECKOUT, 'catalogue'), folder, { recursive: true, filter: (path) => !path.endsWith('.ts') });
  for (const name of readdirSync(join(folder, 'calendars'))) change(join(folder, 'calendars', name), dayAndNight);
  for (const name of readdirSync(join(folder, 'procedures'))) change(join(folder, 'procedures', name), soonAnswered);
  for (const code of QUICK) change(join(folder, 'procedures', `${code}.json`), quick);
  change(join(folder, 'rule-sets.json'), (sets: RuleSet[]) => sets.map(impatient));
  change(join(folder, 'demo-accounts.json'), (accounts: DemoAccount[]) =>
    accounts.flatMap((account) => [account, twin(account)]),
  );
}

function change<T>(path: string, to: (content: T) => T): void {
  writeFileSync(path, JSON.stringify(to(JSON.parse(readFileSync(path, 'utf8')) as T)));
}

function dayAndNight(calendar: CalendarData): CalendarData {
  const allDay = [['00:00', '23:59']] as const;
  const sessions = Object.fromEntries(WEEKDAYS.map((day) => [day, allDay]));
  return { ...calendar, sessions, holidays: [], makeUpDays: [], pending: [] };
}

function quick({ route, cases, ...procedure }: CatalogueProcedure): CatalogueProcedure {
  const stages = (route?.stages ?? []).map((stage) => ({ ...stage, budget: soon(20) }));
  return {
    ...procedure,
    legalLimit: soon(120),
    localLimit: soon(100),
    extension: soon(60),
    cases: cases.map(({ id, name, components }) => ({ id, name, components })),
    ...(route === undefined ? {} : { route: { ...route, stages } }),
  };
}

/** Asked agencies have less than a minute. */
function soonAnswered({ route, ...procedure }: CatalogueProcedure): CatalogueProcedure {
  if (route === undefined) return procedure;
  const hurried = <S extends Pick<Stage, 'consultations'>>(stage: S): S => ({
    ...stage,
    ...(stage.consultations === undefined
      ? {}
      : { consultations: stage.consultations.map((rule) => ({ ...rule, within: soon(40) })) }),
  });
  const stages = route.stages.map((stage) => ({
    ...hurried(stage),
    ...(stage.parts === undefined
      ? {}
      : { parts: stage.parts.map((part) => ({ ...part, stages: part.stages.map(hurried) })) }),
  }));
  return { ...procedure, route: { ...route, stages } };
}

function impatient(rules: RuleSet): RuleSet {
  return { ...rules, respondWithin: soon(60), receptionWithin: soon(60), escalateAfter: soon(20) };
}

function twin({ id, displayName, appointments }: DemoAccount): DemoAccount {
  return { id: `${id}-2`, displayName: `${displayName} (2)`, appointments };
}
