import type { Role } from '../access/roles.ts';
import type { AgencyResolver } from './route.ts';

/** A field of an e-form as its schema has it; what is personal no condition sees. */
export type KnownField = Readonly<Record<string, unknown>> | 'absent' | 'personal';

/** What a version of a procedure may name, and is held against. */
export interface World {
  /** By identifier code, with their dates of effect, both included. */
  readonly agencies: ReadonlyMap<string, { readonly effectiveFrom: string; readonly effectiveTo?: string | undefined }>;
  readonly documentTypes: ReadonlySet<string>;
  readonly forms: ReadonlySet<string>;
  field(form: string, path: readonly string[]): KnownField;
  /** Last local date of each procedure there is or was; undefined for one that goes on. */
  readonly procedureEnds: ReadonlyMap<string, string | undefined>;
  /** Absent where nobody can say. */
  readonly staff?: Staff;
}

/** Who is appointed on the day of the check. */
export interface Staff {
  /** The agencies that a stage may come to belong to. */
  agencies(resolver: AgencyResolver): readonly string[];
  /** Ids of the people who hold a role at an agency. */
  appointed(agency: string, role: Role): readonly string[];
}
