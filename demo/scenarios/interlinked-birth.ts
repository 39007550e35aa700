import type { Paper } from '../pdf/make-pdf.ts';
import {
  addressOf,
  birthCertificate,
  birthForm,
  birthNotification,
  declaration,
  personalValuesOf,
  residenceOf,
  type Family,
} from './a-birth.ts';
import { dateAfter, type PaperDate } from './dates.ts';
import type { InterlinkedScenario, ResultFacts } from './scenario.ts';

const CENTRE = 'centre-phuong-hong-gai';
const POLICE = 'Công an phường Hồng Gai';
const POLICE_SEAT = 'seat-cong-an-phuong-hong-gai';
const INSURANCE = 'Bảo hiểm xã hội tỉnh Quảng Ninh';

const FAMILY = {
  mother: 'Người Mẹ Liên Thông Thử Nghiệm',
  father: 'Người Cha Liên Thông Thử Nghiệm',
  child: 'Trẻ Em Liên Thông Thử Nghiệm',
  motherNumber: '000000000011',
  fatherNumber: '000000000012',
  childNumber: '000000000013',
  phone: '0000000011',
  street: 'Nhà thử nghiệm số 11, khu phố thử nghiệm',
  birthNotification: 'TN-0011',
} as const satisfies Omit<Family, 'born'>;

const formOf = (family: Family) => ({
  ...birthForm(family),
  residenceWith: 'parents',
  residence: {
    commune: 'phuong-hong-gai',
    detail: family.street,
    headOfHousehold: family.father,
    headIdentityNumber: family.fatherNumber,
    relationshipToHead: 'Con',
    headConsents: true,
  },
  healthInsurance: {
    facility: 'Trạm y tế thử nghiệm',
    facilityProvince: 'Quảng Ninh',
    contactName: family.mother,
    contactIdentityNumber: family.motherNumber,
    contactPhone: family.phone,
    contactAddress: addressOf(family),
    cardForm: 'electronic',
  },
  communeDistanceOver50km: false,
});

const residenceDeclaration = (family: Family, today: PaperDate): Paper => ({
  title: 'Tờ khai thay đổi thông tin cư trú',
  addressee: POLICE,
  fields: [
    ['Họ, chữ đệm, tên người kê khai', family.mother],
    ['Số định danh cá nhân', family.motherNumber],
    ['Đề nghị đăng ký thường trú cho', family.child],
    ['Nơi đề nghị đăng ký thường trú', residenceOf(family)],
    ['Chủ hộ; quan hệ với chủ hộ', `${family.father}; con`],
  ],
  placeAndDate: `Hồng Gai, ${today.long}`,
  signature: { capacity: 'Người kê khai', name: family.mother },
});

const insuranceDeclaration = (family: Family, today: PaperDate): Paper => ({
  title: 'Tờ khai tham gia bảo hiểm y tế',
  addressee: INSURANCE,
  fields: [
    ['Họ, chữ đệm, tên trẻ em', family.child],
    ['Nơi cư trú', residenceOf(family)],
    ['Nơi đăng ký khám bệnh, chữa bệnh ban đầu', 'Trạm y tế thử nghiệm, tỉnh Quảng Ninh'],
    ['Người nhận thẻ', family.mother],
  ],
  placeAndDate: `Hồng Gai, ${today.long}`,
  signature: { capacity: 'Người kê khai', name: family.mother },
});

const residenceNotice = (family: Family, { code, decidedOn }: ResultFacts): Paper => ({
  title: 'Thông báo kết quả giải quyết thủ tục về cư trú',
  subtitle: `Hồ sơ ${code}`,
  issuer: POLICE,
  number: 'TN-12',
  fields: [
    ['Đã đăng ký thường trú cho', family.child],
    ['Số định danh cá nhân', family.childNumber],
    ['Nơi thường trú', residenceOf(family)],
    ['Chủ hộ', family.father],
  ],
  placeAndDate: `Hồng Gai, ${decidedOn}`,
  signature: { capacity: 'Trưởng Công an phường', name: 'Lãnh Đạo Công An Thử Nghiệm' },
});

