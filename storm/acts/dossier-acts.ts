import type { DemoAccount } from '../../contracts/catalogue.ts';
import type { DossierView } from '../../contracts/dossier.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { ActName } from '../../domain/dossier/act-names.ts';
import type { ConsultationRule, StepKind } from '../../domain/procedure/route.ts';
import type { ActRow, Scene } from './scene.ts';

type At = Scene<DossierView>;
type Row = ActRow<DossierView> & { readonly act: ActName };

const DAY_MS = 86_400_000;

const openStep = ({ view }: At): NonNullable<DossierView['openStep']> | null => view.openStep;
const isAt =
  (...kinds: readonly StepKind[]) =>
  (scene: At): boolean => {
    const step = openStep(scene);
    return step !== null && kinds.includes(step.kind) && scene.view.waitsFor === null;
  };
const waitsFor =
  (kind: DossierView['waitsFor']) =>
  ({ view }: At): boolean =>
    view.openStep !== null && view.waitsFor === kind;
const isOpen = (scene: At): boolean => openStep(scene) !== null;
/** National status 7 (Decision 766): the applicant has asked to withdraw it. */
const isBeingWithdrawn = (scene: At): boolean => isOpen(scene) && scene.view.nationalStatus.code === 7;

/** Whoever the step was given to, else somebody who holds it. */
const holder = ({ view: { openStep: step }, people }: At): DemoAccount | null =>
  step === null ? null : step.lead === null ? people.at(step.agency.code, step.role) : people.byId(step.lead);
const atStep =
  (role: Role) =>
  ({ view, people }: At): DemoAccount | null =>
    people.at(view.openStep?.agency.code ?? '', role);
const competent =
  (role: Role) =>
  ({ view, people }: At): DemoAccount | null =>
    people.at(view.competentAgency.code, role);
const counter = ({ people }: At): DemoAccount => people.anyone('receptionist');

const owed = ({ view }: At): string | null => view.obligations.find(({ status }) => status === 'requested')?.id ?? null;
const paid = ({ view }: At) => view.obligations.find(({ status }) => status === 'paid') ?? null;
const settling = (scene: At, more: object): object | null => {
  const obligation = owed(scene);
  return obligation === null ? null : { obligation, ...more };
};
const because = (note: string) => (): object => ({ note });
const passedStage = ({ view, random }: At): string =>
  random.pick(['appraisal', 'approval', 'sealing', view.openStep?.stage ?? 'appraisal']);

/** Consultations that the open step may ask for, by the route or by that of its part. */
function rulesOf({ view, catalogue }: At): readonly ConsultationRule[] {
  const { stages = [] } = catalogue.procedures.get(view.procedure.code)?.route ?? {};
  const all = stages.flatMap((stage) => [stage, ...(stage.parts ?? []).flatMap((part) => part.stages)]);
  return all.find(({ id }) => id === view.openStep?.stage)?.consultations ?? [];
}

/** Other agencies with somebody who can answer. */
const ASKED = ['H49.04', 'H49.71', 'H49.72', 'H49.73'] as const;

/** One agency is asked, or two at once. */
function asksOf(scene: At): object[] {
  const { random } = scene;
  const agencies = random.shuffled(ASKED).slice(0, random.between(1, 2));
  return agencies.map((agency) => {
    const { id, agency: named } = random.pick(rulesOf(scene));
    return { rule: id, question: 'Có phù hợp không?', ...(named.kind === 'any' ? { agency } : {}) };
  });
}

/** A visit that has just taken place. */
function aVisit(): object {
  const at = (hoursAgo: number): string => new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
  return { from: at(2), to: at(1), location: 'Khu phố thử nghiệm' };
}

