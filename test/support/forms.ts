/** A whole declaration of birth (1.001193), with a name and an identity number of the caller's choice. */
export function aBirthDeclaration({ name, identityNumber, phone }: Readonly<Record<string, string>>): object {
  const address = { province: 'Quảng Ninh', commune: 'Hồng Gai', detail: 'Số 1' };
  return {
    registrationCommune: 'phuong-hong-gai',
    applicant: {
      fullName: name,
      identityDocument: 'citizen-card',
      identityNumber,
      residence: address,
      phone,
      relationship: 'mother',
    },
    child: {
      fullName: name,
      birthDate: '2026-06-30',
      sex: 'male',
      ethnicity: 'Kinh',
      nationality: 'Việt Nam',
      birthPlaceKind: 'elsewhere',
      birthPlace: address,
      nativePlace: 'Quảng Ninh',
    },
    knownParents: 'mother-only',
    mother: { fullName: name, birthYear: '1990', nationality: 'Việt Nam', residence: address },
    wantsCopies: false,
    undertaking: true,
  };
}

/** A whole request for certified copies (2.000815): ten pages in five copies, unless said. */
export function aCertificationRequest(changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    registrationCommune: 'phuong-hong-gai',
    requesterKind: 'individual',
    requester: {
      fullName: 'NGUYỄN VĂN MẪU',
      identityDocument: 'citizen-card',
      identityNumber: '000000000101',
      phone: '0000000101',
    },
    documentOrigin: 'vietnamese',
    document: { kind: 'Bằng tốt nghiệp', number: '0000', issuedOn: '2012-07-01', issuedBy: 'Trường Mẫu' },
    originalShown: 'paper',
    copiesBrought: true,
    pagesPerCopy: 10,
    copies: 5,
    undertaking: true,
    ...changes,
  };
}

/** A whole declaration of marriage (1.000894), of two who never were married, or of one who was. */
export function aMarriageDeclaration(earlierMarriage: boolean): object {
  const party = {
    fullName: 'NGUYỄN VĂN MẪU',
    birthDate: '1990-01-01',
    ethnicity: 'Kinh',
    nationality: 'Việt Nam',
    status: 'resident',
    identityDocument: 'citizen-card',
    identityNumber: '000000000101',
    residence: { province: 'Quảng Ninh', commune: 'Hồng Gai', detail: 'Số 0, phố Mẫu' },
    marriageOrder: 1,
  };
  const ended = { kind: 'divorce', issuedOn: '2024-01-05', issuedBy: 'Tòa án Mẫu' };
  const again = earlierMarriage ? { marriageOrder: 2, earlierMarriageEnd: ended } : {};
  return {
    registrationCommune: 'phuong-hong-gai',
    groom: party,
    bride: { ...party, fullName: 'TRẦN THỊ VÍ DỤ', identityNumber: '000000000102', ...again },
    foreignElement: false,
    earlierMarriage,
    contactPhone: '0000000101',
    wantsCopies: false,
    undertaking: true,
  };
}