const insuranceCard = (family: Family, { code, decidedOn }: ResultFacts): Paper => ({
  title: 'Thẻ bảo hiểm y tế',
  subtitle: `Hồ sơ ${code}`,
  issuer: INSURANCE,
  number: 'TE 1 22 0000000013',
  fields: [
    ['Họ, chữ đệm, tên', family.child],
    ['Ngày, tháng, năm sinh', family.born.short],
    ['Nơi đăng ký khám bệnh, chữa bệnh ban đầu', 'Trạm y tế thử nghiệm'],
    ['Giá trị sử dụng từ ngày', family.born.short],
  ],
  placeAndDate: `Hạ Long, ${decidedOn}`,
  signature: { capacity: 'Giám đốc', name: 'Lãnh Đạo Bảo Hiểm Thử Nghiệm' },
});

/**
 * Birth, residence and health card of a child at once (2.000986): one dossier for the mother, one part each at the ward, its police
 * and social insurance, with a consultation, a supplement and an extension on the way.
 */
export function interlinkedBirth(now: Date): InterlinkedScenario {
  const family: Family = { ...FAMILY, born: dateAfter(now, -5) };
  const today = dateAfter(now, 0);
  const onPaper = (component: string, fileName: string, paper: Paper) => ({
    component,
    originals: 1,
    copies: 0,
    fileName,
    paper,
  });
  return {
    procedure: '2.000986',
    title: {
      vi: 'Liên thông khai sinh, thường trú, thẻ bảo hiểm y tế',
      en: 'Interlinked: birth, residence, health insurance card',
    },
    story: {
      vi: 'Một hồ sơ cho người mẹ, ba cơ quan; có lấy ý kiến, bổ sung giấy tờ và gia hạn.',
      en: 'One dossier for the mother, three agencies; with a consultation, a supplement and an extension.',
    },
    nonTerritorial: false,
    onSite: false,
    intake: {
      procedure: '2.000986',
      case: 'standard',
      channel: 'direct',
      office: 'phuong-hong-gai',
      unit: 'phuong-hong-gai',
      medium: 'electronic',
      place: CENTRE,
      applicant: {
        kind: 'citizen',
        name: family.mother,
        identityNumber: family.motherNumber,
        phone: family.phone,
        address: residenceOf(family),
      },
      form: formOf(family),
    },
    handedIn: [
      onPaper('declaration', 'Tờ khai đăng ký khai sinh.pdf', declaration(family, today)),
      onPaper('birth-notification', 'Giấy chứng sinh.pdf', birthNotification(family)),
      onPaper('residence-declaration', 'Tờ khai cư trú.pdf', residenceDeclaration(family, today)),
      onPaper('health-insurance-declaration', 'Tờ khai bảo hiểm y tế.pdf', insuranceDeclaration(family, today)),
    ],
    returnedAt: CENTRE,
    consultation: {
      part: 'birth',
      rule: 'agency-opinion',
      agency: 'H49.71.143',
      place: POLICE_SEAT,
      question: 'Đề nghị cho biết nơi cư trú hiện tại của cha, mẹ theo cơ sở dữ liệu quốc gia về dân cư.',
      opinion: 'Cha, mẹ hiện cư trú đúng địa chỉ đã khai.',
    },
    supplement: {
      part: 'birth',
      why: 'Giấy chứng sinh bị mờ, đề nghị nộp lại bản rõ.',
      brought: onPaper('birth-notification', 'Giấy chứng sinh (bản rõ).pdf', birthNotification(family)),
    },
    extension: 'Hồ sơ phải bổ sung giấy tờ.',
    parts: {
      birth: {
        place: CENTRE,
        result: { fileName: 'Giấy khai sinh.pdf', paper: (facts) => birthCertificate(family, facts) },
      },
      residence: {
        place: POLICE_SEAT,
        result: { fileName: 'Thông báo cư trú.pdf', paper: (facts) => residenceNotice(family, facts) },
      },
      insurance: {
        place: 'seat-bao-hiem-xa-hoi',
        throughClient: true,
        result: { fileName: 'Thẻ bảo hiểm y tế.pdf', paper: (facts) => insuranceCard(family, facts) },
      },
    },
    personalValues: personalValuesOf(family),
  };
}
