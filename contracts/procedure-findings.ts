import type { Bilingual } from '../domain/procedure/procedure.ts';
import type { Finding, FindingCode, FindingPlace } from '../domain/procedure/findings.ts';
import { labelOf } from './labels.ts';

/** What each finding of a self-check says: what is wrong, in both languages; `{name}` is filled from its params. */
const FINDING_TEXTS = {
  'route-missing': {
    vi: 'chưa có quy trình nên không tiếp nhận được hồ sơ',
    en: 'it has no route, so nothing can be received by it',
  },
  'ends-before-it-begins': { vi: 'hết hiệu lực trước khi có hiệu lực', en: 'ends before it begins' },
  'predecessor-unknown': { vi: 'không có thủ tục {predecessor} để thay thế', en: 'unknown predecessor {predecessor}' },
  'predecessor-goes-on': {
    vi: 'thủ tục bị thay thế {predecessor} phải hết hiệu lực trước {date}',
    en: 'predecessor {predecessor} must end before {date}',
  },
  'agency-unknown': { vi: 'không có cơ quan {agency}', en: 'unknown agency {agency}' },
  'agency-not-in-effect': {
    vi: 'cơ quan {agency} không còn hoặc chưa hoạt động trong thời gian thủ tục có hiệu lực',
    en: 'agency {agency} is not in effect while the procedure is',
  },
  'document-type-unknown': {
    vi: 'không có loại giấy tờ {documentType}',
    en: 'unknown document type {documentType}',
  },
  'form-unknown': { vi: 'không có mẫu đơn điện tử {form}', en: 'unknown form {form}' },
  'limit-missing': {
    vi: 'trường hợp {case} tiếp nhận được nhưng chưa có thời hạn giải quyết',
    en: 'case {case} can be received but has no limit',
  },
  'local-limit-above-legal': {
    vi: 'thời hạn của tỉnh cho trường hợp {case} dài hơn thời hạn luật định',
    en: 'the limit of the province for case {case} is longer than the law’s',
  },
  'budgets-above-limit': {
    vi: 'tổng thời gian các bước ({minutes} phút làm việc) vượt thời hạn của trường hợp {case}',
    en: 'the route’s budgets ({minutes} working minutes) exceed the limit of case {case}',
  },
  'part-budgets-above-limit': {
    vi: 'tổng thời gian các bước của phần này ({minutes} phút làm việc) vượt thời gian của phần',
    en: 'the budgets of its steps ({minutes} working minutes) exceed its own',
  },
  'chain-above-budget': {
    vi: 'các phần phải làm lần lượt mất {minutes} phút làm việc, vượt thời gian của bước',
    en: 'its parts, one after another as they must, take {minutes} working minutes, more than its budget',
  },
  'role-may-not-act': { vi: '{role} không có quyền {act}, nên không ai làm được', en: '{role} may not {act}' },
  'nobody-appointed': {
    vi: 'chưa có ai giữ vai trò {role} tại {count} cơ quan ({agencies})',
    en: 'nobody is appointed {role} at {count} agencies ({agencies})',
  },
  'duties-in-one-hand': {
    vi: 'phải do người khác với người làm bước {earlier}, nhưng {count} cơ quan chỉ có một người cho cả hai ({agencies})',
    en: 'must be done by another person than {earlier}, but {count} agencies have one person for both ({agencies})',
  },
  'return-missing': {
    vi: 'quy trình không có bước trả kết quả',
    en: 'no stage returns the result: the last must be a return',
  },
  'stage-after-return': {
    vi: 'đứng sau bước trả kết quả nên không hồ sơ nào đến được',
    en: 'comes after the return, where no dossier gets: the last stage, and no other, is a return',
  },
  'return-conditional': {
    vi: 'hồ sơ nào cũng được trả kết quả, nên bước này không được có điều kiện',
    en: 'every dossier is returned, so it has no condition',
  },
  'nothing-before-return': {
    vi: 'có hồ sơ không qua bước nào trước khi trả kết quả, vì mọi bước đều có điều kiện',
    en: 'every stage before the return has a condition, so a dossier could have none',
  },
  'condition-never-holds': {
    vi: 'không hồ sơ nào thỏa điều kiện của bước, nên không hồ sơ nào đến được',
    en: 'its condition holds in no case',
  },
  'results-missing': {
    vi: 'thủ tục chưa nêu kết quả giải quyết',
    en: 'it names no result, so nobody knows what is to be returned',
  },
  'result-without-document': {
    vi: 'không bước nào tạo bản số hóa của kết quả',
    en: 'no digitised result comes of it: require the result-document',
  },
  'result-unknown': { vi: 'thủ tục không có kết quả {result}', en: 'the procedure has no result {result}' },
  'result-made-twice': {
    vi: 'kết quả {result} do nhiều phần cùng tạo ra',
    en: 'result {result} is made by more than one part',
  },
  'part-result-missing': {
    vi: 'phần này trả kết quả nhưng không bước nào tạo bản số hóa',
    en: 'results come of it, but none of its steps makes the document',
  },
  'part-waits-for-unknown': {
    vi: 'chờ phần {part} không có trong bước',
    en: 'waits for {part}, which the stage does not have',
  },
  'part-waits-for-itself': { vi: 'chờ chính nó nên không bao giờ bắt đầu', en: 'waits for itself, so it never begins' },
  'consultation-without-deadline': {
    vi: 'lấy ý kiến {consultation} chưa có thời hạn trả lời',
    en: 'consultation {consultation} has no deadline',
  },
  'consultation-beyond-budget': {
    vi: 'thời hạn lấy ý kiến {consultation} dài hơn thời gian của bước',
    en: 'consultation {consultation} may take longer than the step',
  },
  'fact-unknown': { vi: 'không có dữ kiện {path}', en: 'unknown fact {path}' },
  'field-unknown': { vi: 'mẫu đơn điện tử không có trường {path}', en: 'the e-form has no field for {path}' },
  'field-personal': {
    vi: '{path} là dữ liệu cá nhân, điều kiện không được dùng',
    en: '{path} is personal, and conditions never see it',
  },
  'case-unknown': { vi: 'không có trường hợp {case}', en: 'unknown case {case}' },
  'proof-component-unknown': {
    vi: '{ground} chứng minh bằng thành phần {component} không có',
    en: '{ground} is proved by an unknown component {component}',
  },
  'proof-document-type-unknown': {
    vi: '{ground} chứng minh bằng loại giấy tờ {documentType} không có',
    en: '{ground} is proved by an unknown document type {documentType}',
  },
  'quantity-not-counted': {
    vi: 'mẫu đơn điện tử không có số nguyên {path}',
    en: 'the e-form has no whole number {path}',
  },
  'quantity-personal': {
    vi: '{path} là dữ liệu cá nhân, không dùng để tính phí',
    en: '{path} is personal, and nothing is counted by it',
  },
  'quantity-counted-twice': { vi: '{quantity} được đếm bằng hai trường', en: '{quantity} is counted by two fields' },
} as const satisfies Record<FindingCode, Bilingual>;

const PLACES = {
  stage: { vi: 'bước', en: 'stage' },
  part: { vi: 'phần', en: 'part' },
  fee: { vi: 'khoản thu', en: 'fee' },
} as const satisfies Record<NonNullable<FindingPlace>['kind'], Bilingual>;

/** What a finding says, with where it was found. */
export function findingTexts({ code, at, params }: Pick<Finding, 'code' | 'at' | 'params'>): Bilingual {
  const text = (language: keyof Bilingual): string => {
    const where = at === null ? '' : `${PLACES[at.kind][language]} ${at.id}: `;
    const what = FINDING_TEXTS[code][language].replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      labelOf(name, String(params[name] ?? '–'), language),
    );
    return `${where}${what}`;
  };
  return { vi: text('vi'), en: text('en') };
}
