import { describe, expect, it } from '@jest/globals';
import { actorAs } from '../../test/support/builders.ts';
import type { ActName } from '../dossier/act-names.ts';
import { DomainError } from '../errors.ts';
import { authorise, type AccessSubject, type Permission } from './access.ts';
import type { ActorContext } from './actor.ts';
import { mayOpen, sees } from './personal-view.ts';
import { ROLES, type Role } from './roles.ts';

const HERE = 'H49.143';
const ELSEWHERE = 'H49.139';
const OVERSEERS: readonly Role[] = ['auditor', 'indicator-officer', 'system-administrator'];
const WORKERS: readonly Role[] = [
  'receptionist',
  'appraiser',
  'agency-leader',
  'seal-clerk',
  'return-clerk',
  'one-stop-head',
];

const PROVINCE = 'H49';
/** A dossier that lies here, at its appraisal. */
const DOSSIER: AccessSubject = {
  participants: [HERE, 'H49.01'],
  above: [HERE, 'H49.01', PROVINCE],
  step: { agency: HERE, role: 'appraiser' },
};

function judged(permission: Permission, actor: ActorContext, subject: AccessSubject): string {
  try {
    authorise(permission, actor, subject);
    return 'allowed';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

const outcome = (permission: Permission, role: Role, agency = HERE, subject = DOSSIER): string =>
  judged(permission, actorAs(role, agency), subject);

const allowed = (permission: Permission, agency: string, subject = DOSSIER): Role[] =>
  ROLES.filter((role) => outcome(permission, role, agency, subject) === 'allowed');

describe('the documents of a dossier', () => {
  it('are uploaded by whoever works on it at an agency that takes part, and by nobody who oversees', () => {
    expect(allowed('document.upload', HERE)).toEqual(WORKERS);
    expect(allowed('document.upload', ELSEWHERE)).toEqual([]);
    for (const role of OVERSEERS) expect(outcome('document.upload', role)).toBe('role-not-allowed');
  });

  it('are results only from the agency at which the dossier lies now', () => {
    expect(allowed('document.upload-result', HERE)).toEqual(WORKERS);
    expect(allowed('document.upload-result', 'H49.01')).toEqual([]);
    expect(outcome('document.upload-result', 'return-clerk', 'H49.01')).toBe('step-not-yours');
    expect(allowed('document.upload-result', HERE, { ...DOSSIER, step: null })).toEqual([]);
  });

  it('are opened by no role that sees none, at whatever agency; by an auditor within his reach', () => {
    for (const agency of [HERE, ELSEWHERE, PROVINCE]) {
      for (const role of ROLES.filter((one) => !sees(one, 'documents')))
        expect([role, outcome('document.read', role, agency)]).toEqual([role, 'role-not-allowed']);
    }
    expect(allowed('document.read', ELSEWHERE)).toEqual([]);
    expect(allowed('document.read', PROVINCE)).toEqual(['auditor']);
    expect(allowed('document.read', HERE)).toEqual([...WORKERS, 'auditor']);
  });

  it('are results only for who seals, and for the applicant nothing that officers attached', () => {
    const kinds = ['component', 'attachment', 'result'];
    expect(kinds.filter((kind) => mayOpen('seal-clerk', kind))).toEqual(['result']);
    expect(kinds.filter((kind) => mayOpen('citizen', kind))).toEqual(['component', 'result']);
    expect(kinds.filter((kind) => mayOpen('appraiser', kind))).toEqual(kinds);
  });

  it('are handed in before there is a dossier by receptionists', () => {
    expect(allowed('document.hand-in', HERE, {})).toEqual(['receptionist']);
  });
});

describe('a draft of a reception', () => {
  it('is kept by receptionists, at whatever agency', () => {
    for (const agency of [HERE, ELSEWHERE]) expect(allowed('draft.keep', agency, {})).toEqual(['receptionist']);
  });
});

describe('a dossier', () => {
  it('is read by those who take part, and by those who oversee it', () => {
    expect(allowed('dossier.read', HERE)).toEqual(ROLES.filter((role) => role !== 'citizen'));
    expect(allowed('dossier.read', PROVINCE)).toEqual([
      'agency-leader',
      'one-stop-head',
      ...ROLES.filter((role) => OVERSEERS.includes(role)),
    ]);
    // The two that see nothing personal see the whole province from wherever they are.
    expect(allowed('dossier.read', ELSEWHERE)).toEqual(['indicator-officer', 'system-administrator']);
  });

  it('is read by its applicant, and by no other citizen', () => {
    const citizen = { ...actorAs('citizen', ''), appointment: 'citizen:p' };
    expect(judged('dossier.read-own', citizen, { ...DOSSIER, applicants: ['p'] })).toBe('allowed');
    expect(judged('dossier.read-own', citizen, { ...DOSSIER, applicants: ['q'] })).toBe('not-your-dossier');
    expect(judged('dossier.read-own', citizen, DOSSIER)).toBe('not-your-dossier');
    expect(allowed('dossier.read-own', HERE, { ...DOSSIER, applicants: ['p'] })).toEqual(['citizen']);
  });

  it('is audited by nobody who worked on it, for himself or for another', () => {
    const auditor = actorAs('auditor', PROVINCE);
    const workedOn = (...workers: string[]) => ({ ...DOSSIER, workers });
    for (const permission of ['dossier.read', 'document.read', 'handover.read'] as const) {
      expect(judged(permission, auditor, workedOn('q'))).toBe('allowed');
      expect(judged(permission, auditor, workedOn('q', 'p'))).toBe('duties-not-separate');
      expect(judged(permission, { ...auditor, person: 'deputy', onBehalfOf: 'p' }, workedOn('p'))).toBe(
        'duties-not-separate',
      );
      // Whoever works on it reads it as what he works as.
      expect(judged(permission, actorAs('appraiser', HERE), workedOn('p'))).toBe('allowed');
    }
  });
});

describe('a delegation', () => {
  const of = (role: Role, grantedBy: string | null = null) => ({
    delegation: { appointment: 'somebody-1', agency: HERE, role, grantedBy },
  });

  it.each(['delegation.grant', 'delegation.end'] as const)(
    '%s: by the holder himself, or by who leads the agency',
    (permission) => {
      const holder = { ...actorAs('appraiser', HERE), appointment: 'somebody-1' };
      expect(judged(permission, holder, of('appraiser'))).toBe('allowed');
      expect(allowed(permission, HERE, of('appraiser'))).toEqual(['agency-leader', 'one-stop-head']);
      expect(allowed(permission, HERE, of('agency-leader'))).toEqual(['agency-leader']);
      expect(allowed(permission, ELSEWHERE, of('appraiser'))).toEqual([]);
      expect(outcome(permission, 'agency-leader', ELSEWHERE, of('appraiser'))).toBe('not-your-agency');
      expect(outcome(permission, 'appraiser', HERE, of('appraiser'))).toBe('delegation-not-yours');
      expect(outcome(permission, 'agency-leader', HERE, {})).toBe('delegation-not-yours');
      for (const role of OVERSEERS) expect(outcome(permission, role, HERE, of('appraiser'))).toBe('role-not-allowed');
    },
  );

  it('is ended by who granted it, whatever he works as now', () => {
    expect(outcome('delegation.end', 'return-clerk', ELSEWHERE, of('appraiser', 'p'))).toBe('allowed');
    expect(outcome('delegation.end', 'return-clerk', ELSEWHERE, of('appraiser', 'q'))).toBe('not-your-agency');
  });

  it('is not passed on, nor ended, by a deputy: neither as the holder nor as the leader', () => {
    const deputy = (role: Role, appointment: string) => ({
      ...actorAs(role, HERE),
      appointment,
      onBehalfOf: 'principal',
    });
    for (const permission of ['delegation.grant', 'delegation.end'] as const) {
      expect(judged(permission, deputy('appraiser', 'somebody-1'), of('appraiser'))).toBe('delegation-chain');
      expect(judged(permission, deputy('agency-leader', 'leader-1'), of('appraiser'))).toBe('delegation-chain');
    }
  });
});

describe('a change of a calendar', () => {
  const proposed = (proposer: string | undefined, owners = [HERE]) => ({ owners, ...(proposer && { proposer }) });

  it('is proposed by who keeps the catalogue, wherever he works', () => {
    for (const agency of [HERE, ELSEWHERE])
      expect(allowed('calendar.propose', agency, {})).toEqual(['catalogue-administrator']);
  });

  it('is approved by who leads the province’s centre, and is not who proposed it, nor acts for him', () => {
    expect(allowed('calendar.approve', HERE, proposed('q'))).toEqual(['agency-leader', 'one-stop-head']);
    expect(allowed('calendar.approve', ELSEWHERE, proposed('q'))).toEqual([]);
    expect(outcome('calendar.approve', 'one-stop-head', HERE, proposed('p'))).toBe('own-proposal');
    expect(outcome('calendar.approve', 'one-stop-head', HERE, proposed(undefined))).toBe('own-proposal');
    const deputy = { ...actorAs('one-stop-head', HERE), onBehalfOf: 'q' };
    expect(judged('calendar.approve', deputy, proposed('q'))).toBe('own-proposal');
    expect(judged('calendar.approve', deputy, proposed('r'))).toBe('allowed');
  });

  it('is read by them, by all who lead, and by those who oversee; and carried out as who approved it', () => {
    const leaders: Role[] = ['agency-leader', 'one-stop-head'];
    expect(allowed('calendar.read', ELSEWHERE, {})).toEqual([
      ...leaders,
      'indicator-officer',
      'auditor',
      'catalogue-administrator',
      'system-administrator',
    ]);
    expect(allowed('act.replan', ELSEWHERE)).toEqual([...leaders, 'catalogue-administrator']);
  });

  it('names all its dossiers to who keeps the catalogue, leads the province’s centre or oversees the province; to others those of their reach', () => {
    const province: Role[] = ['indicator-officer', 'catalogue-administrator', 'system-administrator'];
    const leaders: Role[] = ['agency-leader', 'one-stop-head'];
    expect(allowed('plan.list-all-dossiers', ELSEWHERE, { owners: [HERE] })).toEqual(province);
    expect(allowed('plan.list-all-dossiers', HERE, { owners: [HERE] })).toEqual([...leaders, ...province]);
    expect(allowed('plan.list-dossiers', ELSEWHERE, {})).toEqual([...leaders, 'auditor']);
  });
});

describe('duties that are separate', () => {
  /** For each act the step at which it is done, and a role that does it. */
  const DONE_BY = {
    appraise: 'appraiser',
    'propose-refusal': 'appraiser',
    approve: 'agency-leader',
    seal: 'seal-clerk',
    'draft-apology': 'appraiser',
    'approve-apology': 'agency-leader',
  } as const satisfies Partial<Record<ActName, Role>>;
  const acts = Object.keys(DONE_BY) as (keyof typeof DONE_BY)[];
  const attempt = (act: keyof typeof DONE_BY, done: ActName, by: string, onBehalfOf: string | null = null) => {
    const role = DONE_BY[act];
    const actor = { ...actorAs(role, HERE), person: 'deputy', onBehalfOf };
    return judged(`act.${act}`, actor, { step: { agency: HERE, role }, actedBy: { [done]: [by] } });
  };

  it('are kept apart in either order: what keeps from one act keeps from it whoever did the other', () => {
    const apart = acts.flatMap((one) =>
      acts.filter((other) => attempt(one, other, 'deputy') === 'duties-not-separate').map((other) => [one, other]),
    );
    expect(apart).toEqual([
      ['appraise', 'approve'],
      ['propose-refusal', 'approve'],
      ['approve', 'appraise'],
      ['approve', 'propose-refusal'],
      ['approve', 'seal'],
      ['seal', 'approve'],
      ['draft-apology', 'approve-apology'],
      ['approve-apology', 'draft-apology'],
    ]);
    for (const [one, other] of apart) expect(apart).toContainEqual([other, one]);
  });

  it('are kept apart for who acts and for whom he acts', () => {
    for (const [act, done] of [
      ['approve', 'appraise'],
      ['appraise', 'approve'],
    ] as const) {
      expect(attempt(act, done, 'deputy', 'principal')).toBe('duties-not-separate');
      expect(attempt(act, done, 'principal', 'principal')).toBe('duties-not-separate');
      expect(attempt(act, done, 'somebody', 'principal')).toBe('allowed');
      expect(attempt(act, done, 'principal')).toBe('allowed');
    }
  });

  it('keep whoever put a question to another agency from answering it there', () => {
    const asked = (askedBy: readonly string[]) => ({ consultation: { asker: ELSEWHERE, asked: HERE, askedBy } });
    expect(outcome('consult.answer', 'appraiser', HERE, asked(['q']))).toBe('allowed');
    expect(outcome('consult.answer', 'appraiser', HERE, asked(['p']))).toBe('duties-not-separate');
    expect(outcome('consult.ask-back', 'appraiser', HERE, asked(['p']))).toBe('allowed');
  });
});

describe('a batch', () => {
  const begun = { batch: { person: 'p', appointment: 'a', agency: HERE } };
  const byAnother = { batch: { person: 'another', appointment: 'a', agency: HERE } };

  it('is seen and steered by whoever began it, and by who leads its agency', () => {
    for (const permission of ['batch.read', 'batch.steer'] as const) {
      expect(allowed(permission, ELSEWHERE, begun)).toEqual(WORKERS);
      expect(allowed(permission, HERE, byAnother)).toEqual(['agency-leader', 'one-stop-head']);
      expect(allowed(permission, ELSEWHERE, byAnother)).toEqual([]);
      expect(outcome(permission, 'agency-leader', ELSEWHERE, byAnother)).toBe('batch-not-yours');
    }
  });

  it('is taken back by whoever began it alone, or who acts for him', () => {
    expect(allowed('batch.undo', HERE, begun)).toEqual(WORKERS);
    expect(allowed('batch.undo', HERE, byAnother)).toEqual([]);
    const deputy = { ...actorAs('appraiser', HERE), person: 'deputy', onBehalfOf: 'p' };
    for (const permission of ['batch.read', 'batch.steer', 'batch.undo'] as const) {
      expect(judged(permission, { ...deputy, appointment: 'a' }, begun)).toBe('allowed');
      expect(judged(permission, { ...deputy, appointment: 'of another post' }, begun)).toBe('batch-not-yours');
    }
  });
});

describe('what an agency asks of the applicant while its part of an interlinked dossier is open', () => {
  const POLICE = 'H49.71';
  const PARTS: AccessSubject = { ...DOSSIER, parts: [POLICE] };

  it('is asked by who appraises there, beside whoever holds the step of the whole', () => {
    expect(allowed('act.request-supplement', POLICE, PARTS)).toEqual(['appraiser']);
    expect(allowed('act.request-supplement', HERE, PARTS)).toEqual(['appraiser']);
    expect(allowed('act.draft-apology', POLICE, PARTS)).toEqual(['appraiser']);
    expect(allowed('act.draft-apology', HERE, PARTS)).toEqual(['appraiser', 'seal-clerk', 'one-stop-head']);
  });

  it('is asked by nobody there before or after, and decided by none of them', () => {
    expect(allowed('act.request-supplement', POLICE)).toEqual([]);
    expect(outcome('act.request-supplement', 'appraiser', POLICE)).toBe('step-not-yours');
    for (const permission of ['act.suspend', 'act.extend', 'act.approve-apology', 'act.confirm-withdrawal'] as const)
      expect(allowed(permission, POLICE, PARTS)).toEqual([]);
  });
});
