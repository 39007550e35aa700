import { describeForm, SAMPLE } from '../test/support/form-cases.ts';

const { name, otherName, identityNumber, otherIdentityNumber, passportNumber, phone, commune, address } = SAMPLE;
const issued = { number: '00/0000', issuedOn: '2026-01-05', issuedBy: 'Cơ quan Mẫu' };
const individual = { fullName: name, identityNumber, contactAddress: address, phone };
const organisation = {
  organisationName: 'Tổ chức Mẫu',
  representative: otherName,
  position: 'Giám đốc',
  contactAddress: address,
  phone,
};
const site = {
  parcelNumber: '00',
  area: 120.5,
  detail: 'Số 0, phố Mẫu',
  landPaper: { ...issued, kind: 'Giấy chứng nhận' },
};
const storeys = { aboveGround: 3, basements: 0 };
const house = { worksClass: 'iii', groundFloorArea: 80, totalFloorArea: 240, height: 11.4, storeys };
const designer = { organisation: 'Công ty Mẫu', lead: otherName, leadCertificate: 'MAU-00000000' };

describeForm('1.009994', {
  facts: ['district', 'investorKind', 'adjacentWorks', 'completionMonths'],
  whole: {
    district: 'thanh-pho-ha-long',
    investorKind: 'individual',
    investor: individual,
    site: { ...site, commune: 'Phường Mẫu' },
    house,
    adjacentWorks: false,
    completionMonths: 12,
    undertaking: true,
  },
  accepts: [['a house beside another', { adjacentWorks: true, safetyCommitment: true, designer }]],
  refuses: [
    ['a district that never was', { district: 'huyen-mau' }],
    ['a house beside another without the commitment', { adjacentWorks: true }, ['safetyCommitment']],
    ['a house without floor', { 'house.totalFloorArea': 0 }],
    ['a building that is no house', { building: {} }],
  ],
});

const building = {
  name: 'Nhà xưởng Mẫu',
  groundFloorArea: 500,
  totalFloorArea: 500,
  height: 9,
  groundLevel: 0.4,
  storeys,
};

describeForm('1.013225', {
  facts: ['workKind', 'workType', 'investorKind', 'adjacentWorks', 'completionMonths'],
  whole: {
    registrationCommune: commune,
    workKind: 'detached-house',
    investorKind: 'individual',
    investor: individual,
    site,
    house,
    adjacentWorks: false,
    completionMonths: 12,
    undertaking: true,
  },
  accepts: [
    [
      'a factory of class III',
      {
        workKind: 'class-iii',
        workType: 'non-linear',
        house: undefined,
        building,
        designer,
        investorKind: 'organisation',
        investor: organisation,
        fireSafety: issued,
      },
    ],
    [
      'a pipe of class IV',
      {
        workKind: 'class-iv',
        workType: 'linear',
        house: undefined,
        line: { name: 'Tuyến Mẫu', length: 1500, groundLevel: 2 },
        designer,
      },
    ],
    [
      'a monument',
      {
        workKind: 'class-iii',
        workType: 'monument',
        house: undefined,
        monument: { name: 'Tượng đài Mẫu', area: 20, groundLevel: 1, height: 6 },
        specialisedOpinion: { agency: 'Sở Mẫu', number: '00', issuedOn: '2026-01-05' },
        designer,
      },
    ],
  ],
  refuses: [
    ['works of class III without their type', { workKind: 'class-iii', house: undefined }, ['workType', 'designer']],
    ['a house that is also a line', { workType: 'linear' }, ['workType', 'line']],
    ['a house that is not described', { house: undefined }],
    [
      'linear works described as a building',
      { workKind: 'class-iv', workType: 'linear', house: undefined, building, designer },
      ['building', 'line'],
    ],
    [
      'an organisation without its name',
      { investorKind: 'organisation', investor: { ...organisation, organisationName: undefined } },
      ['investor.organisationName'],
    ],
    ['a person without identity number', { 'investor.identityNumber': undefined }],
    ['a commitment for works that are not there', { safetyCommitment: true }],
    ['a parcel of no size', { 'site.area': 0 }],
  ],
});

const giver = { kind: 'individual', fullName: otherName, identityNumber: otherIdentityNumber, address };
const taker = { kind: 'individual', fullName: name, birthDate: '1990-01-01', identityNumber, address, phone };

