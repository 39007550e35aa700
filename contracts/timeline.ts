import { z } from 'zod';
import { ROLES } from '../domain/access/roles.ts';
import { STEP_KINDS } from '../domain/procedure/route.ts';
import { Instant, Named, Person } from './common.ts';
import { VerificationTexts } from './verification.ts';

/** Whose delegation was used (ủy quyền); null for one's own appointment. */
const Principal = Person.nullable().describe('Người ủy quyền, khi làm thay / whom the person acted for by delegation');

export const TimelineActor = z.union([
  z.strictObject({ system: z.string() }),
  z.strictObject({
    person: Person,
    appointment: z.string(),
    agency: Named,
    office: Named.nullable(),
    role: z.enum(ROLES),
    onBehalfOf: Principal,
    via: Named.nullable().describe(
      'Hệ thống của cơ quan mà người này dùng; null khi tự thực hiện / the agency’s own system through which the person acted',
    ),
  }),
]);

const ActorToCitizen = z
  .strictObject({ agency: Named, role: z.enum(ROLES) })
  .describe('Như người nộp hồ sơ thấy: không nêu tên công chức / as the applicant sees it: no officer is named');

/** One event of the ledger with the names that people read. */
export const TimelineEvent = z
  .strictObject({
    stream: z.string(),
    seq: z.int(),
    type: z.string(),
    at: Instant,
    actor: z.union([...TimelineActor.options, ActorToCitizen]),
    medium: z.enum(['electronic', 'paper']),
    place: Named.nullable(),
    note: z
      .string()
      .nullable()
      .describe('Ghi chú; null khi không có, đã xóa, hoặc vai trò không được xem / null when there is none to show'),
    verification: VerificationTexts.nullable().describe(
      'Nội dung của lần xác minh, của lịch xác minh; null như ghi chú / what a verification says; null as a note is',
    ),
    data: z.record(z.string(), z.unknown()),
    hash: z.string(),
    prevHash: z.string(),
  })
  .meta({ id: 'TimelineEvent' });
export type TimelineEvent = z.output<typeof TimelineEvent>;

const Minutes = z.int().nullable();

/** A step with its four instants (chuyển đến, mở, thực hiện, chuyển đi), who, for which agency, how and where. */
export const TimelineStep = z
  .strictObject({
    task: z.string(),
    number: z.int(),
    stage: z.string(),
    kind: z.enum(STEP_KINDS),
    agency: Named,
    role: z.enum(ROLES),
    routedAt: Instant,
    routedMedium: z.enum(['electronic', 'paper']),
    openedAt: Instant.nullable(),
    openedBy: z.array(z.strictObject({ person: Person, onBehalfOf: Principal, at: Instant })),
    actedAt: Instant.nullable(),
    leftAt: Instant.nullable(),
    dueAt: Instant.nullable(),
    overdue: z.boolean(),
    person: Person.nullable(),
    appointment: z.string().nullable(),
    onBehalfOf: Principal,
    medium: z.enum(['electronic', 'paper']).nullable(),
    place: Named.nullable(),
    leftBy: z
      .string()
      .nullable()
      .describe(
        'Thao tác làm bước rời đi: của bước, send-back, undo, hoặc lý do kết thúc / the act that it was left by',
      ),
    lead: z.string().nullable(),
    minutes: z
      .strictObject({ waiting: Minutes, handling: Minutes, total: Minutes })
      .describe('chờ mở, từ mở đến thực hiện, từ chuyển đến đến chuyển đi / unopened, opened to acted, routed to left'),
  })
  .meta({ id: 'TimelineStep' });
export type TimelineStep = z.output<typeof TimelineStep>;

/** Whether the ledger is what it was when written: no gap, every hash right, and the head that the dossier row names. */
const proof = {
  verified: z.boolean(),
  events: z.int(),
  headHash: z.string().nullable(),
  problem: z
    .strictObject({
      code: z.enum(['ledger-gap', 'ledger-tampered', 'ledger-head-mismatch']),
      stream: z.string(),
      seq: z.int(),
    })
    .nullable(),
};

export const LedgerVerification = z.strictObject(proof).meta({ id: 'LedgerVerification' });
export type LedgerVerification = z.output<typeof LedgerVerification>;

/** The same of one stream among several. */
const StreamVerification = z.strictObject({ stream: z.string(), ...proof }).meta({ id: 'StreamVerification' });

export const Timeline = z
  .strictObject({
    code: z.string(),
    events: z.array(TimelineEvent),
    steps: z.array(TimelineStep),
    ledger: LedgerVerification.describe('Sổ của chính hồ sơ này / of the dossier’s own stream'),
    streams: z
      .array(StreamVerification)
      .describe(
        'Mọi sổ có sự kiện ở trên: của hồ sơ, các phần liên thông và các lần lấy ý kiến / every stream with events above: the dossier’s, of its parts and consultations',
      ),
  })
  .meta({ id: 'Timeline' });
export type Timeline = z.output<typeof Timeline>;
