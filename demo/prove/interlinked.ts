import { isDeepStrictEqual } from 'node:util';
import { ConsultationView } from '../../contracts/consultation.ts';
import type { DossierView } from '../../contracts/dossier.ts';
import { DossierHandovers } from '../../contracts/handover.ts';
import type { Timeline } from '../../contracts/timeline.ts';
import { readStream } from '../../infra/db/ledger-rows.ts';
import type { Database } from '../../infra/db/orm.ts';
import { verifyReceipt } from '../../infra/receipts/verify-receipt.ts';
import { localInstant, shortHash } from '../format.ts';
import type { Report, Texts } from '../report.ts';
import type { InterlinkedScenario } from '../scenarios/scenario.ts';
import type { FinishedInterlinked } from '../take-interlinked.ts';

/** What the API shows of a finished dossier. */
export interface Seen {
  readonly dossier: DossierView;
  readonly timeline: Timeline;
}

/** What only an interlinked dossier shows: its parts, the consultation, the supplement, the extension, and the receipts of each side. */
export async function proveInterlinked(
  finished: FinishedInterlinked,
  scenario: InterlinkedScenario,
  { dossier, timeline }: Seen,
  db: Database,
  report: Report,
): Promise<void> {
  report.heading({ vi: 'Liên thông, lấy ý kiến, bổ sung, gia hạn', en: 'Across agencies' });
  proveParts(finished, scenario, dossier, report);
  proveClocks(finished, scenario, dossier, report);
  proveClients(finished, scenario, dossier, timeline, report);
  await proveConsultation(finished, db, report);
  await proveHandovers(finished, dossier, report);
}

function proveParts(
  { results, together }: FinishedInterlinked,
  { parts, consultation }: InterlinkedScenario,
  dossier: DossierView,
  report: Report,
): void {
  const open = together.filter(({ status }) => status === 'open');
  const agencies = new Set(open.map(({ agency }) => agency?.code));
  report.check(
    'parts-together',
    TOGETHER,
    open.length === Object.keys(parts).length - 1 && agencies.size === open.length,
    open.map(({ part, agency }) => `${part}: ${agency?.name?.vi ?? '–'}`).join(', '),
  );
  const first = dossier.parts.find(({ part }) => part === consultation.part);
  const others = dossier.parts.filter((part) => part !== first);
  report.check(
    'parts-in-order',
    IN_ORDER,
    others.every(({ receivedAt }) => Date.parse(receivedAt ?? '') >= Date.parse(first?.processedAt ?? '9999-01-01')),
  );
  const given = dossier.parts.map(({ dossier: code, status, results: [result] }) =>
    [code, status, result?.document].join(' '),
  );
  const sent = results.map(({ code, id }) => [code, 'done', id].join(' '));
  report.check('parts-done', DONE, given.toSorted().join() === sent.toSorted().join(), `${given.length}`);
}

function proveClocks(
  { waiting, appointments, brought }: FinishedInterlinked,
  { supplement }: InterlinkedScenario,
  { supplements, components }: DossierView,
  report: Report,
): void {
  report.check(
    'supplement-waits',
    WAITS,
    waiting.length === 2 && waiting.every(({ dueAt, waitsFor }) => waitsFor === 'supplement' && dueAt === null),
  );
  const component = components.find((one) => one.component === supplement.brought.component);
  report.check(
    'supplement-brought',
    BROUGHT,
    supplements === 1 && component?.originals === 2 && component.documents.includes(brought),
  );
  const [before, after] = appointments.map((at) => Date.parse(at ?? ''));
  report.check(
    'extension-moves',
    EXTENDED,
    before !== undefined && after !== undefined && after > before,
    appointments.map((at) => localInstant(at)).join(' → '),
  );
}

/** What was done through an agency's own system names that system, and its officer all the same. */
function proveClients(
  { steps }: FinishedInterlinked,
  { parts }: InterlinkedScenario,
  dossier: DossierView,
  { events }: Timeline,
  report: Report,
): void {
  const through = dossier.parts.filter(({ part }) => parts[part]?.throughClient === true).map(({ dossier: of }) => of);
  const done = steps.filter(({ task }) => through.some((of) => of !== null && task.startsWith(`${of}.`)));
  const told = events.filter(({ type, stream }) => type === 'step-acted' && through.includes(stream));
  const named = told.flatMap(({ actor }) => ('person' in actor && actor.via !== null ? [actor] : []));
  report.check(
    'client-named',
    CLIENT,
    named.length > 0 && named.map(({ person }) => person.id).join() === done.map(({ worker }) => worker.id).join(),
    [...new Set(named.map(({ via }) => via?.name?.vi ?? via?.code))].join(', '),
  );
}

