import { describe, expect, it } from '@jest/globals';
import { Applicant } from '../../../contracts/dossier.ts';
import type { ActorContext } from '../../../domain/access/actor.ts';
import { personalView } from '../../../domain/access/personal-view.ts';
import { ROLES, type Role } from '../../../domain/access/roles.ts';
import type { AccessSubject } from '../../../domain/access/subject.ts';
import type { SealedFields } from '../../../infra/personal/applicant-sealer.ts';
import { applicantFor, type ApplicantRow } from './personal-view.ts';

const ROW: ApplicantRow = {
  kind: 'citizen',
  name: 'Nguyễn Thị Thử',
  phone: '0912345678',
  identity_masked: '•••••••••234',
  submitter_name: 'Trần Văn Nộp',
  submitter_basis: 'family',
  submitter_identity_masked: '•••••••••633',
};
const SEALED: SealedFields = {
  identityNumber: '022190001234',
  email: 'thu@example.vn',
  address: 'Phường Hồng Gai',
  submitterIdentity: '022144556633',
};
const open = (): SealedFields => SEALED;
const closed = (): SealedFields => {
  throw new Error('was opened');
};

const HERE = 'H49.143';
const OFFICE = 'phuong-hong-gai';
/** Received at the office here, and at its appraisal here. */
const DOSSIER: AccessSubject = {
  participants: [HERE, OFFICE],
  step: { agency: HERE, role: 'appraiser' },
  receivedAt: OFFICE,
};
const anActor = (role: Role, agency = HERE, office: string | null = null): ActorContext => ({
  person: 'p',
  appointment: 'p-1',
  agency,
  office,
  role,
  onBehalfOf: null,
  rightsVersion: 1,
});
const seenBy = (actor: ActorContext, subject = DOSSIER, forCause = false) => personalView(actor, subject, forCause);

describe('the applicant', () => {
  it('is seen in full by whoever has the dossier in hand: at its step, and at the counter that received it', () => {
    for (const actor of [anActor('appraiser'), anActor('receptionist', 'H49.01.143', OFFICE)]) {
      expect(applicantFor(seenBy(actor), ROW, open)).toMatchObject({
        view: 'full',
        name: 'Nguyễn Thị Thử',
        identityNumber: '022190001234',
        phone: '0912345678',
        email: 'thu@example.vn',
        submitterIdentity: '022144556633',
      });
    }
  });

  it('keeps his number from colleagues who do not have it in hand, and from who decides', () => {
    const before = { ...DOSSIER, step: { agency: HERE, role: 'agency-leader' } } as const;
    const seen = [
      applicantFor(seenBy(anActor('appraiser'), before), ROW, open),
      applicantFor(seenBy(anActor('return-clerk')), ROW, open),
      applicantFor(seenBy(anActor('agency-leader'), before), ROW, open),
    ];
    for (const one of seen)
      expect(one).toMatchObject({
        view: 'masked',
        name: 'Nguyễn Thị Thử',
        identityNumber: '•••••••••234',
        submitterIdentity: '•••••••••633',
      });
    expect(seen[2]).toMatchObject({ phone: '•••••••678', email: null });
  });

  it('is masked down to initials for who seals, who audits, and who leads an agency above; nothing is opened for them', () => {
    const masks = [
      anActor('seal-clerk'),
      anActor('auditor', 'H49'),
      anActor('agency-leader', 'H49'),
      anActor('one-stop-head', 'H49.01', 'tinh-quang-ninh'),
    ].map((actor) => applicantFor(seenBy(actor), ROW, closed));
    for (const one of masks)
      expect(one).toMatchObject({
        view: 'masked',
        name: 'N••• T••• T•••',
        identityNumber: '•••••••••234',
        email: null,
        address: null,
      });
    expect(masks.map((one) => one?.phone)).toEqual([null, '•••••••678', null, null]);
    expect(masks.map((one) => one?.submitterName)).toEqual([null, 'T••• V••• N•••', null, null]);
  });

  it('is seen in full by an auditor who says why', () => {
    expect(applicantFor(seenBy(anActor('auditor', 'H49'), DOSSIER, true), ROW, open)).toMatchObject({ view: 'full' });
    for (const role of ROLES.filter((one) => one !== 'auditor'))
      expect([role, seenBy(anActor(role), DOSSIER, true)]).toEqual([role, seenBy(anActor(role))]);
  });

  it('sees himself in full', () => {
    expect(applicantFor(seenBy(anActor('citizen', '')), ROW, open)).toMatchObject({
      view: 'full',
      identityNumber: '022190001234',
    });
  });

  it('is not seen at all by those who run the system, by a counter that takes no part, nor when erased', () => {
    const blind = [
      ...(['indicator-officer', 'catalogue-administrator', 'system-administrator'] as const).map((role) =>
        anActor(role),
      ),
      anActor('receptionist', 'H49.01.139', 'phuong-bai-chay'),
      anActor('return-clerk', 'H49.01.139', 'phuong-bai-chay'),
    ];
    for (const actor of blind) expect(applicantFor(seenBy(actor), ROW, closed)).toBeNull();
    for (const role of ROLES) expect(applicantFor(seenBy(anActor(role)), null, closed)).toBeNull();
  });

  it('fits its schema for every role', () => {
    for (const role of ROLES)
      expect(Applicant.nullable().safeParse(applicantFor(seenBy(anActor(role)), ROW, open)).success).toBe(true);
  });
});
