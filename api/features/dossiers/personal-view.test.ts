import { describe, expect, it } from '@jest/globals';
import { PERSONAL_VIEW } from '../../../domain/access/personal-view.ts';
import { ROLES } from '../../../domain/access/roles.ts';
import { Applicant } from '../../../contracts/dossier.ts';
import { applicantFor, type ApplicantRow } from './personal-view.ts';

const ROW: ApplicantRow = {
  kind: 'citizen',
  name: 'Nguyễn Thị Thử',
  identity_number: '022190001234',
  phone: '0912345678',
  email: 'thu@example.vn',
  address: 'Phường Hồng Gai',
  submitter_name: null,
  submitter_identity: null,
  submitter_basis: null,
};

describe('the applicant', () => {
  it('is seen in full by those who must identify him', () => {
    for (const role of ['receptionist', 'appraiser', 'agency-leader', 'return-clerk'] as const) {
      expect(applicantFor(PERSONAL_VIEW[role], ROW)).toMatchObject({
        view: 'full',
        identityNumber: '022190001234',
        phone: '0912345678',
      });
    }
  });

  it('is masked but for the last three digits where a role needs only the name', () => {
    expect(applicantFor(PERSONAL_VIEW['seal-clerk'], ROW)).toEqual({
      view: 'masked',
      kind: 'citizen',
      name: 'Nguyễn Thị Thử',
      identityNumber: '•••••••••234',
      phone: '•••••••678',
      email: null,
      address: null,
      submitterName: null,
      submitterIdentity: null,
      submitterBasis: null,
    });
  });

  it('is not seen at all by those who run the system, nor when erased', () => {
    for (const role of ROLES.filter((one) => PERSONAL_VIEW[one] === 'none'))
      expect(applicantFor(PERSONAL_VIEW[role], ROW)).toBeNull();
    expect(PERSONAL_VIEW['system-administrator']).toBe('none');
    for (const role of ROLES) expect(applicantFor(PERSONAL_VIEW[role], null)).toBeNull();
  });

  it('fits its schema for every role', () => {
    for (const role of ROLES)
      expect(Applicant.nullable().safeParse(applicantFor(PERSONAL_VIEW[role], ROW)).success).toBe(true);
  });
});
