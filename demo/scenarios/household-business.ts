import type { Paper } from '../pdf/make-pdf.ts';
import { dateAfter, type PaperDate } from './dates.ts';
import type { ResultFacts, Scenario } from './scenario.ts';

const CENTRE = 'centre-phuong-bai-chay';
const SEAT = 'seat-phuong-hong-gai';
const COMMITTEE = 'Ủy ban nhân dân phường Hồng Gai';
const OWNER = 'Chủ Hộ Thử Nghiệm';
const MEMBER = 'Thành Viên Thử Nghiệm';
const OWNER_NUMBER = '000000000011';
const MEMBER_NUMBER = '000000000012';
const PHONE = '0000000011';
const STREET = 'Cửa hàng thử nghiệm số 2, khu phố thử nghiệm';
const ADDRESS = { province: 'Quảng Ninh', commune: 'Phường Hồng Gai', detail: STREET };
const HEAD_OFFICE = `${STREET}, phường Hồng Gai, tỉnh Quảng Ninh`;
const BUSINESS = 'Hộ kinh doanh Thử Nghiệm Hạ Long';
const CAPITAL = '100.000.000 đồng (một trăm triệu đồng)';
const LINES = '5610 – Nhà hàng và các dịch vụ ăn uống phục vụ lưu động (ngành chính); 5630 – Dịch vụ phục vụ đồ uống';

const formOf = (starts: PaperDate) => ({
  registrationCommune: 'phuong-hong-gai',
  owner: {
    fullName: OWNER,
    birthDate: '1990-01-01',
    sex: 'male',
    identityNumber: OWNER_NUMBER,
    permanentResidence: ADDRESS,
    contactAddress: ADDRESS,
    phone: PHONE,
  },
  businessName: BUSINESS,
  headOffice: { commune: 'phuong-hong-gai', detail: STREET, phone: PHONE },
  lines: [
    { code: '5610', name: 'Nhà hàng và các dịch vụ ăn uống phục vụ lưu động', main: true },
    { code: '5630', name: 'Dịch vụ phục vụ đồ uống', main: false },
  ],
  capital: 100_000_000,
  employees: 3,
  startDate: starts.iso,
  founder: 'household-members',
  members: [
    { fullName: OWNER, birthDate: '1990-01-01', sex: 'male', identityNumber: OWNER_NUMBER },
    { fullName: MEMBER, birthDate: '1992-02-02', sex: 'female', identityNumber: MEMBER_NUMBER },
  ],
  filedBy: 'owner',
  undertaking: true,
});

const application = (starts: PaperDate, today: PaperDate): Paper => ({
  title: 'Giấy đề nghị đăng ký hộ kinh doanh',
  addressee: COMMITTEE,
  fields: [
    ['Họ và tên chủ hộ', OWNER],
    ['Số định danh cá nhân', OWNER_NUMBER],
    ['Điện thoại', PHONE],
    ['Tên hộ kinh doanh', BUSINESS],
    ['Trụ sở', HEAD_OFFICE],
    ['Ngành, nghề kinh doanh', LINES],
    ['Vốn kinh doanh', CAPITAL],
    ['Tổng số lao động dự kiến', '03 người'],
    ['Chủ thể thành lập', 'Các thành viên hộ gia đình'],
    ['Thành viên tham gia', `${OWNER}; ${MEMBER}`],
    ['Ngày bắt đầu hoạt động', starts.short],
  ],
  closing:
    'Tôi cam kết chịu trách nhiệm trước pháp luật về tính hợp pháp, trung thực và chính xác của nội dung đăng ký trên.',
  placeAndDate: `Bãi Cháy, ${today.long}`,
  signature: { capacity: 'Chủ hộ kinh doanh', name: OWNER },
});

const membersAuthorisation = (agreed: PaperDate): Paper => ({
  title: 'Văn bản ủy quyền',
  subtitle: 'Về việc làm chủ hộ kinh doanh (bản sao)',
  fields: [
    ['Bên ủy quyền', `${MEMBER}, số định danh ${MEMBER_NUMBER}`],
    ['Bên được ủy quyền', `${OWNER}, số định danh ${OWNER_NUMBER}`],
    ['Nội dung', `Làm chủ hộ của ${BUSINESS} và thực hiện thủ tục đăng ký thành lập`],
    ['Thời hạn', 'Cho đến khi có văn bản thay thế'],
  ],
  placeAndDate: `Hồng Gai, ${agreed.long}`,
  signature: { capacity: 'Người ủy quyền', name: MEMBER },
});

const certificate = ({ code, decidedOn }: ResultFacts): Paper => ({
  title: 'Giấy chứng nhận đăng ký hộ kinh doanh',
  subtitle: `Hồ sơ ${code}; đăng ký lần đầu`,
  issuer: COMMITTEE,
  number: 'TN-02',
  fields: [
    ['Tên hộ kinh doanh', BUSINESS],
    ['Trụ sở', HEAD_OFFICE],
    ['Ngành, nghề kinh doanh', LINES],
    ['Vốn kinh doanh', CAPITAL],
    ['Chủ thể thành lập', 'Các thành viên hộ gia đình'],
    ['Chủ hộ kinh doanh', `${OWNER}, số định danh ${OWNER_NUMBER}`],
    ['Thành viên tham gia', `${OWNER}; ${MEMBER}`],
  ],
  placeAndDate: `Hồng Gai, ${decidedOn}`,
  signature: { capacity: 'Chủ tịch', name: 'Lãnh Đạo Thử Nghiệm' },
});

/** Household business (1.001612) of Hồng Gai ward, handed in at and returned from the centre of Bãi Cháy ward. */
export function householdBusiness(now: Date): Scenario {
  const starts = dateAfter(now, 7);
  return {
    procedure: '1.001612',
    title: { vi: 'Đăng ký thành lập hộ kinh doanh', en: 'Registration of a household business' },
    story: {
      vi: 'Trụ sở ở phường Hồng Gai, hồ sơ nộp và nhận kết quả tại trung tâm phường Bãi Cháy (phi địa giới).',
      en: 'The business is in Hồng Gai ward; the dossier is filed and its result returned at the centre of Bãi Cháy ward (non-territorial).',
    },
    nonTerritorial: true,
    onSite: false,
    intake: {
      procedure: '1.001612',
      case: 'household-members',
      channel: 'direct',
      office: 'phuong-bai-chay',
      unit: 'phuong-hong-gai',
      medium: 'electronic',
      place: CENTRE,
      applicant: { kind: 'citizen', name: OWNER, identityNumber: OWNER_NUMBER, phone: PHONE, address: HEAD_OFFICE },
      form: formOf(starts),
    },
    handedIn: [
      {
        component: 'application',
        originals: 1,
        copies: 0,
        fileName: 'Giấy đề nghị đăng ký hộ kinh doanh.pdf',
        paper: application(starts, dateAfter(now, 0)),
      },
      {
        component: 'members-authorisation',
        originals: 0,
        copies: 1,
        fileName: 'Văn bản ủy quyền.pdf',
        paper: membersAuthorisation(dateAfter(now, -2)),
      },
    ],
    places: { appraisal: SEAT, approval: SEAT, sealing: SEAT, return: CENTRE },
    notes: { appraisal: 'Tên hộ kinh doanh không trùng; ngành, nghề phù hợp. Đề nghị cấp giấy chứng nhận.' },
    result: { fileName: 'Giấy chứng nhận đăng ký hộ kinh doanh.pdf', paper: certificate },
    personalValues: [OWNER, MEMBER, OWNER_NUMBER, MEMBER_NUMBER, PHONE, STREET],
  };
}
