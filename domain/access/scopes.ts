import { ACCESS, type Permission } from './access.ts';

const permissions = Object.keys(ACCESS) as readonly Permission[];
const startingWith = (...prefixes: readonly string[]): Permission[] =>
  permissions.filter((permission) => prefixes.some((prefix) => permission.startsWith(prefix)));

/**
 * What the system of an agency may be let do (scopes of OAuth 2.0): each opens some rows of the access table, which are judged for its
 * officer all the same. What stands in none is for persons who signed in themselves.
 */
const PERMISSIONS_OF = {
  catalogue: ['catalogue.read', 'calendar.read'],
  'dossiers.read': [
    'dossier.read',
    'dossier.look-up',
    'dossier.search',
    'task.list',
    'task.open',
    'consult.read',
    'handover.read',
    'delegation.read',
  ],
  'dossiers.receive': ['dossier.receive', 'document.hand-in', 'tracking.issue'],
  'documents.read': ['document.read'],
  'documents.write': ['document.upload', 'document.upload-result'],
  acts: startingWith('act.', 'consult.').filter((permission) => permission !== 'consult.read'),
  batches: startingWith('batch.'),
  figures: ['indicators.read'],
} as const satisfies Record<string, readonly Permission[]>;

export type Scope = keyof typeof PERMISSIONS_OF;

export const SCOPES = Object.keys(PERMISSIONS_OF) as readonly Scope[];

export const isScope = (text: string): text is Scope => Object.hasOwn(PERMISSIONS_OF, text);

/** The scope that opens a permission; null: none does. */
export function scopeOf(permission: Permission): Scope | null {
  return SCOPES.find((scope) => (PERMISSIONS_OF[scope] as readonly Permission[]).includes(permission)) ?? null;
}

/** Whether these scopes open a permission. */
export function opens(scopes: readonly Scope[], permission: Permission): boolean {
  const needed = scopeOf(permission);
  return needed !== null && scopes.includes(needed);
}
