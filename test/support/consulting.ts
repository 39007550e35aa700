import { ConsultationAnswer, ConsultationView } from '../../contracts/consultation.ts';
import type { z } from 'zod';
import type { Answer, CallOptions, Json } from './desks.ts';
import type { Motcua } from './motcua.ts';
import { AT, type Way, type Ways } from './ways.ts';

/** Building permit of an individual house: its appraisal may consult the fire police, and any other agency. */
export const PERMIT = '1.013225';
export const BUILDING = 'H49.05';
export const POLICE = 'H49.71';
export const BUILDER = 'appraiser-so-xay-dung';
export const POLICEMAN = 'appraiser-cong-an-tinh';
const SEATS: Readonly<Record<string, string>> = { [BUILDER]: 'seat-so-xay-dung', [POLICEMAN]: 'seat-cong-an-tinh' };

export type ConsultationActAnswer = z.output<typeof ConsultationAnswer>;

/** Asks and answers at the API, by people of the demo. */
export interface Consulting {
  /** A dossier at its appraisal, whose route may consult. */
  dossier(): Promise<Way>;
  /** Asks; by default the building department. @returns the code of the consultation */
  ask(way: Way, ask?: Json): Promise<string>;
  try(who: string, code: string, act: string, body?: Json, options?: CallOptions): Promise<Answer>;
  /** @throws when the answer is not 200 */
  do(who: string, code: string, act: string, body?: Json, options?: CallOptions): Promise<ConsultationActAnswer>;
  view(who: string, code: string): Promise<z.output<typeof ConsultationView>>;
}

const USUAL: Readonly<Record<string, Json>> = {
  answer: { opinion: 'agreed', note: 'Phù hợp quy hoạch' },
  'ask-back': { note: 'Đề nghị bổ sung bản vẽ' },
  'pass-on': { note: 'Không thuộc lĩnh vực phụ trách' },
  reply: { note: 'Gửi bản vẽ' },
  recall: { note: 'Không còn cần ý kiến' },
};

export function createConsulting(motcua: Motcua, ways: Ways): Consulting {
  const consulting: Consulting = {
    dossier: () => ways.receive({ procedure: PERMIT }),
    async ask(way, ask = {}) {
      const asks = [{ rule: 'agency-opinion', agency: BUILDING, question: 'Có phù hợp quy hoạch không?', ...ask }];
      await way.do(AT.appraiser, 'consult', { asks });
      const { consultations } = await way.view();
      return consultations.at(-1)?.code ?? '';
    },
    try: (who, code, act, body = {}, options = {}) =>
      motcua
        .as(who)
        .post(
          `/consultations/${code}/acts`,
          { act, place: SEATS[who] ?? 'centre-phuong-hong-gai', ...USUAL[act], ...body },
          options,
        ),
    async do(who, code, act, body, options) {
      const { status, text, body: answered } = await consulting.try(who, code, act, body, options);
      if (status !== 200) throw new Error(`expected 200 for ${act}, got ${status}: ${text}`);
      return ConsultationAnswer.parse(answered);
    },
    async view(who, code) {
      const { status, text, body } = await motcua.as(who).get(`/consultations/${code}`);
      if (status !== 200) throw new Error(`expected 200, got ${status}: ${text}`);
      return ConsultationView.parse(body);
    },
  };
  return consulting;
}
