import type { Bilingual } from '../procedure/procedure.ts';
import type { Metric } from './deltas.ts';

/** What an indicator is a ratio of: counted metrics, and procedures counted over them. */
export type CountName =
  | Exclude<Metric, 'step-minutes'>
  /** Procedures with at least one finished dossier. */
  | 'procedures-finished'
  /** Those of them whose finished dossiers all passed the five steps on site. */
  | 'procedures-on-site';

export interface IndicatorDefinition {
  readonly name: Bilingual;
  readonly numerator: CountName;
  readonly denominator: CountName;
  /** How it is counted, in words, with whose agency's it is. */
  readonly definition: Bilingual;
  /** The text that asks for it or defines it. */
  readonly source: string;
}

/** The first indicators, each a share of counts over a period of local dates (Asia/Ho_Chi_Minh). */
export const INDICATORS = {
  'handover-electronic': {
    name: { vi: 'Tỷ lệ luân chuyển hồ sơ điện tử', en: 'Hand-overs routed electronically' },
    numerator: 'handover-electronic',
    denominator: 'handover',
    definition: {
      vi: 'Số lần chuyển hồ sơ sang bước sau được thực hiện trên hệ thống, trên tổng số lần chuyển (kể cả chuyển bằng giấy rồi nhập lại). Tính theo cơ quan chuyển và ngày chuyển.',
      en: 'Hand-overs to the next step done in the system, of all hand-overs (those on paper and entered afterwards included). By the agency that hands over and the day of the hand-over.',
    },
    source: 'QĐ 4788/QĐ-UBND ngày 30/12/2021 (Quảng Ninh), mục II.2(6)',
  },
  'finished-digitised': {
    name: { vi: 'Tỷ lệ hồ sơ có kết quả số hóa', en: 'Finished dossiers with a digitised result' },
    numerator: 'finished-digitised',
    denominator: 'finished',
    definition: {
      vi: 'Số hồ sơ đã trả có tệp kết quả số hóa lưu trong kho, trên tổng số hồ sơ đã trả. Tính theo cơ quan có thẩm quyền và ngày trả.',
      en: 'Returned dossiers whose digitised result is in the store, of all returned dossiers. By the competent agency and the day of the return.',
    },
    source: 'QĐ 4788/QĐ-UBND ngày 30/12/2021 (Quảng Ninh), mục II.2(6); QĐ 766/QĐ-TTg ngày 23/06/2022, 4.1',
  },
  'on-site-dossiers': {
    name: { vi: 'Tỷ lệ hồ sơ thực hiện 5 bước tại chỗ', en: 'Dossiers with all five steps on site' },
    numerator: 'finished-on-site',
    denominator: 'finished',
    definition: {
      vi: 'Số hồ sơ đã trả mà tiếp nhận, thẩm định, phê duyệt, đóng dấu và trả kết quả đều tại địa điểm của trung tâm tiếp nhận, trên tổng số hồ sơ đã trả.',
      en: 'Returned dossiers that were received, appraised, approved, sealed and returned all at the premises of the receiving centre, of all returned dossiers.',
    },
    source: 'QĐ 4788/QĐ-UBND ngày 30/12/2021 (Quảng Ninh), mục III.3; TT 01/2018/TT-VPCP, Điều 13–15, chỉ số 5',
  },
  'on-site-procedures': {
    name: { vi: 'Tỷ lệ thủ tục thực hiện 5 bước tại chỗ', en: 'Procedures with all five steps on site' },
    numerator: 'procedures-on-site',
    denominator: 'procedures-finished',
    definition: {
      vi: 'Số thủ tục mà mọi hồ sơ đã trả trong kỳ đều thực hiện đủ 5 bước tại chỗ, trên số thủ tục có hồ sơ đã trả trong kỳ.',
      en: 'Procedures all of whose dossiers returned in the period passed the five steps on site, of the procedures with a dossier returned in the period.',
    },
    source: 'QĐ 4788/QĐ-UBND ngày 30/12/2021 (Quảng Ninh), mục III.3; TT 01/2018/TT-VPCP, Điều 13–15, chỉ số 5',
  },
  'received-elsewhere': {
    name: { vi: 'Tỷ lệ tiếp nhận phi địa giới', en: 'Dossiers received elsewhere (non-territorial)' },
    numerator: 'received-elsewhere',
    denominator: 'received',
    definition: {
      vi: 'Số hồ sơ tiếp nhận tại bộ phận một cửa không phụ trách địa bàn của cơ quan có thẩm quyền giải quyết, trên tổng số hồ sơ tiếp nhận. Tính theo cơ quan tiếp nhận và ngày tiếp nhận.',
      en: 'Dossiers received at an office that does not serve the territory of the competent agency, of all received. By the receiving agency and the day of the reception.',
    },
    source: 'QĐ 4788/QĐ-UBND ngày 30/12/2021 (Quảng Ninh), mục II.2(1); NĐ 118/2025/NĐ-CP, Điều 14',
  },
  'on-time': {
    name: { vi: 'Tỷ lệ hồ sơ giải quyết đúng hạn', en: 'Dossiers finished on time' },
    numerator: 'finished-on-time',
    denominator: 'finished',
    definition: {
      vi: 'Số hồ sơ đã trả có kết quả sẵn sàng trước hoặc đúng hạn hẹn và không bị yêu cầu bổ sung quá một lần, trên tổng số hồ sơ đã trả. Người dân đến nhận muộn không làm hồ sơ quá hạn.',
      en: 'Returned dossiers whose result was ready by the appointment and that were not asked for a supplement more than once, of all returned dossiers. Collecting it late does not make a dossier late.',
    },
    source: 'QĐ 766/QĐ-TTg ngày 23/06/2022, 2.1',
  },
  late: {
    name: { vi: 'Tỷ lệ hồ sơ giải quyết quá hạn', en: 'Dossiers finished late' },
    numerator: 'finished-late',
    denominator: 'finished',
    definition: {
      vi: 'Số hồ sơ đã trả có kết quả sẵn sàng sau hạn hẹn hoặc bị yêu cầu bổ sung quá một lần, trên tổng số hồ sơ đã trả.',
      en: 'Returned dossiers whose result was ready only after the appointment or that were asked for a supplement more than once, of all returned dossiers.',
    },
    source: 'QĐ 766/QĐ-TTg ngày 23/06/2022, 2.1',
  },
} as const satisfies Record<string, IndicatorDefinition>;

export type IndicatorId = keyof typeof INDICATORS;
export const INDICATOR_IDS = Object.keys(INDICATORS) as IndicatorId[];

/** How the timings of steps are counted. */
export const STEP_TIMING = {
  definition: {
    vi: 'Số phút từ lúc hồ sơ được chuyển tới bước đến lúc bước được thực hiện, kể cả ngoài giờ làm việc; trung vị và phân vị 90, sai số tối đa 1/32.',
    en: 'Minutes from routing to the act of the step, hours outside work included; median and 90th percentile, off by at most 1/32.',
  },
  source: 'TT 01/2018/TT-VPCP, Điều 13–15, chỉ số 2',
} as const;