describeForm('1.013831', {
  facts: ['changeKind', 'hardArea', 'filedBy', 'splitOrMerge', 'remeasure', 'mortgaged', 'newCertificate', 'taxRelief'],
  whole: {
    changeKind: 'transfer',
    hardArea: false,
    landCommune: commune,
    filedBy: 'transferee',
    transferors: [giver],
    transferees: [taker],
    parcel: { parcelNumber: '00', mapSheet: '00', address: 'Phường Mẫu', area: 100 },
    certificate: { serial: 'MA 000000', issuedOn: '2010-01-05' },
    contract: { number: '0000', signedOn: '2026-06-30', certifiedBy: 'Văn phòng công chứng Mẫu', value: 1_000_000_000 },
    changeContent: 'Chuyển nhượng toàn bộ thửa đất',
    splitOrMerge: 'none',
    remeasure: false,
    mortgaged: false,
    newCertificate: true,
    taxRelief: false,
    undertaking: true,
  },
  accepts: [
    [
      'an inheritance from somebody whose number is not known, with relief from tax',
      {
        changeKind: 'inheritance',
        transferors: [{ kind: 'individual', fullName: otherName, address }],
        taxRelief: true,
        taxReliefGround: 'Thừa kế giữa cha và con',
      },
    ],
    [
      'a gift to the community by a representative, without contract',
      {
        changeKind: 'gift-to-community',
        contract: undefined,
        transferees: [{ kind: 'community', fullName: 'Khu phố Mẫu', address }],
        filedBy: 'representative',
        representative: {
          fullName: otherName,
          identityNumber: otherIdentityNumber,
          phone,
          authorisation: 'Số 00, 05/01/2026',
        },
      },
    ],
  ],
  refuses: [
    ['a change of another kind', { changeKind: 'lottery' }],
    ['a transfer without contract', { contract: undefined }],
    ['a difficult area that is not said', { hardArea: undefined }],
    ['a mortgage without the consent', { mortgaged: true }, ['mortgageeConsent']],
    ['a representative who is not named', { filedBy: 'representative' }, ['representative']],
    [
      'a transferee without any number',
      { 'transferees.0.identityNumber': undefined },
      ['transferees.0', 'transferees.0.identityNumber', 'transferees.0.passportNumber'],
    ],
    ['nobody who takes', { transferees: [] }],
    ['relief without ground', { taxRelief: true }, ['taxReliefGround']],
  ],
});

const worker = {
  fullName: 'JEAN EXEMPLE',
  birthDate: '1985-01-01',
  sex: 'male',
  nationality: 'Pháp',
  passportNumber,
  passportIssuedBy: 'Paris',
  passportValidUntil: '2030-01-01',
  qualification: 'Kỹ sư',
  experienceYears: 5,
};

describeForm('1.014199', {
  facts: ['positionKind', 'workForm', 'withJudicialRecord', 'severalProvinces'],
  whole: {
    registrationCommune: commune,
    positionKind: 'expert',
    workForm: 'labour-contract',
    withJudicialRecord: false,
    severalProvinces: false,
    employer: {
      name: 'Công ty Mẫu',
      kind: 'enterprise',
      code: '0000000000',
      address,
      phone,
      representative: name,
      employees: 100,
      foreignEmployees: 1,
      contactName: otherName,
      contactPhone: phone,
    },
    need: {
      duties: 'Vận hành dây chuyền mẫu',
      requirements: 'Kỹ sư, 3 năm kinh nghiệm',
      reason: 'Chưa tuyển được người',
    },
    worker,
    job: {
      jobTitle: 'Chuyên gia',
      from: '2026-08-01',
      to: '2028-07-31',
      salary: 50_000_000,
      workplaces: [{ address }],
    },
    judicialRecord: { issuedOn: '2026-05-05', issuedBy: 'Công an Mẫu' },
    undertaking: true,
  },
  accepts: [
    [
      'a manager who asks for the judicial record too',
      {
        positionKind: 'manager',
        'worker.experienceYears': undefined,
        withJudicialRecord: true,
        judicialRecord: undefined,
      },
    ],
    [
      'somebody sent from abroad to two provinces',
      {
        workForm: 'intra-company-transfer',
        'job.foreignEmployer': 'Exemple SA',
        severalProvinces: true,
        'job.workplaces': [{ address }, { address }],
      },
    ],
  ],
  refuses: [
    ['an expert without experience', { 'worker.experienceYears': undefined }],
    ['a transfer from nowhere', { workForm: 'intra-company-transfer' }, ['job.foreignEmployer']],
    ['several provinces and one workplace', { severalProvinces: true }, ['job.workplaces']],
    ['no judicial record, and none asked for', { judicialRecord: undefined }],
    ['a judicial record that is there and asked for', { withJudicialRecord: true }, ['judicialRecord']],
    ['another form that is not named', { workForm: 'other' }, ['workFormNote']],
    ['a passport number with a blank', { 'worker.passportNumber': 'X 000' }],
  ],
});

