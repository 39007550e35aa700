import type { Paper } from '../pdf/make-pdf.ts';
import { dateAfter, type PaperDate } from './dates.ts';
import type { ResultFacts, Scenario } from './scenario.ts';

const CENTRE = 'centre-phuong-hong-gai';
const COMMITTEE = 'Ủy ban nhân dân phường Hồng Gai';
const APPLICANT = 'Người Yêu Cầu Thử Nghiệm';
const CHILD = 'Trẻ Em Thử Nghiệm';
const FATHER = 'Người Cha Thử Nghiệm';
const APPLICANT_NUMBER = '000000000001';
const FATHER_NUMBER = '000000000002';
const PHONE = '0000000001';
const STREET = 'Nhà thử nghiệm số 1, khu phố thử nghiệm';
const ADDRESS = { province: 'Quảng Ninh', commune: 'Phường Hồng Gai', detail: STREET };
const RESIDENCE = `${STREET}, phường Hồng Gai, tỉnh Quảng Ninh`;
const BIRTH_PLACE = 'Cơ sở y tế thử nghiệm, phường Hồng Gai, tỉnh Quảng Ninh';

const formOf = (born: PaperDate) => ({
  registrationCommune: 'phuong-hong-gai',
  applicant: {
    fullName: APPLICANT,
    identityDocument: 'citizen-card',
    identityNumber: APPLICANT_NUMBER,
    residence: ADDRESS,
    phone: PHONE,
    relationship: 'mother',
  },
  child: {
    fullName: CHILD,
    birthDate: born.iso,
    sex: 'female',
    ethnicity: 'Kinh',
    nationality: 'Việt Nam',
    birthPlaceKind: 'health-facility',
    healthFacility: 'Cơ sở y tế thử nghiệm',
    birthNotificationNumber: 'TN-0001',
    birthPlace: ADDRESS,
    nativePlace: 'Phường Hồng Gai, tỉnh Quảng Ninh',
  },
  knownParents: 'both',
  mother: {
    fullName: APPLICANT,
    birthYear: '1998',
    identityNumber: APPLICANT_NUMBER,
    ethnicity: 'Kinh',
    nationality: 'Việt Nam',
    residence: ADDRESS,
  },
  father: {
    fullName: FATHER,
    birthYear: '1996',
    identityNumber: FATHER_NUMBER,
    ethnicity: 'Kinh',
    nationality: 'Việt Nam',
    residence: ADDRESS,
  },
  parentsMarried: true,
  marriageCertificate: { number: 'TN-0002', issuedOn: '2024-05-20', issuedBy: COMMITTEE },
  wantsCopies: true,
  copies: 2,
  undertaking: true,
});

const declaration = (born: PaperDate, today: PaperDate): Paper => ({
  title: 'Tờ khai đăng ký khai sinh',
  addressee: COMMITTEE,
  fields: [
    ['Họ, chữ đệm, tên người yêu cầu', APPLICANT],
    ['Số định danh cá nhân', APPLICANT_NUMBER],
    ['Nơi cư trú', RESIDENCE],
    ['Quan hệ với người được khai sinh', 'Mẹ'],
    ['Đề nghị đăng ký khai sinh cho', CHILD],
    ['Ngày, tháng, năm sinh', born.short],
    ['Giới tính; dân tộc; quốc tịch', 'Nữ; Kinh; Việt Nam'],
    ['Nơi sinh', BIRTH_PLACE],
    ['Quê quán', 'Phường Hồng Gai, tỉnh Quảng Ninh'],
    ['Họ, chữ đệm, tên người mẹ', APPLICANT],
    ['Họ, chữ đệm, tên người cha', FATHER],
    ['Đề nghị cấp bản sao', 'Có, 02 bản'],
  ],
  closing:
    'Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, được sự thỏa thuận nhất trí của các bên liên quan.',
  placeAndDate: `Hồng Gai, ${today.long}`,
  signature: { capacity: 'Người yêu cầu', name: APPLICANT },
});

