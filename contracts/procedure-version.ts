import { z } from 'zod';
import { DIFFERENCE_KINDS } from '../domain/procedure/folding.ts';
import { FINDING_PLACES, FINDINGS, type FindingCode } from '../domain/procedure/findings.ts';
import { CatalogueProcedure } from './catalogue/procedure.ts';
import { StatedLimit } from './catalogue/stated-limit.ts';
import { Bilingual, Instant, Person } from './common.ts';
import { PageQuery, pageOf } from './paging.ts';

/** What a migration of dossiers goes through: two people decide on it, and one batch puts it into effect. */
export const MIGRATION_STATUSES = ['proposed', 'approved', 'applying', 'applied', 'dropped'] as const;

/** What came of one dossier: `pending` until the batch has been there. */
export const MOVE_OUTCOMES = ['pending', 'done', 'unchanged', 'refused'] as const;

/** How many of the newest dossiers are folded at most, unless another number is asked for. */
export const FOLDED_DOSSIERS = { fewest: 1, usual: 1000, most: 20_000 } as const;

/** Dossiers of one migration at most. */
export const MOST_MOVED = 500;

const Version = z.coerce.number().int().min(1).max(1_000_000);
const ProcedurePath = z.string().max(60);

export const ProcedureParams = z.strictObject({ code: ProcedurePath });
export const VersionParams = z.strictObject({ code: ProcedurePath, version: Version });

const Reason = z
  .string()
  .trim()
  .min(1)
  .max(1000)
  .describe('Căn cứ, ví dụ số quyết định / why, such as the decision’s number');

/** A version as it is to be, whole. */
export const VersionProposal = z.strictObject({
  content: CatalogueProcedure.meta({ id: 'ProcedureContent' }).describe(
    'Toàn bộ nội dung thủ tục, như trong danh mục / the whole procedure, as in the catalogue',
  ),
  reason: Reason,
});
export type VersionProposal = z.output<typeof VersionProposal>;

/** One fault or doubt that the self-check has found. */
export const VersionFinding = z
  .strictObject({
    severity: z.enum(['error', 'warning']).describe('error: chưa ban hành được / it is not published with it'),
    code: z.enum(Object.keys(FINDINGS) as [FindingCode, ...FindingCode[]]),
    at: z.strictObject({ kind: z.enum(FINDING_PLACES), id: z.string() }).nullable(),
    text: Bilingual,
  })
  .meta({ id: 'ProcedureFinding' });
export type VersionFinding = z.output<typeof VersionFinding>;

/** What proposing answers, the same to each repeat of its key. */
export const VersionReceipt = z
  .strictObject({
    procedure: z.string(),
    version: z.int(),
    basedOn: z.int().nullable().describe('Phiên bản ban hành mới nhất khi đề xuất / the newest published version then'),
    contentHash: z.string(),
    errors: z.int(),
    warnings: z.int(),
    proposedBy: z.string(),
    proposedAt: Instant,
  })
  .meta({ id: 'ProcedureVersionReceipt' });
export type VersionReceipt = z.output<typeof VersionReceipt>;

const summary = {
  procedure: z.string(),
  version: z.int(),
  status: z.enum(['draft', 'published']),
  source: z.string().describe('catalogue, national, proposal'),
  contentHash: z.string(),
  createdAt: Instant,
  reason: z.string().nullable(),
  proposedBy: Person.nullable(),
  publishedBy: Person.nullable(),
  publishedAt: Instant.nullable(),
  dossiers: z.int().describe('Số hồ sơ theo phiên bản này / dossiers that are on this version'),
  openDossiers: z.int(),
};

/** A version of a procedure, without its content. */
export const VersionItem = z.strictObject(summary).meta({ id: 'ProcedureVersion' });
export type VersionItem = z.output<typeof VersionItem>;
export const VersionQuery = z.strictObject({ ...PageQuery });
export type VersionQuery = z.output<typeof VersionQuery>;
export const VersionPage = pageOf(VersionItem);

const Counted = z.strictObject({
  kind: z.enum(DIFFERENCE_KINDS),
  of: z.string().nullable(),
  dossiers: z.int(),
  open: z.int(),
});

/** Recorded dossiers of one version folded over another. */
export const Folding = z
  .strictObject({
    id: z.uuid(),
    from: z.int(),
    to: z.int(),
    newest: z.int().describe('Nhiều nhất bấy nhiêu hồ sơ mới nhất được đối chiếu / so many of the newest at most'),
    askedBy: Person,
    askedAt: Instant,
    endedAt: Instant.nullable().describe('null khi còn đang đối chiếu / null while it goes on'),
    dossiers: z
      .int()
      .describe('Số hồ sơ của phiên bản cũ khi yêu cầu / dossiers of the old version when it was asked for'),
    lookedAt: z.int().nullable(),
    different: z.int().describe('Số hồ sơ có khác biệt / dossiers of which something would be otherwise'),
    failed: z.int().describe('Số hồ sơ không đối chiếu được / dossiers that could not be folded'),
    differences: z.array(Counted).describe('Khác biệt theo loại và bước / by kind and what they are of'),
  })
  .meta({ id: 'ProcedureFolding' });
export type Folding = z.output<typeof Folding>;

export const FoldingRequest = z.strictObject({
  newest: z
    .int()
    .min(FOLDED_DOSSIERS.fewest)
    .max(FOLDED_DOSSIERS.most)
    .default(FOLDED_DOSSIERS.usual)
    .describe('Số hồ sơ mới nhất cần đối chiếu / how many of the newest dossiers are folded'),
});
export type FoldingRequest = z.output<typeof FoldingRequest>;

