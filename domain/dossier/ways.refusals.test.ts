import { describe, expect, test } from '@jest/globals';
import { A_RESULT } from '../../test/support/builders.ts';
import { aDossier, type InHand } from '../../test/support/in-hand.ts';
import { ROLES, type Role } from '../access/roles.ts';
import { ACT_NAMES, type ActName } from './act-names.ts';

const LEADERS: readonly Role[] = ['agency-leader', 'one-stop-head'];
const WORKERS: readonly Role[] = [
  'receptionist',
  'appraiser',
  'agency-leader',
  'seal-clerk',
  'return-clerk',
  'one-stop-head',
];
const EXTENSION = { content: { extension: { unit: 'working-hour', value: 10 } } } as const;

const returned = (): InHand => aDossier().upTo('return').do('return');
const owing = (): InHand => aDossier().do('request-payment');
const drafted = (): InHand => {
  const dossier = aDossier();
  return dossier.do('draft-apology', { dueAt: dossier.hour(60) });
};

/** What may refuse an act besides its own conditions. */
interface Case {
  /** A dossier on which the act is allowed. */
  readonly ready: () => InHand;
  readonly details?: (dossier: InHand) => object;
  readonly roles: readonly Role[];
  /** What somebody of an agency that has nothing to do with the dossier is told. */
  readonly elsewhere: 'step-not-yours' | 'not-taking-part' | 'not-your-agency' | 'allowed';
  readonly reason?: true;
  /** Allowed also while the dossier waits; or only while it waits for this. */
  readonly waiting?: 'always' | 'supplement' | 'suspension';
  /** Allowed also when the dossier is to be withdrawn. */
  readonly withdrawal?: true;
}

