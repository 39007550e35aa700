import { findingTexts } from '../../contracts/procedure-findings.ts';
import type {
  Folding,
  FoldingItem,
  Migration,
  MigrationItem,
  VersionFinding,
  VersionItem,
} from '../../contracts/procedure-version.ts';
import type { Finding } from '../../domain/procedure/findings.ts';

const SEVERITIES = { error: 'LỖI | ERROR', warning: 'cảnh báo | warning' } as const;

/** A finding of the self-check. */
export function findingLine(found: Finding | VersionFinding): string {
  const { vi, en } = 'text' in found ? found.text : findingTexts(found);
  return `${SEVERITIES[found.severity]}  ${found.code}\n  ${vi}\n  ${en}`;
}

export function versionLine({ version, status, source, dossiers, openDossiers, reason }: VersionItem): string {
  const state = status === 'published' ? 'đã ban hành | published' : 'bản nháp | draft';
  const on = `hồ sơ | dossiers ${dossiers}, đang giải quyết | open ${openDossiers}`;
  return `${version}  ${state} (${source})  ${on}${reason === null ? '' : `  ${reason}`}`;
}

export function foldingLines(folding: Folding): string[] {
  const { from, to, newest, endedAt, dossiers, lookedAt, different, failed, differences } = folding;
  return [
    `${from} → ${to}: ${endedAt === null ? 'đang đối chiếu | going on' : 'đã xong | done'}`,
    `  hồ sơ của phiên bản cũ | dossiers of the old version ${dossiers}, nhiều nhất | at most ${newest}, đã xem | looked at ${lookedAt ?? 0}`,
    `  có khác biệt | different ${different}, không đối chiếu được | failed ${failed}`,
    ...differences.map(
      ({ kind, of, dossiers: n, open }) =>
        `  ${kind}${of === null ? '' : ` ${of}`}: ${n} (đang giải quyết | open ${open})`,
    ),
  ];
}

type Differences = FoldingItem['differences'];

const differenceText = ({ kind, of, former, next }: Differences[number]): string => {
  const value = (one: Differences[number]['former']): string =>
    one === null ? '–' : typeof one === 'string' ? one : `${one.value} ${one.unit}`;
  const name = of === null ? kind : `${kind} ${of}`;
  return former === null && next === null ? name : `${name} ${value(former)} → ${value(next)}`;
};

export function foldedLine({ dossier, differences, code }: FoldingItem): string {
  return `${dossier}  ${code ?? differences.map(differenceText).join('; ')}`;
}

const STATUSES: Readonly<Record<Migration['status'], string>> = {
  proposed: 'đã đề xuất | proposed',
  approved: 'đã duyệt | approved',
  applying: 'đang chuyển | being applied',
  applied: 'đã chuyển | applied',
  dropped: 'đã hủy | dropped',
};

export function migrationLines({ id, procedure, from, to, status, reason, movable, outcomes }: Migration): string[] {
  const { pending, done, unchanged, refused } = outcomes;
  return [
    `${id}: ${procedure} ${from} → ${to}, ${STATUSES[status]}`,
    `  ${reason}`,
    `  chuyển được | movable ${movable}; chưa | pending ${pending}, đã chuyển | done ${done}, giữ nguyên | unchanged ${unchanged}, bị từ chối | refused ${refused}`,
  ];
}

export function movedLine({ dossier, differences, outcome, code }: MigrationItem): string {
  const what = (differences ?? []).map(differenceText).join('; ');
  return `${dossier}  ${outcome}${code === null ? '' : ` (${code})`}  ${what}`;
}
