import { errorRow, type ErrorCode } from '../../contracts/errors.ts';
import { ACCESS, hasSeparateDuties, type Relation } from '../../domain/access/access.ts';
import type { Route } from '../routing.ts';

const REFUSAL_OF: Readonly<Record<Relation, readonly ErrorCode[]>> = {
  any: [],
  'own-agency': ['not-your-agency'],
  'holds-step': ['step-not-yours'],
  'agency-holds-step': ['step-not-yours'],
  'holds-step-or-part': ['step-not-yours'],
  'agency-holds-step-or-part': ['step-not-yours'],
  'takes-part': ['not-taking-part'],
  'own-dossier': ['not-your-dossier'],
  'asked-agency': ['not-asked'],
  'asking-agency': ['not-the-asker'],
  consults: ['not-asked'],
  starter: ['batch-not-yours'],
  'starter-or-leader': ['batch-not-yours'],
  'principal-or-leader': ['not-your-agency', 'delegation-not-yours'],
};

const ALWAYS: readonly ErrorCode[] = ['request-invalid', 'address-too-long', 'headers-too-large', 'request-timeout'];

/** Every error code a route may answer with, by status: those of its own and those that its form brings with it. */
export function errorsOfRoute(route: Route): ReadonlyMap<number, readonly ErrorCode[]> {
  const codes = new Set<ErrorCode>([...ALWAYS, ...rightsErrors(route), ...bodyErrors(route)]);
  if (route.idempotent) for (const code of ['idempotency-key-missing', 'key-reused'] as const) codes.add(code);
  if (route.ifMatch !== null) codes.add('precondition-failed');
  if (route.ifMatch === 'required') codes.add('precondition-required');
  for (const code of route.errors) codes.add(code);
  for (const code of ['internal', 'database-unavailable', 'busy-retry'] as const) codes.add(code);
  const byStatus = Map.groupBy(codes, (code) => errorRow(code).status);
  return new Map([...byStatus].toSorted(([a], [b]) => a - b));
}

function rightsErrors({ permissions, method }: Route): ErrorCode[] {
  if (permissions === null) return [];
  const refusals = permissions.flatMap((permission) => {
    const rule = ACCESS[permission];
    return [
      ...REFUSAL_OF[rule.relation],
      ...(hasSeparateDuties(permission) ? (['duties-not-separate'] as const) : []),
      ...('inPerson' in rule ? (['delegation-chain', 'not-by-client'] as const) : []),
    ];
  });
  const ofSenders: ErrorCode[] = ['officer-not-yours', 'origin-not-own'];
  if (method !== 'get') ofSenders.unshift('officer-missing');
  const ofTokens: ErrorCode[] = ['sign-in-unavailable', 'scope-missing'];
  return [
    'unauthenticated',
    'too-many-requests',
    'role-not-allowed',
    'appointment-unknown',
    ...ofTokens,
    ...ofSenders,
    ...refusals,
  ];
}

function bodyErrors({ body }: Route): ErrorCode[] {
  if (body === null) return [];
  const form: ErrorCode[] = ['too-large', 'unsupported-media'];
  return 'kind' in body ? form : ['json-malformed', 'json-duplicate-key', 'json-too-deep', 'body-invalid', ...form];
}
