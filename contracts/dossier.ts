import { z } from 'zod';
import { ROLES } from '../domain/access/roles.ts';
import { OPINIONS } from '../domain/consultation/events.ts';
import { CONSULTATION_STATUSES } from '../domain/consultation/state.ts';
import { SILENCE_RULES } from '../domain/procedure/route.ts';
import { DOSSIER_STATUSES, PART_STATUSES } from '../domain/dossier/state.ts';
import { PAUSE_KINDS } from '../domain/calendar/pauses.ts';
import { CLOSED_OUTCOMES, OBLIGATION_KINDS, PAYMENT_METHODS } from '../domain/dossier/events.ts';
import { CHANNELS } from '../domain/procedure/procedure.ts';
import { STEP_KINDS } from '../domain/procedure/route.ts';
import { Bilingual, Instant, Named, NationalStatus } from './common.ts';
import { DocumentAnswer } from './document.ts';
import { PageQuery, pageOf } from './paging.ts';
import { Verification } from './verification.ts';

export const DossierQuery = z.strictObject({
  agency: z
    .string()
    .max(35)
    .optional()
    .describe('Cơ quan tiếp nhận hoặc có thẩm quyền; mặc định cơ quan của bạn / default: your own'),
  status: z.enum(DOSSIER_STATUSES).optional(),
  nationalStatus: z.coerce.number().int().min(1).max(10).optional(),
  procedure: z.string().max(40).optional(),
  overdue: z.enum(['true', 'false']).optional(),
  ...PageQuery,
});
export type DossierQuery = z.output<typeof DossierQuery>;

export const OwnDossierQuery = z.strictObject(PageQuery);
export type OwnDossierQuery = z.output<typeof OwnDossierQuery>;

const summary = {
  code: z.string(),
  parent: z
    .string()
    .nullable()
    .describe('Hồ sơ liên thông mà hồ sơ con này là một phần / the dossier that this sub-dossier is part of'),
  procedure: z.strictObject({ code: z.string(), version: z.int(), name: Bilingual.nullable() }),
  channel: z.enum(CHANNELS),
  office: Named,
  receivingAgency: Named,
  competentAgency: Named,
  filedAt: Instant.describe('Lúc nộp / when it was filed'),
  receivedAt: Instant.nullable().describe('null: chưa được tiếp nhận / not received yet'),
  dueAt: Instant.nullable().describe('Ngày hẹn trả; null khi chưa tiếp nhận hoặc đang tạm dừng tính / the appointment'),
  legalDueAt: Instant.nullable().describe(
    'Theo thời hạn luật định, nếu khác ngày hẹn / by the law’s limit, if it is another',
  ),
  waitsFor: z.enum(PAUSE_KINDS).nullable(),
  respondBy: Instant.nullable().describe('Người nộp trả lời đến / until when the applicant is to answer'),
  outcome: z.enum(CLOSED_OUTCOMES).nullable(),
  supplements: z.int().describe('Số lần yêu cầu bổ sung / supplements asked for'),
  dueProvisional: z
    .boolean()
    .describe('Lịch nghỉ của ngày hẹn chưa được công bố / the calendar is not published that far'),
  status: z.enum(DOSSIER_STATUSES),
  nationalStatus: NationalStatus,
  overdue: z.boolean(),
  processedAt: Instant.nullable(),
  closedAt: Instant.nullable(),
};

/** A dossier in a list: no personal data. */
export const DossierItem = z
  .strictObject({
    ...summary,
    openStep: z.strictObject({ task: z.string(), stage: z.string(), agency: Named }).nullable(),
  })
  .meta({ id: 'DossierItem' });
export type DossierItem = z.output<typeof DossierItem>;

export const DossierPage = pageOf(DossierItem);

/** Who asks (chủ hồ sơ). What a role does not need is masked or null; `view` says which. */
export const Applicant = z
  .strictObject({
    view: z.enum(['full', 'masked']),
    kind: z.string(),
    name: z.string(),
    identityNumber: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    address: z.string().nullable(),
    submitterName: z.string().nullable(),
    submitterIdentity: z.string().nullable(),
    submitterBasis: z.string().nullable(),
  })
  .meta({ id: 'Applicant' });
export type Applicant = z.output<typeof Applicant>;

export const DocumentItem = z
  .strictObject({
    id: z.uuid(),
    kind: z.string(),
    name: z.string().nullable(),
    mediaType: z.string(),
    size: z.int(),
    agency: Named,
    createdAt: Instant,
    erased: z.boolean().describe('Khóa đã hủy theo luật / its key was lawfully destroyed'),
    state: DocumentAnswer.shape.state,
  })
  .meta({ id: 'DocumentItem' });
export type DocumentItem = z.output<typeof DocumentItem>;

/** A digitised result (kết quả số hóa): its ciphertext, and until when nobody can delete it. */
export const ResultItem = z
  .strictObject({
    document: z.uuid(),
    stored: z
      .strictObject({ bucket: z.string(), key: z.string(), versionId: z.string() })
      .nullable()
      .describe(
        'Nơi lưu, cho kiểm tra viên và quản trị hệ thống; null với người khác / where it lies, for auditors and who runs the system; null for others',
      ),
    sha256: z.string().describe('SHA-256 của bản mã đã lưu / of the stored ciphertext'),
    retainUntil: Instant,
    sealedAt: Instant,
  })
  .meta({ id: 'ResultItem' });
export type ResultItem = z.output<typeof ResultItem>;

