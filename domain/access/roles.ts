/** Who may act (vai trò). One person may hold several roles through several appointments. */
export const ROLES = [
  'citizen',
  'receptionist',
  'appraiser',
  'agency-leader',
  'seal-clerk',
  'return-clerk',
  'one-stop-head',
  'indicator-officer',
  'auditor',
  'catalogue-administrator',
  'system-administrator',
] as const;

export type Role = (typeof ROLES)[number];

/** Who answers for an agency or an office. */
export const LEADERS = ['agency-leader', 'one-stop-head'] as const satisfies readonly Role[];
