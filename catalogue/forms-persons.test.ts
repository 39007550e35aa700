import { describeForm, SAMPLE, SAMPLE_APPLICANT } from '../test/support/form-cases.ts';

const { name, otherName, identityNumber, otherIdentityNumber, passportNumber, phone, commune, address } = SAMPLE;
const issued = { number: '00/0000', issuedOn: '2026-01-05', issuedBy: 'Cơ quan Mẫu' };
const person = { fullName: name, birthDate: '1990-01-01', sex: 'male' };
const identity = { identityDocument: 'citizen-card', identityNumber };
const byPassport = { identityDocument: 'passport', passportNumber };

describeForm('1.001776', {
  facts: ['requestKind', 'supportKind', 'declaredBy', 'payment'],
  whole: {
    registrationCommune: commune,
    requestKind: 'grant',
    supportKind: 'allowance',
    beneficiary: {
      ...person,
      birthDate: '1945-01-01',
      ethnicity: 'Kinh',
      identityNumber,
      permanentResidence: address,
      group: 'older-person',
      householdStatus: 'poor',
      hasHealthInsurance: true,
    },
    otherBenefits: [{ kind: 'other', monthlyAmount: 0 }],
    declaredBy: 'self',
    payment: 'cash',
    undertaking: true,
  },
  accepts: [
    [
      'care for a disabled person, declared by the guardian and paid to an account',
      {
        supportKind: 'care-support',
        careKind: 'own-household',
        caregiver: {
          fullName: otherName,
          birthDate: '1970-01-01',
          identityNumber: otherIdentityNumber,
          residence: address,
          relationship: 'Con',
        },
        'beneficiary.group': 'disabled',
        disability: { ...issued, kind: 'Vận động', degree: 'very-severe', careNeed: 'none' },
        declaredBy: 'other',
        declarant: {
          fullName: otherName,
          identityNumber: otherIdentityNumber,
          residence: address,
          relationship: 'Con',
          phone,
        },
        payment: 'account',
        account: { holder: otherName, bank: 'Ngân hàng Mẫu', number: '0000000000' },
      },
    ],
    ['payment at a new residence', { requestKind: 'move', currentDecision: issued, previousResidence: address }],
    ['the end of an allowance', { requestKind: 'end', currentDecision: issued, reason: 'Không còn đủ điều kiện' }],
  ],
  refuses: [
    ['a disabled person without certificate', { 'beneficiary.group': 'disabled' }, ['disability']],
    ['a person with HIV without confirmation', { 'beneficiary.group': 'adult-with-hiv' }, ['medicalConfirmation']],
    ['a single parent without children', { 'beneficiary.group': 'single-parent' }, ['children']],
    ['support for care without caregiver', { supportKind: 'care-support' }, ['careKind', 'caregiver']],
    ['a change of nothing granted', { requestKind: 'change' }, ['currentDecision', 'reason']],
    ['an account that is not named', { payment: 'account' }, ['account']],
    ['a benefit below nothing', { 'otherBenefits.0.monthlyAmount': -1 }],
  ],
});

