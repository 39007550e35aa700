import type { z } from 'zod';
import type { Named } from '../../contracts/common.ts';
import { ROLE_LABELS, STAGE_LABELS } from '../../contracts/labels.ts';
import type { Timeline, TimelineEvent, TimelineStep } from '../../contracts/timeline.ts';
import { localInstant, shortHash } from '../format.ts';
import { inBoth, type Report, type Texts } from '../report.ts';
import type { FinishedDossier } from '../desk-work.ts';

const MEDIA = {
  electronic: { vi: 'điện tử', en: 'electronic' },
  paper: { vi: 'bản giấy', en: 'paper' },
} as const satisfies Record<TimelineStep['routedMedium'], Texts>;

const EVENT_LABELS: Readonly<Record<string, Texts>> = {
  'dossier-received': { vi: 'tiếp nhận', en: 'received' },
  'step-opened': { vi: 'chuyển tới bước', en: 'routed to the step' },
  'step-acted': { vi: 'thực hiện bước', en: 'step acted on' },
  'dossier-returned': { vi: 'đã trả kết quả', en: 'result returned' },
  'parts-begun': { vi: 'bắt đầu các phần liên thông', en: 'parts begun' },
  'part-begun': { vi: 'phần liên thông bắt đầu', en: 'the part begins' },
  'part-paused': { vi: 'phần liên thông tạm dừng', en: 'the part waits' },
  'part-resumed': { vi: 'phần liên thông tiếp tục', en: 'the part goes on' },
  'part-finished': { vi: 'phần liên thông có kết quả', en: 'the part has its result' },
  'part-ended': { vi: 'phần liên thông đã xong', en: 'the part has ended' },
  'parts-joined': { vi: 'các phần đã đủ', en: 'all parts are there' },
  'consultations-asked': { vi: 'lấy ý kiến', en: 'consultation asked for' },
  'consultation-sent': { vi: 'gửi lấy ý kiến', en: 'the question is sent' },
  'consultation-delivered': { vi: 'đã đến cơ quan được hỏi', en: 'delivered' },
  'consultation-opened': { vi: 'đã mở', en: 'opened' },
  'consultation-answered': { vi: 'đã trả lời', en: 'answered' },
  'consultation-reported': { vi: 'ý kiến về hồ sơ', en: 'the opinion has reached the dossier' },
  'supplement-requested': { vi: 'yêu cầu bổ sung', en: 'supplement requested' },
  'supplement-received': { vi: 'đã nhận bổ sung', en: 'supplement received' },
  'deadline-extended': { vi: 'gia hạn', en: 'extended' },
};

/** Prints the steps with their instants and the ledger's events, and checks them against what was done. */
export function showTimeline(finished: FinishedDossier, timeline: Timeline, report: Report): void {
  report.heading({ vi: `Diễn biến hồ sơ ${finished.code}`, en: 'Timeline' });
  for (const step of timeline.steps) showStep(step, finished.code, report);
  report.line('');
  report.both({
    vi: 'Sổ sự kiện (mỗi dòng nối với băm của dòng trước)',
    en: 'Ledger (each row carries the hash of the one before)',
  });
  for (const event of timeline.events) showEvent(event, finished.code, report);
  report.line('');
  checkTimeline(finished, timeline, report);
}

function showStep(step: TimelineStep, code: string, report: Report): void {
  const { number, kind, agency, role, person, place, medium, dueAt, minutes } = step;
  report.line(
    `${streamOf(step).slice(code.length + 1)}${streamOf(step) === code ? '' : ' – '}${number}. ${STAGE_LABELS[kind].vi.toLocaleUpperCase('vi')} | ${STAGE_LABELS[kind].en}`,
  );
  row(report, { vi: 'Cơ quan', en: 'agency' }, nameOf(agency));
  row(report, { vi: 'Người làm', en: 'who' }, `${person?.displayName ?? '–'} (${inBoth(ROLE_LABELS[role])})`);
  row(report, { vi: 'Nơi làm', en: 'where' }, place === null ? '–' : nameOf(place));
  const means = medium === null ? '–' : inBoth(MEDIA[medium]);
  row(
    report,
    { vi: 'Chuyển đến', en: 'routed' },
    `${localInstant(step.routedAt)} (${inBoth(MEDIA[step.routedMedium])})`,
  );
  row(report, { vi: 'Mở', en: 'opened' }, localInstant(step.openedAt));
  row(report, { vi: 'Thực hiện', en: 'acted' }, `${localInstant(step.actedAt)} (${means})`);
  row(report, { vi: 'Chuyển đi', en: 'left' }, `${localInstant(step.leftAt)}; ${minutes.total ?? '–'} phút | min`);
  row(report, { vi: 'Hạn của bước', en: 'step due' }, localInstant(dueAt));
}

