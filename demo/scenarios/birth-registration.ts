import {
  birthCertificate,
  birthForm,
  birthNotification,
  declaration,
  personalValuesOf,
  residenceOf,
  type Family,
} from './a-birth.ts';
import { dateAfter } from './dates.ts';
import type { Scenario } from './scenario.ts';

const CENTRE = 'centre-phuong-hong-gai';

const FAMILY = {
  mother: 'Người Yêu Cầu Thử Nghiệm',
  father: 'Người Cha Thử Nghiệm',
  child: 'Trẻ Em Thử Nghiệm',
  motherNumber: '000000000001',
  fatherNumber: '000000000002',
  childNumber: '000000000003',
  phone: '0000000001',
  street: 'Nhà thử nghiệm số 1, khu phố thử nghiệm',
  birthNotification: 'TN-0001',
} as const satisfies Omit<Family, 'born'>;

/** Birth registration (1.001193), received at the centre of the very ward and done there in all five steps. */
export function birthRegistration(now: Date): Scenario {
  const family: Family = { ...FAMILY, born: dateAfter(now, -8) };
  return {
    procedure: '1.001193',
    title: { vi: 'Đăng ký khai sinh', en: 'Registration of birth' },
    story: {
      vi: 'Người mẹ nộp tại trung tâm của phường mình; cả 5 bước làm tại chỗ.',
      en: 'The mother files at the centre of her own ward; all five steps are done on site.',
    },
    nonTerritorial: false,
    onSite: true,
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
        name: family.mother,
        identityNumber: family.motherNumber,
        phone: family.phone,
        address: residenceOf(family),
      },
      form: birthForm(family),
    },
    handedIn: [
      {
        component: 'declaration',
        originals: 1,
        copies: 0,
        fileName: 'Tờ khai đăng ký khai sinh.pdf',
        paper: declaration(family, dateAfter(now, 0)),
      },
      {
        component: 'birth-notification',
        originals: 1,
        copies: 0,
        fileName: 'Giấy chứng sinh.pdf',
        paper: birthNotification(family),
      },
    ],
    places: { appraisal: CENTRE, approval: CENTRE, sealing: CENTRE, return: CENTRE },
    notes: { appraisal: 'Đã đối chiếu Giấy chứng sinh với tờ khai; đề nghị ký Giấy khai sinh.' },
    result: { fileName: 'Giấy khai sinh.pdf', paper: (facts) => birthCertificate(family, facts) },
    personalValues: personalValuesOf(family),
  };
}
