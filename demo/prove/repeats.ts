import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { Timeline } from '../../contracts/timeline.ts';
import type { PlainAnswer } from '../api-client.ts';
import type { Report, Texts } from '../report.ts';
import type { FinishedDossier, SentCommand } from '../desk-work.ts';

const Problem = z.looseObject({ code: z.string() });

/** Sends finished commands again: the same answers, no further effect, and no other body under a used key. */
export async function proveRepeats(finished: FinishedDossier, report: Report): Promise<void> {
  const { code, intake, acts, receptionist, streams } = finished;
  report.heading({ vi: 'Gửi lại cùng khóa (Idempotency-Key)', en: 'The same key sent again' });
  report.check('repeat-intake', INTAKE, isSame(await again(intake), intake, 201), code);
  const same = await Promise.all(acts.map(async (sent) => isSame(await again(sent), sent, 200)));
  report.check('repeat-acts', ACTS, same.length > 0 && same.every(Boolean), `${same.length}`);
  const other = await Promise.all([intake, ...acts].map(changed));
  report.check('repeat-other-body', OTHER_BODY, other.every(isKeyReused), '422 key-reused');
  const { events } = await receptionist.desk.get(`/dossiers/${code}/timeline`, Timeline);
  const written = streams.reduce((sum, { seq }) => sum + seq, 0);
  report.check('repeat-no-effect', NO_EFFECT, events.length === written, `${events.length} sự kiện | events`);
}

function again({ worker, path, key, body }: SentCommand): Promise<PlainAnswer> {
  return worker.desk.tryPost(path, body, key);
}

function changed({ worker, path, key, body }: SentCommand): Promise<PlainAnswer> {
  return worker.desk.tryPost(path, { ...body, medium: 'paper' }, key);
}

function isSame({ status, body }: PlainAnswer, { answer }: SentCommand, expected: number): boolean {
  return status === expected && isDeepStrictEqual(body, answer);
}

function isKeyReused({ status, body }: PlainAnswer): boolean {
  return status === 422 && Problem.safeParse(body).data?.code === 'key-reused';
}

const INTAKE: Texts = {
  vi: 'tiếp nhận lại nhận đúng câu trả lời cũ, không có hồ sơ thứ hai',
  en: 'the reception answers the same, and there is no second dossier',
};
const ACTS: Texts = {
  vi: 'mọi thao tác nhận đúng câu trả lời cũ, dù hồ sơ đã kết thúc',
  en: 'every act answers the same, although the dossier has ended',
};
const OTHER_BODY: Texts = {
  vi: 'cùng khóa với nội dung khác bị từ chối',
  en: 'the same key with another body is refused',
};
const NO_EFFECT: Texts = { vi: 'sổ không thêm sự kiện nào', en: 'the ledger has not grown' };
