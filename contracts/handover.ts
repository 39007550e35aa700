import { z } from 'zod';
import { ACCEPTED_BY, DELIVERED_BY, HANDOVER_KINDS, HANDOVER_STATES } from '../domain/dossier/handovers.ts';
import { Instant, Named } from './common.ts';
import { PageQuery } from './paging.ts';
import { TimelineActor } from './timeline.ts';

export const HandoverQuery = z.strictObject({
  agency: z
    .string()
    .max(35)
    .optional()
    .describe('Cơ quan; để trống là cơ quan của người hỏi / the agency; the reader’s own, unless said'),
  direction: z
    .enum(['in', 'out'])
    .default('in')
    .describe('in: chuyển đến cơ quan; out: cơ quan chuyển đi / to the agency, or from it'),
  state: z
    .enum(['sent', 'delivered', 'accepted'])
    .optional()
    .describe(
      'sent: chưa báo nhận; delivered: đã đến, chưa tiếp nhận; accepted: đã tiếp nhận / unacknowledged, not accepted yet, accepted',
    ),
  ...PageQuery,
});
export type HandoverQuery = z.output<typeof HandoverQuery>;

const shared = {
  id: z.string().describe('Mã lần bàn giao; với một bước là mã việc / id; of a step, its task'),
  kind: z.enum(HANDOVER_KINDS),
  dossier: z.string(),
  stream: z.string().describe('Hồ sơ, hồ sơ thành phần hoặc phiếu lấy ý kiến / the dossier, part or consultation'),
  subject: z.string().describe('Bước của quy trình, hoặc nội dung lấy ý kiến / the stage, or what is asked'),
  state: z.enum(HANDOVER_STATES),
  from: Named,
  to: Named,
  sentAt: Instant,
};

/** One hand-over in a list. */
export const HandoverItem = z
  .strictObject({
    ...shared,
    deliveredAt: Instant.nullable(),
    openedAt: Instant.nullable(),
    acceptedAt: Instant.nullable(),
  })
  .meta({ id: 'Handover' });
export type HandoverItem = z.output<typeof HandoverItem>;

/** `resume` goes on where this page ends, also after the last one: what is handed over later comes after it. */
export const HandoverPage = z.strictObject({
  items: z.array(HandoverItem),
  next: z.string().nullable(),
  resume: z
    .string()
    .nullable()
    .describe(
      'Con trỏ để hỏi tiếp sau này, kể cả sau trang cuối / cursor to ask on from later, after the last page too',
    ),
});
export type HandoverPage = z.output<typeof HandoverPage>;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

const Mark = z.strictObject({
  at: Instant,
  stream: z.string(),
  seq: z.int(),
  actor: TimelineActor,
});

/** An event as the ledger has it: its hash is SHA-256 over RFC 8785 JSON of the event with `prevHash` added to it. */
export const RecordedEvent = z
  .strictObject({
    event: z.strictObject({
      v: z.literal(1),
      stream: z.string(),
      seq: z.int(),
      type: z.string(),
      at: Instant,
      actor: z.looseObject({}),
      medium: z.enum(['electronic', 'paper']),
      place: z.string().nullable(),
      command: z.string(),
      data: z.looseObject({}),
    }),
    prevHash: Hash,
    hash: Hash,
  })
  .meta({ id: 'RecordedEvent' });
export type RecordedEvent = z.output<typeof RecordedEvent>;

/** The receipt of a hand-over (biên nhận bàn giao): who sent what to whom, when it arrived, when it was accepted, and the proof. */
export const HandoverReceipt = z
  .strictObject({
    ...shared,
    sender: TimelineActor,
    medium: z.enum(['electronic', 'paper']),
    what: z
      .strictObject({ stream: z.string(), seq: z.int(), hash: Hash, prevHash: Hash })
      .describe(
        'Sự kiện bàn giao; mã băm của nó bao trùm toàn bộ sổ đến đó / the event by which it was sent; its hash covers the whole ledger up to there',
      ),
    delivered: z
      .strictObject({
        at: Instant,
        by: z
          .enum(DELIVERED_BY)
          .describe(
            'routed: nơi nhận làm việc trong hệ thống này; còn lại: nơi nhận đã báo nhận, mở, tiếp nhận hoặc thực hiện / routed: the receiver works in this system; else what the receiver did first',
          ),
      })
      .nullable(),
    acknowledged: Mark.nullable(),
    openedAt: Instant.nullable(),
    accepted: Mark.extend({
      by: z
        .enum(ACCEPTED_BY)
        .describe('accepted: nơi nhận nói rõ; acted: thao tác đầu tiên / said so, or by the first act'),
    }).nullable(),
    takenBack: Mark.nullable(),
    ledger: z
      .array(RecordedEvent)
      .describe(
        'Các sự kiện liên tiếp trong sổ, từ lệnh bàn giao đến lần tiếp nhận, đúng như đã ghi / the consecutive events as recorded, from the command that sent it to its acceptance',
      ),
  })
  .meta({ id: 'HandoverReceipt' });
export type HandoverReceipt = z.output<typeof HandoverReceipt>;

export const DossierHandovers = z.strictObject({ code: z.string(), handovers: z.array(HandoverReceipt) });
export type DossierHandovers = z.output<typeof DossierHandovers>;