function row(report: Report, label: Texts, value: string): void {
  report.line(`   ${inBoth(label).padEnd(24)} ${value}`);
}

function showEvent({ stream, seq, at, type, actor, hash, note }: TimelineEvent, code: string, report: Report): void {
  const who =
    'system' in actor ? actor.system : 'person' in actor ? (actor.person.displayName ?? actor.person.id) : actor.role;
  const what = inBoth(EVENT_LABELS[type] ?? { vi: type, en: type });
  const of = stream === code ? '' : stream.slice(code.length);
  report.line(
    `${of.padEnd(of === '' ? 0 : 6)}${String(seq).padStart(3)}  ${localInstant(at)}  ${shortHash(hash)}  ${what}: ${who}`,
  );
  if (note !== null) report.line(`     “${note}”`);
}

function checkTimeline({ steps, scenario }: FinishedDossier, timeline: Timeline, report: Report): void {
  const asDone = steps.map(({ kind, task, agency, place, worker, openedAt }) =>
    [kind, task, agency, place, worker.displayName, openedAt].join(' '),
  );
  // An interlinked step is not done by anybody: its parts are.
  const told = timeline.steps.filter(({ kind }) => kind !== 'interlinked');
  const asTold = told.map(({ kind, task, agency, place, person, openedAt }) =>
    [kind, task, agency.code, place?.code, person?.displayName, openedAt].join(' '),
  );
  report.check(
    'timeline-as-done',
    {
      vi: 'mỗi bước ghi đúng người, cơ quan, nơi làm và lúc mở',
      en: 'each step names who, which agency, where, and when it was opened',
    },
    asDone.length > 0 && asDone.toSorted().join('\n') === asTold.toSorted().join('\n'),
  );
  report.check(
    'timeline-instants',
    {
      vi: 'mỗi bước: chuyển đến ≤ mở ≤ thực hiện ≤ chuyển đi, và bước sau của hồ sơ ấy bắt đầu lúc bước trước kết thúc',
      en: 'each step: routed ≤ opened ≤ acted ≤ left, and the next of its dossier begins where it ends',
    },
    told.every((step) => {
      const { routedAt, number } = step;
      const before = told.find((other) => streamOf(other) === streamOf(step) && other.number === number - 1);
      return inOrder(step) && (before === undefined || routedAt === before.leftAt);
    }),
  );
  const [first] = timeline.events;
  const { place } = scenario.intake;
  report.check(
    'timeline-reception',
    { vi: 'sự kiện đầu là tiếp nhận, đúng nơi', en: 'the first event is the reception, at its place' },
    first?.type === 'dossier-received' && first.place?.code === place,
  );
}

/** The dossier, or the part, that a step is of. */
function streamOf({ task }: TimelineStep): string {
  return task.slice(0, task.lastIndexOf('.'));
}

function inOrder({ routedAt, openedAt, actedAt, leftAt }: TimelineStep): boolean {
  const instants = [routedAt, openedAt, actedAt, leftAt].map((at) => (at === null ? Number.NaN : Date.parse(at)));
  return instants.every((at, index) => !Number.isNaN(at) && (index === 0 || at >= (instants[index - 1] ?? Infinity)));
}

function nameOf({ code, name }: z.output<typeof Named>): string {
  return name === null ? code : `${inBoth(name)} (${code})`;
}