describeForm('1.004222', {
  facts: ['filesForOther', 'dwellingKind', 'movableDwelling', 'householdKind', 'feeExemption'],
  whole: {
    registrationCommune: commune,
    applicant: { ...person, identityNumber, phone, currentAddress: address },
    filesForOther: false,
    dwellingKind: 'own-dwelling',
    movableDwelling: false,
    newAddress: 'Số 0, phố Mẫu',
    householdKind: 'new',
    members: [{ ...person, fullName: otherName, identityNumber: otherIdentityNumber, relationship: 'Vợ' }],
    feeExemption: false,
    undertaking: true,
  },
  accepts: [
    [
      'a tenant who joins a household, exempt from the fee',
      {
        dwellingKind: 'rented-or-borrowed',
        dwellingOwner: { fullName: otherName, consents: true },
        tenancy: { signedOn: '2026-06-30', floorAreaPerPerson: 8.5 },
        householdKind: 'existing',
        headOfHousehold: {
          fullName: otherName,
          identityNumber: otherIdentityNumber,
          relationship: 'Cháu',
          consents: true,
        },
        feeExemption: true,
        feeExemptionGround: 'poor-household',
      },
    ],
    [
      'a minor on a boat',
      {
        filesForOther: true,
        guardian: {
          fullName: otherName,
          identityNumber: otherIdentityNumber,
          relationship: 'Mẹ',
          consents: true,
        },
        movableDwelling: true,
        vehicle: { berth: 'Bến Mẫu' },
      },
    ],
    ['quarters of a unit', { dwellingKind: 'armed-forces', premises: { name: 'Đơn vị Mẫu', head: otherName } }],
  ],
  refuses: [
    ['a dwelling of the family without its owner', { dwellingKind: 'with-family' }, ['dwellingOwner']],
    ['a rented one without the tenancy', { dwellingKind: 'rented-or-borrowed' }, ['dwellingOwner', 'tenancy']],
    [
      'an owner who does not consent',
      { 'dwellingOwner.consents': false, 'dwellingOwner.fullName': otherName, dwellingKind: 'with-family' },
    ],
    ['premises that are not named', { dwellingKind: 'cared-for' }, ['premises']],
    ['a household joined without its head', { householdKind: 'existing' }, ['headOfHousehold']],
    ['a minor without guardian', { filesForOther: true }, ['guardian']],
    ['an exemption without ground', { feeExemption: true }, ['feeExemptionGround']],
    ['a ground without exemption', { feeExemptionGround: 'child' }],
    ['a member without identity number', { 'members.0.identityNumber': undefined }],
  ],
});

describeForm('2.000815', {
  facts: [
    'requesterKind',
    'documentOrigin',
    'legalisation',
    'originalShown',
    'copiesBrought',
    'pagesPerCopy',
    'copies',
  ],
  whole: {
    registrationCommune: commune,
    requesterKind: 'individual',
    requester: { fullName: name, ...identity, phone },
    documentOrigin: 'vietnamese',
    document: { kind: 'Bằng tốt nghiệp', number: '0000', issuedOn: '2012-07-01', issuedBy: 'Trường Mẫu' },
    originalShown: 'paper',
    copiesBrought: true,
    pagesPerCopy: 2,
    copies: 3,
    undertaking: true,
  },
  accepts: [
    [
      'a foreign document, for an organisation',
      {
        requesterKind: 'organisation',
        organisation: { name: 'Tổ chức Mẫu' },
        documentOrigin: 'foreign',
        legalisation: 'exempt',
        'requester.identityDocument': 'passport',
        'requester.identityNumber': undefined,
        'requester.passportNumber': passportNumber,
      },
    ],
  ],
  refuses: [
    ['a foreign document that says nothing of legalisation', { documentOrigin: 'foreign' }, ['legalisation']],
    ['an organisation that is not named', { requesterKind: 'organisation' }, ['organisation']],
    ['no page', { pagesPerCopy: 0 }],
    ['a copy and a half', { copies: 1.5 }],
    ['a number of pages in words', { pagesPerCopy: 'hai' }],
    [
      'a passport holder without its number',
      { 'requester.identityDocument': 'passport' },
      ['requester.passportNumber'],
    ],
  ],
});

const requester = { ...SAMPLE_APPLICANT, fullName: otherName, identityNumber: otherIdentityNumber, relationship: 'Mẹ' };

