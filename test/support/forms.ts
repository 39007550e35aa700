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