/** Both sides read the same receipts, and each names an event of the ledger and its hash. */
async function proveConsultation(
  { consultation: { code }, parties }: FinishedInterlinked,
  db: Database,
  report: Report,
): Promise<void> {
  const [asker, asked] = await Promise.all(
    parties.map(({ desk }) => desk.get(`/consultations/${code}`, ConsultationView)),
  );
  const ledger = new Map((await readStream(db, code)).map(({ event, hash }) => [event.seq, hash]));
  const receipts = asker?.receipts ?? [];
  for (const { what, at, agency, hash } of receipts)
    report.line(`${localInstant(at)}  ${what.padEnd(10)} ${agency.name?.vi ?? agency.code}, ${shortHash(hash)}`);
  report.check(
    'consultation-receipts',
    RECEIPTS,
    receipts.map(({ what }) => what).join() === 'sent,delivered,opened,answered' &&
      isDeepStrictEqual(receipts, asked?.receipts) &&
      receipts.every(({ seq, hash }) => ledger.get(seq) === hash),
    `${receipts.length}`,
  );
  report.check(
    'consultation-in-time',
    IN_TIME,
    asker?.status === 'answered' && asker.opinion === 'agreed' && !asker.late && asker.verified,
  );
}

/** Every hand-over from one agency to another has its receipt, which holds without any server. */
async function proveHandovers(
  { code, receptionist }: FinishedInterlinked,
  { parts }: DossierView,
  report: Report,
): Promise<void> {
  const { handovers } = await receptionist.desk.get(`/dossiers/${code}/handovers`, DossierHandovers);
  for (const { from, to, sentAt, state } of handovers)
    report.line(`${localInstant(sentAt)}  ${from.name?.vi ?? from.code} → ${to.name?.vi ?? to.code}: ${state}`);
  const reached = new Set(handovers.map(({ to }) => to.code));
  report.check(
    'handovers-accepted',
    HANDED_OVER,
    handovers.length > 0 &&
      parts.every(({ agency }) => agency !== null && reached.has(agency.code)) &&
      handovers.every(({ state, kind }) => kind !== 'step' || state === 'accepted'),
    `${handovers.length}`,
  );
  report.check(
    'handovers-verified',
    VERIFIED,
    handovers.length > 0 && handovers.every((receipt) => verifyReceipt(receipt).faults.length === 0),
  );
}

const TOGETHER: Texts = {
  vi: 'các phần sau làm song song, mỗi phần ở một cơ quan',
  en: 'the later parts are open at once, each at its own agency',
};
const IN_ORDER: Texts = {
  vi: 'chúng chỉ bắt đầu khi đã có kết quả của phần trước',
  en: 'they began once the first had its result, and not before',
};
const DONE: Texts = {
  vi: 'mỗi phần đã xong, có đúng kết quả đã tải lên',
  en: 'each part is done, with the very result that was uploaded',
};
const WAITS: Texts = {
  vi: 'chờ bổ sung thì hồ sơ và phần đang làm đều dừng tính thời hạn',
  en: 'while a supplement is awaited the clocks of the dossier and of its part stand still',
};
const BROUGHT: Texts = {
  vi: 'giấy tờ bổ sung được thêm vào bên cạnh bản đã nộp',
  en: 'what was brought is there beside what had been handed in',
};
const EXTENDED: Texts = { vi: 'gia hạn lùi ngày hẹn', en: 'the extension moves the appointment' };
const CLIENT: Texts = {
  vi: 'việc làm qua hệ thống riêng ghi cả hệ thống lẫn cán bộ',
  en: 'what was done through an agency’s own system names the system and the officer',
};
const RECEIPTS: Texts = {
  vi: 'hai bên thấy cùng biên nhận gửi, đến, mở, trả lời, mỗi biên nhận là một sự kiện trong sổ',
  en: 'both sides see the same receipts, sent, delivered, opened, answered, each an event of the ledger',
};
const IN_TIME: Texts = { vi: 'ý kiến đã đến trong hạn', en: 'the opinion came in time' };
const HANDED_OVER: Texts = {
  vi: 'mọi lần bàn giao giữa các cơ quan có biên nhận, đã được tiếp nhận',
  en: 'every hand-over between agencies has its receipt, and was accepted',
};
const VERIFIED: Texts = {
  vi: 'từng biên nhận tự kiểm tra được, không cần máy chủ',
  en: 'each receipt can be verified by itself, without any server',
};