describeForm('3.000333', {
  facts: ['sheetNumber', 'copies', 'requestedBy', 'subjectKind', 'confirmBusinessBan', 'feeLevel'],
  whole: {
    sheetNumber: 1,
    copies: 2,
    requestedBy: 'self',
    subjectKind: 'resident',
    subject: {
      ...person,
      ...identity,
      birthPlace: 'Quảng Ninh',
      nationality: 'Việt Nam',
      permanentResidence: address,
      phone,
    },
    mother: { fullName: otherName, birthDate: '1965' },
    residenceHistory: [{ from: '2004-01', residence: 'Phường Mẫu', occupation: 'Học sinh' }],
    declaresConviction: false,
    confirmBusinessBan: true,
    purpose: 'Xin việc làm',
    feeLevel: 'full',
    undertaking: true,
  },
  accepts: [
    [
      'a sheet 2 for a minor, asked for by a parent',
      { sheetNumber: 2, confirmBusinessBan: undefined, requestedBy: 'parent', requester },
    ],
    [
      'a sheet 1 by an authorised person',
      { requestedBy: 'authorised', requester, feeLevel: 'reduced', feeLevelGround: 'student' },
    ],
    [
      'a foreigner with a conviction',
      {
        subjectKind: 'foreigner',
        subject: {
          ...person,
          ...byPassport,
          birthPlace: 'Paris',
          nationality: 'Pháp',
          temporaryResidence: address,
          phone,
        },
        declaresConviction: true,
        convictions: [{ court: 'Tòa án Mẫu', date: '2010-01-05', offence: 'Ví dụ' }],
      },
    ],
  ],
  refuses: [
    ['a third sheet', { sheetNumber: 3 }],
    ['the number of a sheet as text', { sheetNumber: '1' }],
    [
      'a sheet 2 by an authorised person',
      { requestedBy: 'authorised', requester, sheetNumber: 2, confirmBusinessBan: undefined },
    ],
    ['a sheet 2 that is asked about a ban', { sheetNumber: 2 }, ['confirmBusinessBan']],
    ['an authorised person who is not named', { requestedBy: 'authorised' }, ['requester']],
    ['a reduction without ground', { feeLevel: 'exempt' }, ['feeLevelGround']],
    ['a conviction that is not described', { declaresConviction: true }, ['convictions']],
    ['no residence since 14', { residenceHistory: [] }],
    [
      'a foreigner without passport',
      { subjectKind: 'foreigner' },
      ['subject.passportNumber', 'subject.temporaryResidence'],
    ],
  ],
});

describeForm('3.000347', {
  facts: ['applicantKind', 'licenceClass', 'exchangeReason'],
  whole: {
    applicantKind: 'citizen',
    licenceClass: 'B',
    exchangeReason: 'expiry',
    applicant: { ...SAMPLE_APPLICANT, ...person, nationality: 'Việt Nam' },
    currentLicence: {
      number: '000000000000',
      class: 'B2',
      issuedOn: '2016-07-01',
      validUntil: '2026-07-01',
      issuedBy: 'Sở Mẫu',
    },
    healthCertificate: { issuedOn: '2026-06-01', facility: 'Bệnh viện Mẫu' },
    undertaking: true,
  },
  accepts: [
    [
      'a motorcycle without health certificate',
      { licenceClass: 'A1', 'currentLicence.class': 'A1', healthCertificate: undefined },
    ],
    [
      'an integrated licence of which a part is withdrawn',
      { exchangeReason: 'integrated-revoked', sanctionDecision: { ...issued, withdrawnClass: 'A1' } },
    ],
    [
      'a foreigner whose data changed',
      {
        applicantKind: 'foreigner',
        'applicant.identityDocument': 'passport',
        'applicant.passportNumber': passportNumber,
        'applicant.documentValidUntil': '2030-01-01',
        exchangeReason: 'data-changed',
        changedData: 'Số hộ chiếu',
      },
    ],
  ],
  refuses: [
    ['a car without health certificate', { healthCertificate: undefined }],
    ['a class that is issued no more', { licenceClass: 'B2' }],
    ['a licence that expires on a day not said', { 'currentLicence.validUntil': undefined }],
    ['another reason that is not named', { exchangeReason: 'other' }, ['exchangeReasonNote']],
    ['changed data that are not named', { exchangeReason: 'data-changed' }, ['changedData']],
    ['a withdrawal without the decision', { exchangeReason: 'integrated-revoked' }, ['sanctionDecision']],
    [
      'a foreigner without passport',
      { applicantKind: 'foreigner' },
      ['applicant.passportNumber', 'applicant.documentValidUntil'],
    ],
  ],
});