/** What people of a storm do with a dossier. Most of it takes the dossier on, so that many come to their end. */
export const DOSSIER_ACTS: readonly Row[] = [
  { act: 'accept', weight: 20, fits: isAt('reception'), by: holder },
  { act: 'refuse-reception', weight: 1, fits: isAt('reception'), by: holder, says: because('Không thuộc thẩm quyền') },
  { act: 'appraise', weight: 20, fits: isAt('appraisal'), by: holder },
  { act: 'propose-refusal', weight: 1, fits: isAt('appraisal'), by: holder, says: because('Không đủ điều kiện') },
  { act: 'approve', weight: 25, fits: isAt('approval'), by: holder },
  {
    act: 'seal',
    weight: 25,
    fits: isAt('sealing'),
    by: holder,
    async says({ upload }, by) {
      const document = await upload(by);
      return document === null ? null : { document };
    },
  },
  {
    act: 'return',
    weight: 15,
    fits: isAt('return'),
    by: holder,
    says: () => ({ handover: { method: 'counter', identity: 'identity-card' } }),
  },
  {
    act: 'send-back',
    weight: 1,
    fits: isAt('approval', 'sealing', 'return'),
    by: holder,
    says: (scene) => ({ note: 'Cần xem lại', stage: passedStage(scene) }),
  },
  {
    act: 'undo',
    weight: 3,
    fits: ({ view, last }) => view.openStep !== null && last?.seq === view.seq,
    by: ({ last, people }) => people.byId(last?.person ?? ''),
  },
  {
    act: 'assign',
    weight: 2,
    fits: isOpen,
    by: atStep('agency-leader'),
    says: (scene) => {
      const step = openStep(scene);
      const lead = step && scene.people.at(step.agency.code, step.role);
      return lead && { lead: lead.id };
    },
  },
  {
    act: 'request-supplement',
    weight: 2,
    fits: isAt('reception', 'appraisal'),
    by: holder,
    says: ({ view }) => {
      const [first] = view.components;
      return first === undefined
        ? null
        : { note: 'Bản chính bị mờ', components: [{ component: first.component, originals: 1, copies: 0 }] };
    },
  },
  {
    act: 'receive-supplement',
    weight: 8,
    fits: waitsFor('supplement'),
    by: counter,
    says: ({ view }) => ({
      components: (view.asked ?? []).map(({ component, originals, copies }) => ({ component, originals, copies })),
    }),
  },
  {
    act: 'confirm-closing',
    weight: 1,
    fits: (scene) => waitsFor('supplement')(scene) || waitsFor('payment')(scene),
    by: atStep('agency-leader'),
    says: because('Quá hạn bổ sung'),
  },
  {
    act: 'request-payment',
    weight: 2,
    fits: ({ view }) => view.openStep !== null && view.waitsFor === null && view.obligations.length < 5,
    by: competent('appraiser'),
    says: ({ view, random }) => ({
      obligation: `owed-${view.obligations.length + 1}`,
      kind: 'tax',
      lines: [{ item: 'registration-tax', amount: random.between(1, 900) * 1000 }],
      stopsClock: random.chance(0.5),
    }),
  },
  {
    act: 'record-payment',
    weight: 6,
    fits: (scene) => isOpen(scene) && owed(scene) !== null,
    by: counter,
    says: (scene) => settling(scene, { method: 'transfer', reference: `BL-${scene.random.between(1, 9999)}` }),
  },
  {
    act: 'waive-payment',
    weight: 1,
    fits: (scene) => isOpen(scene) && owed(scene) !== null,
    by: competent('agency-leader'),
    says: (scene) => settling(scene, { note: 'Hộ nghèo' }),
  },
  {
    act: 'refund-payment',
    weight: 1,
    fits: (scene) => isOpen(scene) && paid(scene) !== null,
    by: competent('agency-leader'),
    says: (scene) => {
      const one = paid(scene);
      return one && { obligation: one.id, amount: one.amount, note: 'Thu thừa' };
    },
  },
  {
    act: 'suspend',
    weight: 1,
    fits: isAt('appraisal', 'approval', 'sealing'),
    by: atStep('agency-leader'),
    says: because('Chờ quyết định của tòa án'),
  },
  { act: 'resume', weight: 8, fits: waitsFor('suspension'), by: atStep('agency-leader') },
  {
    act: 'extend',
    weight: 1,
    fits: isAt('appraisal', 'approval'),
    by: atStep('agency-leader'),
    says: because('Phải xác minh thêm'),
  },
  {
    act: 'draft-apology',
    weight: 1,
    fits: isAt('appraisal', 'approval', 'sealing'),
    by: atStep('appraiser'),
    says: ({ view, random }) => {
      const from = Math.max(Date.now(), Date.parse(view.dueAt ?? '') || 0);
      return { note: 'Đông hồ sơ', dueAt: new Date(from + random.between(1, 5) * DAY_MS).toISOString() };
    },
  },
  { act: 'approve-apology', weight: 1, fits: isAt('appraisal', 'approval', 'sealing'), by: atStep('agency-leader') },
  {
    act: 'request-withdrawal',
    weight: 1,
    fits: (scene) => isAt('reception', 'appraisal', 'approval')(scene) && !isBeingWithdrawn(scene),
    by: counter,
    says: because('Không còn nhu cầu'),
  },
  { act: 'confirm-withdrawal', weight: 2, fits: isBeingWithdrawn, by: atStep('agency-leader') },
  {
    act: 'decline-withdrawal',
    weight: 10,
    fits: isBeingWithdrawn,
    by: atStep('agency-leader'),
    says: because('Pháp luật không cho rút'),
  },
  { act: 'confirm-paper', weight: 1, fits: isAt('appraisal'), by: atStep('appraiser') },
  {
    act: 'consult',
    weight: 8,
    fits: (scene) => isAt('appraisal')(scene) && scene.view.consultations.length < 6 && rulesOf(scene).length > 0,
    by: holder,
    says: (scene) => ({ asks: asksOf(scene) }),
  },
  {
    act: 'plan-verification',
    weight: 1,
    fits: isAt('appraisal'),
    by: holder,
    says: () => ({ ...aVisit(), content: 'Hiện trạng nhà đất' }),
  },
  {
    act: 'record-verification',
    weight: 1,
    fits: isAt('appraisal'),
    by: holder,
    says: () => ({
      ...aVisit(),
      participants: [{ name: 'Người Thử Nghiệm', capacity: 'Chủ nhà' }],
      content: 'Đúng hiện trạng',
    }),
  },
  {
    act: 'reopen',
    weight: 4,
    fits: ({ view }) => view.openStep === null,
    by: competent('agency-leader'),
    says: ({ random }) => ({
      note: 'Sai ngày sinh',
      stage: 'appraisal',
      ground: random.pick(['agency-fault', 'applicant-request'] as const),
    }),
  },
];
