import { describeForm, SAMPLE, SAMPLE_APPLICANT } from '../test/support/form-cases.ts';

const { name, otherName, identityNumber, otherIdentityNumber, passportNumber, phone, commune, address } = SAMPLE;
const issued = { number: '00/0000', issuedOn: '2026-01-05', issuedBy: 'Cơ quan Mẫu' };
const person = { fullName: name, birthDate: '1990-01-01', sex: 'male', ethnicity: 'Kinh', nationality: 'Việt Nam' };
const identity = { identityDocument: 'citizen-card', identityNumber };

describeForm('1.000656', {
  facts: ['deathProof', 'registeredInTime', 'feeExemption', 'wantsCopies', 'copies'],
  whole: {
    registrationCommune: commune,
    applicant: { ...SAMPLE_APPLICANT, relationship: 'child' },
    deceased: { ...person, ...identity, birthDate: '1940', lastResidence: address },
    death: { date: '2026-06-30', time: '08:30', place: 'Bệnh viện Mẫu' },
    deathProof: 'death-notice',
    deathNotice: issued,
    registeredInTime: true,
    feeExemption: false,
    wantsCopies: false,
    undertaking: true,
  },
  accepts: [
    [
      'a death long ago, of somebody without a document',
      {
        deathProof: 'other-evidence',
        deathNotice: undefined,
        otherEvidence: 'Xác nhận của nghĩa trang Mẫu',
        'death.date': '1979-05',
        'deceased.identityDocument': 'none',
        'deceased.identityNumber': undefined,
        registeredInTime: false,
      },
    ],
    [
      'a substitute, copies and an exemption',
      {
        deathProof: 'substitute',
        'deathNotice.kind': 'Bản án tuyên bố chết',
        wantsCopies: true,
        copies: 3,
        feeExemption: true,
        feeExemptionGround: 'poor-household',
      },
    ],
  ],
  refuses: [
    ['a death notice that is not described', { deathNotice: undefined }],
    ['a substitute that does not say what it is', { deathProof: 'substitute' }, ['deathNotice.kind']],
    ['other evidence beside a death notice', { otherEvidence: 'Chứng cứ khác' }],
    ['a day of death that does not exist', { 'death.date': '2026-02-30' }],
    ['a time that does not exist', { 'death.time': '24:00' }],
    ['copies without their number', { wantsCopies: true }, ['copies']],
    ['a number of copies that nobody asks for', { copies: 2 }],
    ['an exemption without ground', { feeExemption: true }, ['feeExemptionGround']],
    ['a relative who does not say which', { 'applicant.relationship': 'relative' }, ['applicant.relationshipNote']],
    ['an identity number of eleven digits', { 'deceased.identityNumber': '00000000010' }],
  ],
});

const party = { ...person, ...identity, status: 'resident', residence: address, marriageOrder: 1 };
const { sex: _sex, ...groom } = party;
const ended = { kind: 'divorce', issuedOn: '2024-01-05', issuedBy: 'Tòa án Mẫu' };

describeForm('1.000894', {
  facts: ['foreignElement', 'earlierMarriage', 'wantsCopies', 'copies'],
  whole: {
    registrationCommune: commune,
    groom,
    bride: { ...groom, fullName: otherName, identityNumber: otherIdentityNumber },
    foreignElement: false,
    earlierMarriage: false,
    contactPhone: phone,
    wantsCopies: false,
    undertaking: true,
  },
  accepts: [
    [
      'a second marriage',
      {
        earlierMarriage: true,
        'bride.marriageOrder': 2,
        'bride.earlierMarriageEnd': ended,
        wantsCopies: true,
        copies: 2,
      },
    ],
    [
      'a foreigner with a passport',
      {
        foreignElement: true,
        'groom.status': 'foreigner',
        'groom.nationality': 'Pháp',
        'groom.identityDocument': 'passport',
        'groom.identityNumber': undefined,
        'groom.passportNumber': passportNumber,
      },
    ],
  ],
  refuses: [
    ['a foreigner where no foreign element is said', { 'groom.status': 'foreigner' }],
    ['a foreign element without anybody abroad', { foreignElement: true }, ['bride.status', 'groom.status', '']],
    [
      'a second marriage that does not say how the first ended',
      { earlierMarriage: true, 'bride.marriageOrder': 2 },
      ['bride.earlierMarriageEnd'],
    ],
    ['the end of a marriage that never was', { 'groom.earlierMarriageEnd': ended }],
    ['an earlier marriage of neither', { earlierMarriage: true }, ['bride.marriageOrder', 'groom.marriageOrder', '']],
    ['one party only', { bride: undefined }],
    ['no undertaking', { undertaking: false }],
  ],
});

