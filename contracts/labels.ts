import type { Role } from '../domain/access/roles.ts';
import type { ActName } from '../domain/dossier/acts.ts';
import type { AgencyLevel, Bilingual } from '../domain/procedure/procedure.ts';
import type { StageKind } from '../domain/procedure/route.ts';

/** Names of codes that people read in errors and on the page of the API; the terms are those of the glossary. */
export const ROLE_LABELS = {
  citizen: { vi: 'công dân', en: 'citizen' },
  receptionist: { vi: 'công chức tiếp nhận', en: 'receptionist' },
  appraiser: { vi: 'công chức thẩm định', en: 'appraiser' },
  'agency-leader': { vi: 'lãnh đạo cơ quan', en: 'agency leader' },
  'seal-clerk': { vi: 'văn thư đóng dấu', en: 'seal clerk' },
  'return-clerk': { vi: 'công chức trả kết quả', en: 'return clerk' },
  'one-stop-head': { vi: 'trưởng bộ phận một cửa', en: 'head of the one-stop office' },
  'indicator-officer': { vi: 'công chức theo dõi chỉ tiêu', en: 'indicator officer' },
  auditor: { vi: 'kiểm tra viên', en: 'auditor' },
  'catalogue-administrator': { vi: 'quản trị danh mục', en: 'catalogue administrator' },
  'system-administrator': { vi: 'quản trị hệ thống', en: 'system administrator' },
} as const satisfies Record<Role, Bilingual>;

export const STAGE_LABELS = {
  appraisal: { vi: 'thẩm định', en: 'appraisal' },
  approval: { vi: 'phê duyệt', en: 'approval' },
  sealing: { vi: 'đóng dấu', en: 'sealing' },
  return: { vi: 'trả kết quả', en: 'return' },
} as const satisfies Record<StageKind, Bilingual>;

export const ACT_LABELS = {
  appraise: { vi: 'thẩm định', en: 'appraise' },
  approve: { vi: 'phê duyệt', en: 'approve' },
  seal: { vi: 'đóng dấu', en: 'seal' },
  return: { vi: 'trả kết quả', en: 'return' },
} as const satisfies Record<ActName, Bilingual>;

export const LEVEL_LABELS = {
  ministry: { vi: 'bộ, ngành', en: 'ministry' },
  province: { vi: 'cấp tỉnh', en: 'province' },
  district: { vi: 'cấp huyện', en: 'district' },
  commune: { vi: 'cấp xã', en: 'commune' },
  vertical: { vi: 'ngành dọc', en: 'vertical agency' },
} as const satisfies Record<AgencyLevel, Bilingual>;

/** Which labels the values of an error's param of that name have. */
const LABELS_OF_PARAM: Readonly<Record<string, Readonly<Record<string, Bilingual>>>> = {
  role: ROLE_LABELS,
  needed: ROLE_LABELS,
  kind: STAGE_LABELS,
  stage: STAGE_LABELS,
  act: ACT_LABELS,
};

/** A param's value in words: codes that have a label by it (a list of them by comma), anything else as it is. */
export function labelOf(param: string, value: string, language: keyof Bilingual): string {
  const labels = LABELS_OF_PARAM[param];
  if (labels === undefined) return value;
  return value
    .split(',')
    .map((code) => labels[code]?.[language] ?? code)
    .join(', ');
}