const CASES: Record<ActName, Case> = {
  accept: { ready: () => aDossier({ filed: true }), roles: ['receptionist'], elsewhere: 'step-not-yours' },
  appraise: { ready: () => aDossier(), roles: ['appraiser'], elsewhere: 'step-not-yours' },
  approve: { ready: () => aDossier().upTo('approval'), roles: ['agency-leader'], elsewhere: 'step-not-yours' },
  seal: { ready: () => aDossier().upTo('sealing'), roles: ['seal-clerk'], elsewhere: 'step-not-yours' },
  return: { ready: () => aDossier().upTo('return'), roles: ['return-clerk'], elsewhere: 'step-not-yours' },
  'propose-refusal': { ready: () => aDossier(), roles: ['appraiser'], elsewhere: 'step-not-yours', reason: true },
  'refuse-reception': {
    ready: () => aDossier({ filed: true }),
    roles: ['receptionist'],
    elsewhere: 'step-not-yours',
    reason: true,
    waiting: 'always',
  },
  'send-back': {
    ready: () => aDossier().upTo('approval'),
    roles: WORKERS,
    elsewhere: 'step-not-yours',
    reason: true,
  },
  undo: {
    ready: () => aDossier().do('appraise', {}, { person: 'same' }),
    roles: WORKERS,
    elsewhere: 'not-taking-part',
  },
  assign: { ready: () => aDossier(), roles: LEADERS, elsewhere: 'step-not-yours', waiting: 'always', withdrawal: true },
  consult: { ready: () => aDossier(), roles: ['appraiser'], elsewhere: 'step-not-yours' },
  'request-supplement': {
    ready: () => aDossier(),
    roles: ['receptionist', 'appraiser'],
    elsewhere: 'step-not-yours',
    reason: true,
  },
  'receive-supplement': {
    ready: () => aDossier().do('request-supplement'),
    roles: ['receptionist'],
    elsewhere: 'allowed',
    waiting: 'supplement',
    withdrawal: true,
  },
  'confirm-closing': {
    ready: () => aDossier().do('request-supplement').ringUntil(240),
    roles: LEADERS,
    elsewhere: 'step-not-yours',
    reason: true,
    waiting: 'supplement',
    withdrawal: true,
  },
  'request-payment': { ready: () => aDossier(), roles: ['receptionist', 'appraiser'], elsewhere: 'not-taking-part' },
  'record-payment': {
    ready: owing,
    roles: ['receptionist', 'return-clerk'],
    elsewhere: 'allowed',
    waiting: 'always',
    withdrawal: true,
  },
  'waive-payment': {
    ready: owing,
    roles: LEADERS,
    elsewhere: 'not-taking-part',
    reason: true,
    waiting: 'always',
    withdrawal: true,
  },
  'refund-payment': {
    ready: () => owing().do('record-payment'),
    roles: LEADERS,
    elsewhere: 'not-taking-part',
    reason: true,
    waiting: 'always',
    withdrawal: true,
  },
  suspend: { ready: () => aDossier(), roles: ['agency-leader'], elsewhere: 'step-not-yours', reason: true },
  resume: {
    ready: () => aDossier().do('suspend'),
    roles: ['agency-leader'],
    elsewhere: 'step-not-yours',
    waiting: 'suspension',
    withdrawal: true,
  },
  extend: { ready: () => aDossier(EXTENSION), roles: ['agency-leader'], elsewhere: 'step-not-yours', reason: true },
  'draft-apology': {
    ready: () => aDossier(),
    details: (dossier) => ({ dueAt: dossier.hour(60) }),
    roles: ['appraiser', 'seal-clerk', 'one-stop-head'],
    elsewhere: 'step-not-yours',
    reason: true,
  },
  'approve-apology': { ready: drafted, roles: ['agency-leader'], elsewhere: 'step-not-yours' },
  'request-withdrawal': {
    ready: () => aDossier(),
    roles: ['receptionist'],
    elsewhere: 'allowed',
    reason: true,
    waiting: 'always',
  },
  'confirm-withdrawal': {
    ready: () => aDossier().do('request-withdrawal'),
    roles: LEADERS,
    elsewhere: 'step-not-yours',
    withdrawal: true,
  },
  'decline-withdrawal': {
    ready: () => aDossier().do('request-withdrawal'),
    roles: LEADERS,
    elsewhere: 'step-not-yours',
    reason: true,
    withdrawal: true,
  },
  'acknowledge-handover': {
    ready: () => aDossier(),
    roles: WORKERS,
    elsewhere: 'step-not-yours',
    waiting: 'always',
    withdrawal: true,
  },
  'accept-handover': {
    ready: () => aDossier(),
    roles: WORKERS,
    elsewhere: 'step-not-yours',
    waiting: 'always',
    withdrawal: true,
  },
  'confirm-paper': {
    ready: () => aDossier({ paper: true }),
    roles: WORKERS,
    elsewhere: 'step-not-yours',
    waiting: 'always',
    withdrawal: true,
  },
  'plan-verification': {
    ready: () => aDossier(),
    details: (dossier) => ({ from: dossier.hour(5), to: dossier.hour(6) }),
    roles: ['appraiser'],
    elsewhere: 'step-not-yours',
    reason: true,
  },
  'record-verification': {
    ready: () => aDossier().at(2),
    details: (dossier) => ({ from: dossier.hour(1), to: dossier.hour(2) }),
    roles: ['appraiser'],
    elsewhere: 'step-not-yours',
    reason: true,
  },
  replan: {
    ready: () => aDossier(),
    roles: ['catalogue-administrator', ...LEADERS],
    elsewhere: 'allowed',
    waiting: 'always',
    withdrawal: true,
  },
  migrate: {
    ready: () => aDossier(),
    roles: ['catalogue-administrator', ...LEADERS],
    elsewhere: 'allowed',
  },
  reopen: { ready: returned, roles: ['agency-leader'], elsewhere: 'not-your-agency', reason: true },
};

/** The person of undo is the author of what is undone. */
const byOf = (act: ActName): object => (act === 'undo' ? { person: 'same' } : {});