/** A consultation of other agencies, as the dossier shows it. Its applicant sees that an agency was asked and whether it has answered. */
const ConsultationShort = z
  .strictObject({
    code: z.string(),
    stage: z.string(),
    rule: z.string(),
    agency: Named,
    status: z.enum(CONSULTATION_STATUSES),
    onSilence: z.enum(SILENCE_RULES),
    sentAt: Instant,
    dueAt: Instant.nullable(),
    overdue: z.boolean(),
    opinion: z
      .enum(OPINIONS)
      .nullable()
      .describe('null: chưa có, hoặc không dành cho người xem / none yet, or not for this reader'),
    late: z.boolean(),
  })
  .meta({ id: 'ConsultationShort' });
export type ConsultationShort = z.output<typeof ConsultationShort>;

/** A part of an interlinked dossier (liên thông): what an agency does of it, as a sub-dossier. */
export const PartItem = z
  .strictObject({
    part: z.string(),
    name: Bilingual.nullable(),
    status: z
      .enum(PART_STATUSES)
      .describe(
        'waiting: chờ kết quả phần khác; dropped: không làm vì phần cần trước không có kết quả / as the words say',
      ),
    after: z.array(z.string()).describe('Các phần phải có kết quả trước / the parts whose results it needs'),
    dossier: z.string().nullable().describe('Mã hồ sơ con; null khi chưa bắt đầu / its code, once it has begun'),
    agency: Named.nullable(),
    receivedAt: Instant.nullable(),
    dueAt: Instant.nullable().describe(
      'Hạn của phần này; ngày hẹn là của hồ sơ chính / its own; the appointment is the dossier’s',
    ),
    overdue: z.boolean(),
    openStep: z.strictObject({ task: z.string(), stage: z.string(), agency: Named }).nullable(),
    processedAt: Instant.nullable(),
    results: z.array(ResultItem),
  })
  .meta({ id: 'Part' });
export type PartItem = z.output<typeof PartItem>;

/** A financial obligation (nghĩa vụ tài chính), in đồng. */
export const ObligationItem = z
  .strictObject({
    id: z.string(),
    kind: z.enum(OBLIGATION_KINDS),
    amount: z.int(),
    lines: z.array(z.strictObject({ item: z.string(), amount: z.int() })),
    status: z.enum(['requested', 'paid', 'waived', 'refunded']),
    stopsClock: z.boolean(),
    requestedAt: Instant,
    settledAt: Instant.nullable(),
    method: z.enum(PAYMENT_METHODS).nullable(),
    reference: z.string().nullable(),
    refunded: z.int(),
  })
  .meta({ id: 'Obligation' });
export type ObligationItem = z.output<typeof ObligationItem>;

export const DossierView = z
  .strictObject({
    ...summary,
    case: z.strictObject({ id: z.string(), name: z.string().nullable() }),
    seq: z.int().describe('Số sự kiện cuối trong sổ / number of the last event'),
    headHash: z.string(),
    erasedAt: Instant.nullable().describe(
      'Lúc xóa dữ liệu cá nhân theo luật; sổ sự kiện vẫn còn / when its personal data were lawfully erased; the ledger stays',
    ),
    dueExplanation: z
      .unknown()
      .describe('Cách tính ngày hẹn, từng khoảng / how the due date was counted, interval by interval'),
    openStep: z
      .strictObject({
        task: z.string(),
        stage: z.string(),
        kind: z.enum(STEP_KINDS),
        agency: Named,
        role: z.enum(ROLES),
        routedAt: Instant,
        openedAt: Instant.nullable(),
        dueAt: Instant.nullable(),
        overdue: z.boolean(),
        lead: z.string().nullable(),
        supporting: z.array(z.string()),
        following: z.array(z.string()),
        dueExplanation: z.unknown().describe('Cách tính hạn của bước / how the due instant of the step was counted'),
      })
      .nullable(),
    applicant: Applicant.nullable().describe(
      'null: đã xóa theo luật, hoặc vai trò không được xem / erased, or not for this role',
    ),
    components: z.array(
      z.strictObject({
        component: z.string(),
        name: z.string().nullable(),
        required: z.boolean(),
        originals: z.int(),
        copies: z.int(),
        documents: z.array(z.uuid()),
      }),
    ),
    asked: z
      .array(
        z.strictObject({ component: z.string(), name: z.string().nullable(), originals: z.int(), copies: z.int() }),
      )
      .nullable()
      .describe(
        'Giấy tờ đang chờ bổ sung; null khi không chờ / what the open supplement asks for; null when there is none',
      ),
    documents: z.array(DocumentItem).describe('Tệp mà người xem được biết / the files that this reader may know of'),
    results: z.array(ResultItem),
    pauses: z
      .array(z.strictObject({ kind: z.enum(PAUSE_KINDS), from: Instant, to: Instant.nullable() }))
      .describe('Các khoảng tạm dừng tính thời hạn / the intervals in which the clocks stood still'),
    obligations: z.array(ObligationItem),
    consultations: z
      .array(ConsultationShort)
      .describe('Phiếu lấy ý kiến, theo thứ tự gửi / in the order in which they were asked for'),
    parts: z
      .array(PartItem)
      .describe('Các phần liên thông; trống với hồ sơ khác / the parts of an interlinked dossier; empty for any other'),
    part: z
      .strictObject({ id: z.string(), name: Bilingual.nullable() })
      .nullable()
      .describe('Phần mà hồ sơ con này giải quyết / the part that this sub-dossier is'),
    verifications: z
      .array(Verification)
      .describe('Các lần xác minh, và lịch xác minh sắp tới / those that took place, and the one that is planned'),
  })
  .meta({ id: 'Dossier' });
export type DossierView = z.output<typeof DossierView>;
