import type { Consumption } from './meter.ts';
import { together, type ProcessorTimes } from './processor-time.ts';
import type { Round } from './round.ts';

/** Latency in milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Speed of one peer over its rounds; the percentiles are those of one act. */
export interface Speed extends Percentiles {
  readonly dossiersPerSecond: number;
  readonly begin: Percentiles;
  /** Processor milliseconds of one dossier's five steps by process; empty where the system does not tell. */
  readonly cpuMs: ProcessorTimes;
}

/** What one dossier costs, preparation and background work included. */
export interface Cost {
  readonly statements: number;
  /** Of them, those in Temporal's own databases. */
  readonly engineStatements: number;
  readonly transactions: number;
  readonly walKb: number;
  /** Of it, images of whole pages, which are written once per page and checkpoint. */
  readonly pageImageKb: number;
  readonly events: number;
}

export interface Figures {
  /** Dossiers per second of motcua to those of bare Temporal. */
  readonly ratio: number;
  /** The same with the upload of the result inside motcua's time. */
  readonly withUpload: { readonly ratio: number; readonly dossiersPerSecond: number };
  readonly bare: Speed;
  readonly motcua: Speed;
  /** Of motcua; `bare` for the other. */
  readonly perDossier: Cost & { readonly bare: Cost };
  /** The ratio of each pair of rounds. */
  readonly ratios: readonly number[];
}

/** One peer, measured. */
export interface Measured {
  readonly rounds: readonly Round[];
  readonly cost: Cost;
}

export function figuresOf(bare: Measured, motcua: Measured): Figures {
  const speeds = { bare: speedOf(bare.rounds), motcua: speedOf(motcua.rounds) };
  const withUpload = perSecond(motcua.rounds, ({ stepsMs, prepareMs }) => stepsMs + prepareMs);
  const ratioTo = (rate: number): number => rounded(rate / perSecond(bare.rounds, ({ stepsMs }) => stepsMs), 3);
  return {
    ratio: ratioTo(perSecond(motcua.rounds, ({ stepsMs }) => stepsMs)),
    withUpload: { ratio: ratioTo(withUpload), dossiersPerSecond: rounded(withUpload) },
    ...speeds,
    perDossier: { ...motcua.cost, bare: bare.cost },
    ratios: motcua.rounds.map(({ stepsMs }, index) => rounded((bare.rounds[index]?.stepsMs ?? 0) / stepsMs, 3)),
  };
}

/** The cost of one of `dossiers` from what all of them together used. */
export function costOf(dossiers: number, used: Consumption, events: readonly number[]): Cost {
  const each = (total: number): number => rounded(total / dossiers);
  const statements = Object.entries(used.statements);
  const sum = (entries: typeof statements): number => entries.reduce((total, [, calls]) => total + calls, 0);
  return {
    statements: each(sum(statements)),
    engineStatements: each(sum(statements.filter(([database]) => database.startsWith('temporal')))),
    transactions: each(used.transactions),
    walKb: each(used.walBytes / 1024),
    pageImageKb: each(used.pageImageBytes / 1024),
    events: Math.max(...events),
  };
}

function speedOf(rounds: readonly Round[]): Speed {
  return {
    dossiersPerSecond: rounded(perSecond(rounds, ({ stepsMs }) => stepsMs)),
    ...percentiles(rounds.flatMap(({ acts }) => acts)),
    begin: percentiles(rounds.flatMap(({ begins }) => begins)),
    cpuMs: cpuOf(rounds),
  };
}

function cpuOf(rounds: readonly Round[]): ProcessorTimes {
  const dossiers = rounds.reduce((total, round) => total + round.dossiers, 0);
  const all = rounds.map(({ cpu }) => cpu).reduce(together, {});
  const used = Object.entries(all).filter(([, ms]) => ms / dossiers >= 0.05);
  return Object.fromEntries(used.map(([name, ms]) => [name, rounded(ms / dossiers)]));
}

function perSecond(rounds: readonly Round[], msOf: (round: Round) => number): number {
  const sum = (of: (round: Round) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  return (sum(({ dossiers }) => dossiers) * 1000) / sum(msOf);
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => rounded(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