describe.each(ACT_NAMES)('The act %s', (act) => {
  const { ready, details = () => ({}), roles, elsewhere, reason, waiting, withdrawal } = CASES[act];
  const tried = (dossier: InHand, changes: object = {}, by: object = {}): string =>
    dossier.refusal(act, { ...details(dossier), ...changes }, { ...byOf(act), ...by });

  test('is allowed where it has its place', () => {
    expect(tried(ready())).toBe('allowed');
  });

  test('is for its roles, at the agency that it is for', () => {
    for (const role of ROLES.filter((one) => !roles.includes(one)))
      expect([role, tried(ready(), {}, { role })]).toEqual([role, 'role-not-allowed']);
    expect(tried(ready(), {}, { agency: 'H49.999' })).toBe(elsewhere);
  });

  test('says why, where it must', () => {
    expect(tried(ready(), { note: null })).toBe(reason === true ? 'reason-missing' : 'allowed');
  });

  test('is refused on what was seen before something else happened', () => {
    const dossier = ready();
    const { seq } = dossier.state;
    expect(tried(dossier, { expectedSeq: seq })).toBe('allowed');
    expect(tried(dossier, { expectedSeq: seq - 1 })).toBe('precondition-failed');
    const other = { task: act === 'reopen' ? '' : `${dossier.state.code}.99` };
    expect(tried(dossier, other)).toBe(act === 'reopen' ? 'allowed' : 'act-stale');
  });

  test('takes no result, but where the route asks for one', () => {
    expect(tried(ready(), { document: A_RESULT.document })).toBe(act === 'seal' ? 'allowed' : 'result-not-asked');
    expect(tried(ready(), { document: null })).toBe(act === 'seal' ? 'result-missing' : 'allowed');
  });

  test('is done on an open dossier, or to take up one that has ended', () => {
    const { dossier, task, code } =
      act === 'reopen'
        ? { dossier: aDossier(), task: '', code: 'dossier-open' }
        : { dossier: returned(), task: `${aDossier().state.code}.4`, code: 'dossier-ended' };
    expect(tried(dossier, { task })).toBe(code);
  });

  if (act === 'reopen') return;
  const others = (['supplement', 'payment', 'suspension'] as const).filter((kind) => kind !== waiting);

  test('is done while the dossier waits only if it ends the wait, or may be done at any time', () => {
    for (const kind of others) {
      const dossier = waiting === 'supplement' || waiting === 'suspension' ? aDossier() : ready();
      if (kind === 'supplement' && !['reception', 'appraisal'].includes(dossier.step.kind)) continue;
      if (dossier.state.withdrawal || (kind === 'suspension' && dossier.step.kind === 'reception')) continue;
      wait(dossier, kind);
      const barred = act === 'confirm-closing' ? 'closing-not-proposed' : 'dossier-waits';
      expect([kind, tried(dossier)]).toEqual([kind, waiting === 'always' ? (TAKEN_OVER[act] ?? 'allowed') : barred]);
    }
  });

  // A result that is ready is not withdrawn any more.
  if (act === 'return') return;

  test('is done while a withdrawal is to be decided only if it does not carry the dossier on', () => {
    const dossier = ready();
    if (!dossier.state.withdrawal) dossier.do('request-withdrawal');
    expect(tried(dossier)).toBe(withdrawal === true ? 'allowed' : 'withdrawal-pending');
  });
});

/** Whoever lets the dossier wait has taken over what was handed to him. */
const TAKEN_OVER: Readonly<Partial<Record<ActName, string>>> = {
  'acknowledge-handover': 'already-delivered',
  'accept-handover': 'already-accepted',
};

function wait(dossier: InHand, kind: 'supplement' | 'payment' | 'suspension'): InHand {
  const role = dossier.step.kind === 'reception' ? 'receptionist' : 'appraiser';
  if (kind === 'supplement') return dossier.do('request-supplement', {}, { role });
  if (kind === 'suspension') return dossier.do('suspend');
  return dossier.do(
    'request-payment',
    { obligation: 'tax-9', stopsClock: true },
    { role, agency: dossier.snapshot.competentAgency },
  );
}
