import { keyContext } from '../storage/documents.ts';
import { formContext } from '../storage/form-sealer.ts';

/** A table whose rows each have a data key, wrapped by a master key (columns `wrapped_key` and `master_key_id`). */
export interface WrappedKeyTable {
  readonly table: string;
  /** Its primary key, and that column's type. */
  readonly id: string;
  readonly type: 'uuid' | 'text';
  /** SQL for what the data key belongs to. */
  readonly owner: string;
  /** What the data key is bound to, by its owner. */
  readonly context: (owner: string) => string;
}

/** Every table with wrapped keys. */
export const WRAPPED_KEYS: readonly WrappedKeyTable[] = [
  { table: 'document', id: 'id', type: 'uuid', owner: 'id::text', context: keyContext },
  {
    table: 'dossier_form',
    id: 'dossier',
    type: 'text',
    owner: 'dossier',
    context: (owner) => formContext('form', owner),
  },
  {
    table: 'dossier_personal',
    id: 'dossier',
    type: 'text',
    owner: 'dossier',
    context: (owner) => formContext('personal', owner),
  },
  {
    table: 'reception_draft',
    id: 'id',
    type: 'uuid',
    owner: `id || ' ' || person`,
    context: (owner) => formContext('draft', owner),
  },
];
