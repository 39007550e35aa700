import { row, type ErrorRow } from './error-row.ts';

/** Refusals that have to do with interlinked procedures (liên thông): a dossier and the sub-dossiers of its agencies. */
export const PART_ERRORS = {
  'act-on-parent': row(
    409,
    ['Thực hiện trên hồ sơ chính', 'To be done on the dossier itself'],
    [
      'Việc “{act}” là với người nộp, làm trên hồ sơ chính {parent}, không làm trên hồ sơ con. Hãy gửi lại cho {parent} với việc đang mở của hồ sơ đó.',
      'The act “{act}” is between the office and the applicant: it is done on the dossier {parent}, not on a part of it. Send it to {parent}, with the task that is open there.',
    ],
  ),
  'stage-joined': row(
    409,
    ['Các phần liên thông đã bắt đầu', 'Other agencies have begun their parts'],
    [
      'Không trả về trước bước liên thông {stage}: các cơ quan đã nhận và giải quyết phần của mình. Muốn làm lại một phần, kết thúc hồ sơ rồi mở lại ở bước {stage} và nêu phần đó.',
      'It does not go back over the interlinked step {stage}: its agencies have begun their parts. To have one done again, finish the dossier and take it up again at {stage}, naming that part.',
    ],
  ),
  'part-unknown': row(
    422,
    ['Không có phần này', 'No such part'],
    [
      'Mở lại ở bước liên thông thì phải nêu phần cần làm lại trong "parts"; bước {stage} không có phần {part}.',
      'Taking a dossier up at an interlinked step takes the parts that are to be done again, in "parts"; the step {stage} has no part {part}.',
    ],
  ),
  'part-blocked': row(
    422,
    ['Phần này cần kết quả của phần khác', 'The part needs the result of another'],
    [
      'Phần {part} cần kết quả của phần {needs}, mà phần đó không có kết quả. Hãy nêu cả {needs} trong "parts".',
      'The part {part} needs the result of {needs}, which brought none. Name {needs} in "parts" too.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