export const FoldingReceipt = z
  .strictObject({ id: z.uuid(), procedure: z.string(), from: z.int(), to: z.int(), newest: z.int(), askedAt: Instant })
  .meta({ id: 'ProcedureFoldingReceipt' });
export type FoldingReceipt = z.output<typeof FoldingReceipt>;

const Value = z.union([z.string(), StatedLimit]).nullable();

/** What would be otherwise of a dossier. Codes, limits and instants only. */
export const VersionDifference = z
  .strictObject({
    kind: z.enum(DIFFERENCE_KINDS),
    of: z.string().nullable().describe('Bước, thành phần hoặc trường hợp / the stage, component or case'),
    former: Value,
    next: Value,
  })
  .meta({ id: 'ProcedureDifference' });

export const FoldingItem = z
  .strictObject({
    dossier: z.string(),
    ended: z.boolean(),
    differences: z.array(VersionDifference),
    code: z.string().nullable().describe('Vì sao không đối chiếu được / why it could not be folded'),
  })
  .meta({ id: 'ProcedureFoldingItem' });
export type FoldingItem = z.output<typeof FoldingItem>;
export const FoldingItemQuery = z.strictObject({
  kind: z.enum(DIFFERENCE_KINDS).optional().describe('Chỉ hồ sơ có loại khác biệt này / only with this difference'),
  ...PageQuery,
});
export type FoldingItemQuery = z.output<typeof FoldingItemQuery>;
export const FoldingItemPage = pageOf(FoldingItem);

/** A version with its content, what the self-check finds in it now, and the last folding. */
export const VersionView = z
  .strictObject({
    ...summary,
    findings: z.array(VersionFinding),
    folding: Folding.nullable(),
    content: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'ProcedureVersionView' });
export type VersionView = z.output<typeof VersionView>;

/** What publishing answers, the same to each repeat of its key. */
export const PublishReceipt = z
  .strictObject({ procedure: z.string(), version: z.int(), publishedBy: z.string(), publishedAt: Instant })
  .meta({ id: 'ProcedurePublishReceipt' });
export type PublishReceipt = z.output<typeof PublishReceipt>;

export const MigrationProposal = z.strictObject({
  from: z.int().min(1),
  to: z.int().min(1),
  dossiers: z
    .array(z.string().max(60))
    .min(1)
    .max(MOST_MOVED)
    .refine((codes) => new Set(codes).size === codes.length, 'each dossier once')
    .describe('Mã các hồ sơ cần chuyển / codes of the dossiers that are to be moved'),
  reason: Reason,
});
export type MigrationProposal = z.output<typeof MigrationProposal>;

export const MigrationReceipt = z
  .strictObject({
    id: z.uuid(),
    procedure: z.string(),
    from: z.int(),
    to: z.int(),
    dossiers: z.int(),
    proposedBy: z.string(),
    proposedAt: Instant,
  })
  .meta({ id: 'ProcedureMigrationReceipt' });
export type MigrationReceipt = z.output<typeof MigrationReceipt>;

/** What approving or dropping answers, the same to each repeat of its key. */
export const MigrationDecision = z
  .strictObject({ id: z.uuid(), decision: z.enum(['approved', 'dropped']), by: z.string(), at: Instant })
  .meta({ id: 'ProcedureMigrationDecision' });
export type MigrationDecision = z.output<typeof MigrationDecision>;

/** A migration of chosen dossiers, who decided on it, and how far it has come. */
export const Migration = z
  .strictObject({
    id: z.uuid(),
    procedure: z.string(),
    from: z.int(),
    to: z.int(),
    reason: z.string(),
    status: z.enum(MIGRATION_STATUSES),
    proposedBy: Person,
    proposedAt: Instant,
    previewedAt: Instant.nullable(),
    approvedBy: Person.nullable(),
    approvedAt: Instant.nullable(),
    appliedAt: Instant.nullable(),
    droppedBy: Person.nullable(),
    droppedAt: Instant.nullable(),
    movable: z.int().describe('Số hồ sơ chuyển được theo bản xem trước / dossiers that could be moved, by the preview'),
    outcomes: z.strictObject({ pending: z.int(), done: z.int(), unchanged: z.int(), refused: z.int() }),
  })
  .meta({ id: 'ProcedureMigration' });
export type Migration = z.output<typeof Migration>;
export const MigrationQuery = z.strictObject({ ...PageQuery });
export type MigrationQuery = z.output<typeof MigrationQuery>;
export const MigrationPage = pageOf(Migration);

/** A dossier of a migration: what would change, and what came of it. */
export const MigrationItem = z
  .strictObject({
    dossier: z.string(),
    dueAt: z.strictObject({ former: Instant.nullable(), proposed: Instant.nullable(), applied: Instant.nullable() }),
    differences: z.array(VersionDifference).nullable().describe('null khi chưa xem trước / null before the preview'),
    outcome: z.enum(MOVE_OUTCOMES),
    code: z.string().nullable().describe('Vì sao ở lại phiên bản cũ / why it stays, or would'),
  })
  .meta({ id: 'ProcedureMigrationItem' });
export type MigrationItem = z.output<typeof MigrationItem>;
export const MigrationItemQuery = z.strictObject({ outcome: z.enum(MOVE_OUTCOMES).optional(), ...PageQuery });
export type MigrationItemQuery = z.output<typeof MigrationItemQuery>;
export const MigrationItemPage = pageOf(MigrationItem);