const birthNotification = (born: PaperDate): Paper => ({
  title: 'Giấy chứng sinh',
  issuer: 'Cơ sở y tế thử nghiệm',
  number: 'TN-0001',
  fields: [
    ['Họ và tên mẹ', APPLICANT],
    ['Số định danh cá nhân', APPLICANT_NUMBER],
    ['Nơi cư trú', RESIDENCE],
    ['Đã sinh con vào lúc', `07 giờ 15 phút, ${born.long}`],
    ['Tại', BIRTH_PLACE],
    ['Số con trong lần sinh này', '01'],
    ['Giới tính; cân nặng', 'Nữ; 3.200 gam'],
    ['Dự định đặt tên con là', CHILD],
  ],
  placeAndDate: `Hồng Gai, ${born.long}`,
  signature: { capacity: 'Người đỡ đẻ', name: 'Nhân Viên Y Tế Thử Nghiệm' },
});

const certificate = (born: PaperDate, { code, decidedOn }: ResultFacts): Paper => ({
  title: 'Giấy khai sinh',
  subtitle: `Hồ sơ ${code}`,
  issuer: COMMITTEE,
  number: 'TN-01',
  fields: [
    ['Họ, chữ đệm, tên', CHILD],
    ['Ngày, tháng, năm sinh', born.short],
    ['Giới tính; dân tộc; quốc tịch', 'Nữ; Kinh; Việt Nam'],
    ['Nơi sinh', BIRTH_PLACE],
    ['Quê quán', 'Phường Hồng Gai, tỉnh Quảng Ninh'],
    ['Số định danh cá nhân', '000000000003'],
    ['Họ, chữ đệm, tên người mẹ', `${APPLICANT}, sinh năm 1998, dân tộc Kinh, quốc tịch Việt Nam`],
    ['Họ, chữ đệm, tên người cha', `${FATHER}, sinh năm 1996, dân tộc Kinh, quốc tịch Việt Nam`],
    ['Người đi đăng ký khai sinh', `${APPLICANT}, số định danh ${APPLICANT_NUMBER}`],
    ['Nơi đăng ký khai sinh', COMMITTEE],
  ],
  placeAndDate: `Hồng Gai, ${decidedOn}`,
  signature: { capacity: 'Người ký Giấy khai sinh', name: 'Lãnh Đạo Thử Nghiệm' },
});

/** Birth registration (1.001193), received at the centre of the very ward and done there in all five steps. */
export function birthRegistration(now: Date): Scenario {
  const born = dateAfter(now, -8);
  return {
    procedure: '1.001193',
    title: { vi: 'Đăng ký khai sinh', en: 'Registration of birth' },
    story: {
      vi: 'Người mẹ nộp tại trung tâm của phường mình; cả 5 bước làm tại chỗ.',
      en: 'The mother files at the centre of her own ward; all five steps are done on site.',
    },
    nonTerritorial: false,
    intake: {
      procedure: '1.001193',
      case: 'standard',
      channel: 'direct',
      office: 'phuong-hong-gai',
      unit: 'phuong-hong-gai',
      medium: 'electronic',
      place: CENTRE,
      applicant: {
        kind: 'citizen',
        name: APPLICANT,
        identityNumber: APPLICANT_NUMBER,
        phone: PHONE,
        address: RESIDENCE,
      },
      form: formOf(born),
    },
    handedIn: [
      {
        component: 'declaration',
        originals: 1,
        copies: 0,
        fileName: 'Tờ khai đăng ký khai sinh.pdf',
        paper: declaration(born, dateAfter(now, 0)),
      },
      {
        component: 'birth-notification',
        originals: 1,
        copies: 0,
        fileName: 'Giấy chứng sinh.pdf',
        paper: birthNotification(born),
      },
    ],
    places: { appraisal: CENTRE, approval: CENTRE, sealing: CENTRE, return: CENTRE },
    notes: { appraisal: 'Đã đối chiếu Giấy chứng sinh với tờ khai; đề nghị ký Giấy khai sinh.' },
    result: { fileName: 'Giấy khai sinh.pdf', paper: (facts) => certificate(born, facts) },
    personalValues: [APPLICANT, CHILD, FATHER, APPLICANT_NUMBER, FATHER_NUMBER, PHONE, STREET],
  };
}