describeForm('1.004873', {
  facts: ['issueKind', 'purpose', 'copies', 'feeExemption'],
  whole: {
    registrationCommune: commune,
    applicant: { ...SAMPLE_APPLICANT, relationship: 'self' },
    person: { ...person, ...identity, residence: address },
    maritalStatus: 'never-married',
    issueKind: 'first',
    purpose: 'other',
    otherPurpose: 'Bổ sung hồ sơ vay vốn',
    copies: 2,
    feeExemption: false,
    undertaking: true,
  },
  accepts: [
    [
      'a divorced person who is to marry',
      {
        maritalStatus: 'divorced',
        marriageEnd: { ...issued, kind: 'court-judgment' },
        purpose: 'marriage',
        otherPurpose: undefined,
        marriagePlan: {
          partnerName: otherName,
          partnerBirthDate: '1992-02-02',
          partnerNationality: 'Việt Nam',
          place: 'Phường Mẫu',
        },
        copies: 1,
      },
    ],
    [
      'another certificate for a married person who cannot hand the first back',
      {
        maritalStatus: 'married',
        spouse: { fullName: otherName, issuedOn: '2015-05-05', issuedBy: 'Phường Mẫu' },
        issueKind: 'again',
        previousCertificate: { ...issued, handedBack: false, reasonNotHandedBack: 'Bị thất lạc' },
      },
    ],
  ],
  refuses: [
    ['a widow without the paper', { maritalStatus: 'widowed' }, ['marriageEnd']],
    [
      'a spouse of somebody never married',
      { spouse: { fullName: otherName, issuedOn: '2015-05-05', issuedBy: 'Mẫu' } },
    ],
    ['a marriage that is not described', { purpose: 'marriage' }, ['marriagePlan', 'otherPurpose']],
    ['another purpose that is not named', { otherPurpose: undefined }],
    ['another certificate without the first', { issueKind: 'again' }, ['previousCertificate']],
    [
      'a first certificate that is kept without a reason',
      { issueKind: 'again', previousCertificate: { ...issued, handedBack: false } },
      ['previousCertificate.reasonNotHandedBack'],
    ],
    ['no certificate at all', { copies: 0 }],
  ],
});

describeForm('2.000635', {
  facts: ['requesterKind', 'recordKind', 'copies'],
  whole: {
    registrationCommune: commune,
    requesterKind: 'individual',
    applicant: { ...SAMPLE_APPLICANT, relationship: 'self' },
    recordKind: 'birth-certificate',
    person,
    registration: { registeredAt: 'Ủy ban nhân dân phường Mẫu', registeredOn: '1990', mother: otherName },
    copies: 5,
    undertaking: true,
  },
  accepts: [
    [
      'a request of an organisation',
      {
        requesterKind: 'organisation',
        applicant: undefined,
        organisation: {
          name: 'Tổ chức Mẫu',
          address,
          documentNumber: '00/MAU',
          documentDate: '2026-06-30',
          representative: otherName,
          phone,
          reason: 'Phục vụ xác minh',
        },
        recordKind: 'other',
        recordKindNote: 'Trích lục ghi vào sổ',
      },
    ],
  ],
  refuses: [
    ['copies of nothing', { copies: 0 }],
    ['more copies than anybody asks for', { copies: 101 }],
    ['an organisation that is not described', { requesterKind: 'organisation' }, ['organisation', 'applicant']],
    ['another copy that is not named', { recordKind: 'other' }, ['recordKindNote']],
    [
      'an authorised person who does not say how',
      { 'applicant.relationship': 'authorised' },
      ['applicant.relationshipNote'],
    ],
    ['a place of registration that is not said', { 'registration.registeredAt': undefined }],
    ['half a copy', { copies: 1.5 }],
  ],
});

const birth = {
  registrationCommune: commune,
  applicant: { ...SAMPLE_APPLICANT, relationship: 'mother' },
  child: {
    ...person,
    birthDate: '2026-06-30',
    birthPlaceKind: 'elsewhere',
    birthPlace: address,
    nativePlace: 'Quảng Ninh',
  },
  knownParents: 'mother-only',
  mother: { fullName: otherName, birthYear: '1995', nationality: 'Việt Nam', residence: address },
  healthInsurance: {
    facility: 'Trạm y tế Mẫu',
    facilityProvince: 'Quảng Ninh',
    contactName: otherName,
    contactPhone: phone,
    contactAddress: address,
    cardForm: 'electronic',
  },
  communeDistanceOver50km: false,
  wantsCopies: false,
  undertaking: true,
};
const married = {
  knownParents: 'both',
  father: { fullName: name, birthYear: '1990', nationality: 'Việt Nam', residence: address },
  parentsMarried: true,
  marriageCertificate: { issuedBy: 'Phường Mẫu' },
};

describeForm('2.001023', {
  facts: ['communeDistanceOver50km', 'wantsCopies', 'copies'],
  whole: birth,
  accepts: [
    ['married parents in a far commune', { ...married, communeDistanceOver50km: true, wantsCopies: true, copies: 1 }],
  ],
  refuses: [
    ['no health insurance', { healthInsurance: undefined }],
    ['insurance without a first health facility', { 'healthInsurance.facility': undefined }],
    ['a distance that is not said', { communeDistanceOver50km: undefined }],
    ['both parents without the father', { knownParents: 'both' }, ['father', 'parentsMarried']],
    ['a residence that is not asked for here', { residenceWith: 'parents' }],
  ],
});

describeForm('2.000986', {
  facts: ['residenceWith', 'communeDistanceOver50km', 'wantsCopies', 'copies'],
  whole: {
    ...birth,
    residenceWith: 'parents',
    residence: {
      commune,
      detail: 'Số 0, phố Mẫu',
      headOfHousehold: otherName,
      headIdentityNumber: otherIdentityNumber,
      relationshipToHead: 'Con',
      headConsents: true,
    },
  },
  accepts: [
    [
      'a child that takes residence with others',
      { residenceWith: 'other-household', 'residence.parentsConsent': true },
    ],
  ],
  refuses: [
    [
      'another household without the consent of the parents',
      { residenceWith: 'other-household' },
      ['residence.parentsConsent'],
    ],
    ['a head of the household who does not consent', { 'residence.headConsents': false }],
    ['no residence', { residence: undefined }],
    ['a distance in kilometres', { communeDistanceOver50km: 60 }],
    [
      'a child in a health facility without name',
      { 'child.birthPlaceKind': 'health-facility' },
      ['child.healthFacility'],
    ],
  ],
});
