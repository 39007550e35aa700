import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createKeyring } from '../storage/envelope.ts';
import { createApplicantSealer, type ApplicantFields } from './applicant-sealer.ts';
import { identityHasherOf } from './identity-hash.ts';
import { nameSearchOf } from './name-search.ts';

const hash = identityHasherOf(Buffer.alloc(32, 9));
const ring = createKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }]);
const sealer = createApplicantSealer(ring, hash);

const APPLICANT: ApplicantFields = {
  kind: 'citizen',
  name: 'Đỗ Thị  Thử',
  identityNumber: '022190001234',
  phone: '0912345678',
  email: 'thu@vidu.example',
  address: 'Tổ 1, khu 2',
  submitterName: 'Người Nộp',
  submitterIdentity: '022144556633',
  submitterBasis: 'family',
};
const CODE = 'H49.01-261124-0001';

describe('An applicant as he is stored', () => {
  test('is named and telephoned in clear, and known by masked and hashed numbers', () => {
    expect(sealer.seal(CODE, APPLICANT).listed).toEqual({
      kind: 'citizen',
      name: 'Đỗ Thị  Thử',
      nameSearch: 'do thi thu',
      phone: '0912345678',
      submitterName: 'Người Nộp',
      submitterBasis: 'family',
      identityMasked: '•••••••••234',
      identityHash: hash('022190001234'),
      submitterIdentityMasked: '•••••••••633',
      submitterIdentityHash: hash('022144556633'),
    });
  });

  test('has his number, his addresses and the number of whoever filed for him sealed, for his dossier only', () => {
    const { listed, sealed } = sealer.seal(CODE, APPLICANT);
    const { identityNumber, email, address, submitterIdentity } = APPLICANT;
    const secrets = { identityNumber, email, address, submitterIdentity };
    const stored = JSON.stringify(listed) + sealed.cipher.toString('latin1');
    for (const secret of Object.values(secrets)) expect(stored).not.toContain(secret);
    expect(sealer.open(CODE, sealed)).toEqual(secrets);
    expect(() => sealer.open('H49.01-261124-0002', sealed)).toThrow(
      expect.objectContaining({ code: 'object-damaged' }),
    );
  });

  test('may have said nothing of himself but his name', () => {
    const nothing = { identityNumber: null, email: null, address: null, submitterIdentity: null };
    const { listed, sealed } = sealer.seal(CODE, { ...APPLICANT, ...nothing });
    expect(listed).toMatchObject({ identityMasked: null, identityHash: null, submitterIdentityHash: null });
    expect(sealer.open(CODE, sealed)).toEqual(nothing);
  });
});

describe('A name as it is searched', () => {
  test.each([
    ['Nguyễn Văn Đạt', 'nguyen van dat'],
    ['ĐẶNG  thị\tƯỚC', 'dang thi uoc'],
    ['Công ty TNHH Hạ Long 2', 'cong ty tnhh ha long 2'],
  ])('%s is found as %s', (name, searched) => {
    expect(nameSearchOf(name)).toBe(searched);
  });

  test('does not depend on how its marks are written, and is searched as itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const searched = nameSearchOf(name);
        expect(nameSearchOf(name.normalize('NFC'))).toBe(nameSearchOf(name.normalize('NFD')));
        expect(nameSearchOf(searched)).toBe(searched);
      }),
    );
  });
});
