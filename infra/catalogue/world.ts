import type { Agency, FormSchema } from '../../contracts/catalogue.ts';
import type { World } from '../../domain/procedure/world.ts';
import { findField } from './form-schema.ts';

interface Ending {
  readonly code: string;
  readonly effectiveTo?: string | undefined;
}

/** What of the catalogue versions of procedures name, each by its code. */
interface NamedByVersions {
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly documentTypes: ReadonlyMap<string, unknown>;
  readonly forms: ReadonlyMap<string, FormSchema>;
  readonly procedures: ReadonlyMap<string, Ending>;
  readonly formerProcedures: ReadonlyMap<string, Ending>;
}

/** What versions of procedures may name, by the catalogue. */
export function worldOf({ agencies, documentTypes, forms, procedures, formerProcedures }: NamedByVersions): World {
  return {
    agencies,
    documentTypes: new Set(documentTypes.keys()),
    forms: new Set(forms.keys()),
    field(form, path) {
      const known = forms.get(form);
      return known === undefined ? 'absent' : findField(known, path);
    },
    procedureEnds: new Map(
      [...procedures.values(), ...formerProcedures.values()].map((one) => [one.code, one.effectiveTo]),
    ),
  };
}
