import type { Paper } from '../pdf/make-pdf.ts';
import type { PaperDate } from './dates.ts';
import type { ResultFacts } from './scenario.ts';

const COMMITTEE = 'Ủy ban nhân dân phường Hồng Gai';
const HEALTH_FACILITY = 'Cơ sở y tế thử nghiệm';
const BIRTH_PLACE = `${HEALTH_FACILITY}, phường Hồng Gai, tỉnh Quảng Ninh`;
const NATIVE_PLACE = 'Phường Hồng Gai, tỉnh Quảng Ninh';
const IN_VIETNAM = { ethnicity: 'Kinh', nationality: 'Việt Nam' } as const;

/** A child that was born in Hồng Gai ward, and its parents, all made up. The mother asks for everything. */
export interface Family {
  readonly mother: string;
  readonly father: string;
  readonly child: string;
  readonly motherNumber: string;
  readonly fatherNumber: string;
  /** The number that the child gets. */
  readonly childNumber: string;
  readonly phone: string;
  readonly street: string;
  readonly birthNotification: string;
  readonly born: PaperDate;
}

/** Values of a family that may stand in no ledger. */
export function personalValuesOf({
  mother,
  father,
  child,
  motherNumber,
  fatherNumber,
  phone,
  street,
}: Family): string[] {
  return [mother, child, father, motherNumber, fatherNumber, phone, street];
}

export function residenceOf({ street }: Family): string {
  return `${street}, phường Hồng Gai, tỉnh Quảng Ninh`;
}

export function addressOf({ street }: Family) {
  return { province: 'Quảng Ninh', commune: 'Phường Hồng Gai', detail: street };
}

/** What the e-forms of a birth registration ask for, by itself and interlinked with others. */
export function birthForm(family: Family) {
  const { mother, father, child, motherNumber, fatherNumber, phone, born } = family;
  const residence = addressOf(family);
  return {
    registrationCommune: 'phuong-hong-gai',
    applicant: {
      fullName: mother,
      identityDocument: 'citizen-card',
      identityNumber: motherNumber,
      residence,
      phone,
      relationship: 'mother',
    },
    child: {
      fullName: child,
      birthDate: born.iso,
      sex: 'female',
      ...IN_VIETNAM,
      birthPlaceKind: 'health-facility',
      healthFacility: HEALTH_FACILITY,
      birthNotificationNumber: family.birthNotification,
      birthPlace: residence,
      nativePlace: NATIVE_PLACE,
    },
    knownParents: 'both',
    mother: { fullName: mother, birthYear: '1998', identityNumber: motherNumber, ...IN_VIETNAM, residence },
    father: { fullName: father, birthYear: '1996', identityNumber: fatherNumber, ...IN_VIETNAM, residence },
    parentsMarried: true,
    marriageCertificate: { number: 'TN-0002', issuedOn: '2024-05-20', issuedBy: COMMITTEE },
    wantsCopies: true,
    copies: 2,
    undertaking: true,
  };
}

export function declaration(family: Family, today: PaperDate): Paper {
  const { mother, father, child, motherNumber, born } = family;
  return {
    title: 'Tờ khai đăng ký khai sinh',
    addressee: COMMITTEE,
    fields: [
      ['Họ, chữ đệm, tên người yêu cầu', mother],
      ['Số định danh cá nhân', motherNumber],
      ['Nơi cư trú', residenceOf(family)],
      ['Quan hệ với người được khai sinh', 'Mẹ'],
      ['Đề nghị đăng ký khai sinh cho', child],
      ['Ngày, tháng, năm sinh', born.short],
      ['Giới tính; dân tộc; quốc tịch', 'Nữ; Kinh; Việt Nam'],
      ['Nơi sinh', BIRTH_PLACE],
      ['Quê quán', NATIVE_PLACE],
      ['Họ, chữ đệm, tên người mẹ', mother],
      ['Họ, chữ đệm, tên người cha', father],
      ['Đề nghị cấp bản sao', 'Có, 02 bản'],
    ],
    closing:
      'Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, được sự thỏa thuận nhất trí của các bên liên quan.',
    placeAndDate: `Hồng Gai, ${today.long}`,
    signature: { capacity: 'Người yêu cầu', name: mother },
  };
}

export function birthNotification(family: Family): Paper {
  const { mother, child, motherNumber, born } = family;
  return {
    title: 'Giấy chứng sinh',
    issuer: HEALTH_FACILITY,
    number: family.birthNotification,
    fields: [
      ['Họ và tên mẹ', mother],
      ['Số định danh cá nhân', motherNumber],
      ['Nơi cư trú', residenceOf(family)],
      ['Đã sinh con vào lúc', `07 giờ 15 phút, ${born.long}`],
      ['Tại', BIRTH_PLACE],
      ['Số con trong lần sinh này', '01'],
      ['Giới tính; cân nặng', 'Nữ; 3.200 gam'],
      ['Dự định đặt tên con là', child],
    ],
    placeAndDate: `Hồng Gai, ${born.long}`,
    signature: { capacity: 'Người đỡ đẻ', name: 'Nhân Viên Y Tế Thử Nghiệm' },
  };
}

export function birthCertificate(family: Family, { code, decidedOn }: ResultFacts): Paper {
  const { mother, father, child, motherNumber, childNumber, born } = family;
  return {
    title: 'Giấy khai sinh',
    subtitle: `Hồ sơ ${code}`,
    issuer: COMMITTEE,
    number: 'TN-01',
    fields: [
      ['Họ, chữ đệm, tên', child],
      ['Ngày, tháng, năm sinh', born.short],
      ['Giới tính; dân tộc; quốc tịch', 'Nữ; Kinh; Việt Nam'],
      ['Nơi sinh', BIRTH_PLACE],
      ['Quê quán', NATIVE_PLACE],
      ['Số định danh cá nhân', childNumber],
      ['Họ, chữ đệm, tên người mẹ', `${mother}, sinh năm 1998, dân tộc Kinh, quốc tịch Việt Nam`],
      ['Họ, chữ đệm, tên người cha', `${father}, sinh năm 1996, dân tộc Kinh, quốc tịch Việt Nam`],
      ['Người đi đăng ký khai sinh', `${mother}, số định danh ${motherNumber}`],
      ['Nơi đăng ký khai sinh', COMMITTEE],
    ],
    placeAndDate: `Hồng Gai, ${decidedOn}`,
    signature: { capacity: 'Người ký Giấy khai sinh', name: 'Lãnh Đạo Thử Nghiệm' },
  };
}
