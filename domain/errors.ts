/**
 * A rule of the domain said no. `code` is stable and is mapped once each to a workflow failure, a problem document and a
 * user-facing text; `params` carry ids, codes and numbers only, never personal data.
 */
export class DomainError extends Error {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean | null>>;

  constructor(code: string, params: Record<string, string | number | boolean | null> = {}) {
    super(code);
    this.name = 'DomainError';
    this.code = code;
    this.params = params;
  }
}
