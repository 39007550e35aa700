import type { DemoAccount } from '../../contracts/catalogue.ts';
import type { ConsultationView } from '../../contracts/consultation.ts';
import type { ConsultationActName } from '../../domain/consultation/acts.ts';
import { OPINIONS } from '../../domain/consultation/events.ts';
import type { ActRow, Scene } from './scene.ts';

type At = Scene<ConsultationView>;
type Row = ActRow<ConsultationView> & { readonly act: ConsultationActName };

const asked = ({ view, people }: At): DemoAccount | null => people.at(view.agency.code, 'appraiser');
const asking = ({ view, people }: At): DemoAccount | null => people.at(view.asker.code, 'appraiser');
const isOpen = ({ view }: At): boolean => view.status === 'open';
const isAskedBack = ({ view }: At): boolean => view.status === 'asked-back';

const PASSED_TO = ['H49.04', 'H49.71', 'H49.72', 'H49.73'] as const;

/** What people of a storm do with a consultation. Some are left alone, so that their time runs out. */
export const CONSULTATION_ACTS_OF_STORM: readonly Row[] = [
  {
    act: 'acknowledge',
    weight: 2,
    fits: (scene) => isOpen(scene) && scene.view.deliveredAt === null,
    by: asked,
    says: ({ view }) => ({ contentHash: view.contentHash }),
  },
  { act: 'open', weight: 2, fits: (scene) => isOpen(scene) && scene.view.openedAt === null, by: asked },
  {
    act: 'answer',
    weight: 5,
    fits: isOpen,
    by: asked,
    says: ({ random }) => ({ opinion: random.pick(OPINIONS), note: 'Đã xem xét' }),
  },
  { act: 'ask-back', weight: 2, fits: isOpen, by: asked, says: () => ({ note: 'Đề nghị bổ sung bản vẽ' }) },
  {
    act: 'pass-on',
    weight: 1,
    fits: isOpen,
    by: asked,
    says: ({ random }) => ({ agency: random.pick(PASSED_TO), note: 'Không thuộc lĩnh vực phụ trách' }),
  },
  { act: 'reply', weight: 5, fits: isAskedBack, by: asking, says: () => ({ note: 'Gửi bản vẽ' }) },
  { act: 'recall', weight: 1, fits: isOpen, by: asking, says: () => ({ note: 'Không còn cần ý kiến' }) },
];