const founder = {
  fullName: name,
  birthDate: '1990-01-01',
  sex: 'male',
  nationality: 'Việt Nam',
  identityDocument: 'citizen-card',
  identityNumber,
  contactAddress: address,
};

describeForm('2.001583', {
  facts: [
    'foundationKind',
    'ownerKind',
    'foreignInvestor',
    'charterCapital',
    'hasBeneficialOwners',
    'socialInsurancePayment',
    'filedBy',
  ],
  whole: {
    foundationKind: 'standard',
    ownerKind: 'individual',
    foreignInvestor: false,
    companyName: 'Công ty TNHH Mẫu',
    headOffice: { commune, detail: 'Số 0, phố Mẫu', phone },
    lines: [{ code: '6201', name: 'Lập trình máy vi tính', main: true }],
    charterCapital: 1_000_000_000,
    capitalSources: [{ kind: 'private', amount: 1_000_000_000 }],
    ownerIndividual: founder,
    legalRepresentatives: [{ ...founder, position: 'Giám đốc', phone }],
    hasBeneficialOwners: false,
    tax: {
      noticeAddress: address,
      accounting: 'independent',
      fiscalYearFrom: '01/01',
      fiscalYearTo: '31/12',
      employees: 3,
      vatMethod: 'deduction',
    },
    filedBy: 'founder',
    undertaking: true,
  },
  accepts: [
    [
      'a foreign organisation that owns it, filed by a law firm',
      {
        ownerKind: 'organisation',
        ownerIndividual: undefined,
        ownerOrganisation: {
          name: 'Exemple SA',
          code: 'FR000',
          issuedOn: '2010-01-05',
          issuedBy: 'Paris',
          address,
          model: 'chairman',
          authorisedRepresentatives: [{ fullName: otherName, capital: 1_000_000_000 }],
        },
        foreignInvestor: true,
        investmentCertificate: { specialProcedure: true },
        hasBeneficialOwners: true,
        beneficialOwners: [
          {
            fullName: otherName,
            birthDate: '1970-01-01',
            sex: 'female',
            nationality: 'Pháp',
            contactAddress: address,
            share: 100,
          },
        ],
        filedBy: 'authorised-organisation',
        authorised: {
          fullName: otherName,
          identityNumber: otherIdentityNumber,
          phone,
          organisation: 'Công ty luật Mẫu',
        },
      },
    ],
    [
      'a household business that is converted',
      {
        foundationKind: 'from-household-business',
        predecessor: {
          name: 'Hộ kinh doanh Mẫu',
          number: '22A0000000',
          issuedOn: '2020-01-05',
          issuedBy: 'Phường Mẫu',
        },
      },
    ],
    [
      'a securities company',
      { foundationKind: 'securities', securitiesLicence: { number: '00/MAU', issuedOn: '2026-01-05' } },
    ],
  ],
  refuses: [
    [
      'two main lines of business',
      { 'lines.0.main': true, lines: [1, 2].map((n) => ({ code: `620${n}`, name: 'Mẫu', main: true })) },
      ['lines'],
    ],
    ['no legal representative', { legalRepresentatives: [] }],
    ['a company without capital', { charterCapital: 0 }],
    ['an organisation described as a person', { ownerKind: 'organisation' }, ['ownerIndividual', 'ownerOrganisation']],
    ['a foreign investor without certificate', { foreignInvestor: true }, ['investmentCertificate']],
    ['a conversion from nothing', { foundationKind: 'from-household-business' }, ['predecessor']],
    ['beneficial owners who are not named', { hasBeneficialOwners: true }, ['beneficialOwners']],
    [
      'a law firm that is not named',
      { filedBy: 'authorised-organisation', authorised: { fullName: otherName, identityNumber, phone } },
      ['authorised.organisation'],
    ],
    ['a fiscal year from a 32nd', { 'tax.fiscalYearFrom': '32/01' }],
  ],
});
