import type { Cost, Figures, Speed } from './figures.ts';

/** What the engine is to keep to. */
export const GOALS = { ratio: 0.8, events: 65, walKb: 160 } as const;

/** The figures for people. */
export function toTable(figures: Figures): string {
  const { ratio, withUpload, bare, motcua, perDossier, ratios } = figures;
  const spread = `${Math.min(...ratios)} to ${Math.max(...ratios)} over the rounds`;
  const lines = [
    row('', 'bare Temporal', 'motcua'),
    row(
      'dossiers/s',
      bare.dossiersPerSecond,
      motcua.dossiersPerSecond,
      `with the upload ${withUpload.dossiersPerSecond}`,
    ),
    ...speedRows(bare, motcua),
    '',
    'per dossier',
    ...costRows(perDossier.bare, perDossier),
    '',
    `ratio ${ratio} (${spread}; with the upload ${withUpload.ratio})`,
    goal('ratio', ratio, ratio >= GOALS.ratio, `at least ${GOALS.ratio}`),
    goal('history events', perDossier.events, perDossier.events <= GOALS.events, `at most ${GOALS.events}`),
    goal('WAL kB', perDossier.walKb, perDossier.walKb <= GOALS.walKb, `at most ${GOALS.walKb}`),
  ];
  return lines.join('\n');
}

function speedRows(bare: Speed, motcua: Speed): string[] {
  const three = ({ p50, p95, p99 }: Speed['begin']): string => `${p50} / ${p95} / ${p99}`;
  return [
    row('act, p50 / p95 / p99 ms', three(bare), three(motcua)),
    row('reception, same', three(bare.begin), three(motcua.begin)),
    '',
    'CPU ms per dossier',
    ...[...new Set([...Object.keys(bare.cpuMs), ...Object.keys(motcua.cpuMs)])].map((name) =>
      row(`  ${name}`, bare.cpuMs[name] ?? 0, motcua.cpuMs[name] ?? 0),
    ),
    row('  all together', sum(bare.cpuMs), sum(motcua.cpuMs)),
  ];
}

function costRows(bare: Cost, motcua: Cost): string[] {
  const of = (name: string, value: (cost: Cost) => number): string => row(name, value(bare), value(motcua));
  return [
    of('SQL statements', ({ statements }) => statements),
    of('  of them Temporal', ({ engineStatements }) => engineStatements),
    of('write transactions', ({ transactions }) => transactions),
    of('WAL kB', ({ walKb }) => walKb),
    of('  of them page images', ({ pageImageKb }) => pageImageKb),
    of('history events', ({ events }) => events),
  ];
}

function sum(values: Readonly<Record<string, number>>): number {
  return Number(
    Object.values(values)
      .reduce((total, value) => total + value, 0)
      .toFixed(1),
  );
}

function row(name: string, bare: string | number, motcua: string | number, remark = ''): string {
  return `${name.padEnd(26)}${String(bare).padStart(22)}${String(motcua).padStart(22)}  ${remark}`.trimEnd();
}

function goal(name: string, value: number, holds: boolean, wanted: string): string {
  return `${holds ? 'held  ' : 'MISSED'} ${name}: ${value}, ${wanted}`;
}
