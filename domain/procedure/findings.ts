/** What a self-check of a procedure version may find, and how grave it is: with an error, it is not published. */
export const FINDINGS = {
  'route-missing': 'error',
  'ends-before-it-begins': 'error',
  'predecessor-unknown': 'error',
  'predecessor-goes-on': 'error',
  'agency-unknown': 'error',
  'agency-not-in-effect': 'error',
  'document-type-unknown': 'error',
  'form-unknown': 'error',
  'limit-missing': 'error',
  'local-limit-above-legal': 'error',
  'budgets-above-limit': 'error',
  'part-budgets-above-limit': 'error',
  'chain-above-budget': 'error',
  'role-may-not-act': 'error',
  'nobody-appointed': 'warning',
  'duties-in-one-hand': 'warning',
  'return-missing': 'error',
  'stage-after-return': 'error',
  'return-conditional': 'error',
  'nothing-before-return': 'error',
  'condition-never-holds': 'error',
  'results-missing': 'error',
  'result-without-document': 'error',
  'result-unknown': 'error',
  'result-made-twice': 'error',
  'part-result-missing': 'error',
  'part-waits-for-unknown': 'error',
  'part-waits-for-itself': 'error',
  'consultation-without-deadline': 'error',
  'consultation-beyond-budget': 'warning',
  'fact-unknown': 'error',
  'field-unknown': 'error',
  'field-personal': 'error',
  'case-unknown': 'error',
  'proof-component-unknown': 'error',
  'proof-document-type-unknown': 'error',
  'quantity-not-counted': 'error',
  'quantity-personal': 'error',
  'quantity-counted-twice': 'error',
} as const;
export type FindingCode = keyof typeof FINDINGS;
export type FindingSeverity = (typeof FINDINGS)[FindingCode];

export const FINDING_PLACES = ['stage', 'part', 'fee'] as const;
/** Where in the content it was found, by an id; null: in the version as a whole. */
export type FindingPlace = { readonly kind: (typeof FINDING_PLACES)[number]; readonly id: string } | null;

/** One fault or doubt, with what fills in its text: ids, codes and numbers. */
export interface Finding {
  readonly severity: FindingSeverity;
  readonly code: FindingCode;
  readonly at: FindingPlace;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A finding, as grave as its kind is. */
export function finding(code: FindingCode, at: FindingPlace = null, params: Finding['params'] = {}): Finding {
  return { severity: FINDINGS[code], code, at, params };
}
