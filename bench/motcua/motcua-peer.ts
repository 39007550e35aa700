import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { DocumentAnswer } from '../../contracts/document.ts';
import { CommandAnswer, IntakeAnswer, type IntakeRequest } from '../../contracts/intake.ts';
import type { ActName } from '../../domain/dossier/acts.ts';
import type { Journey, Peer } from '../peer.ts';
import { createHttpClient } from './http.ts';
import { resultPdf } from './result-pdf.ts';

/** Certification of copies: the shortest real route, five steps with the reception. */
const PROCEDURE = '2.000815';

/** Offices of the demo accounts, by the part their names share. */
const UNITS = ['hong-gai', 'bai-chay'] as const;
export type Unit = (typeof UNITS)[number];

interface Step {
  readonly act: ActName;
  readonly account: string;
}

const STEPS: readonly Step[] = [
  { act: 'appraise', account: 'appraiser' },
  { act: 'approve', account: 'leader' },
  { act: 'seal', account: 'seal-clerk' },
  { act: 'return', account: 'return-clerk' },
];

/** motcua as people use it: everything over HTTP, each step by another person. */
export async function createMotcuaPeer(apiUrl: string, password: string): Promise<Peer> {
  const http = createHttpClient(apiUrl, password);
  await http.signIn(
    UNITS.flatMap((unit) =>
      ['receptionist', ...STEPS.map(({ account }) => account)].map((account) => `${account}-${unit}`),
    ),
  );
  const pdf = await resultPdf();
  let begun = 0;

  const send = (path: string, account: string, unit: Unit, body: Uint8Array, type: string): Promise<unknown> =>
    http.post({ path, account: `${account}-${unit}`, key: randomUUID(), type, body });
  const sendJson = (path: string, account: string, unit: Unit, body: unknown): Promise<unknown> =>
    send(path, account, unit, Buffer.from(JSON.stringify(body)), 'application/json');

  return {
    name: 'motcua',
    async begin(): Promise<Journey> {
      const unit = UNITS[begun++ % UNITS.length] ?? UNITS[0];
      const received = IntakeAnswer.parse(await sendJson('/dossiers', 'receptionist', unit, intakeOf(unit)));
      const { code } = received;
      let { step } = received;
      let document: string | undefined;
      const acts = STEPS.map(({ act, account }) => async () => {
        const body = {
          act,
          task: step?.task,
          place: `centre-phuong-${unit}`,
          ...(act === 'seal' ? { document } : {}),
          ...(act === 'return' ? { handover: { method: 'counter', identity: 'identity-card' } } : {}),
        };
        ({ step } = CommandAnswer.parse(await sendJson(`/dossiers/${code}/acts`, account, unit, body)));
      });
      return {
        workflowId: code,
        acts,
        async prepare() {
          const path = `/dossiers/${code}/documents?kind=result`;
          document = DocumentAnswer.parse(await send(path, 'seal-clerk', unit, pdf, 'application/pdf')).id;
        },
      };
    },
    close: () => Promise.resolve(http.close()),
  };
}

/** A reception of that procedure at a ward's counter. */
export function intakeOf(unit: Unit): z.input<typeof IntakeRequest> {
  return {
    procedure: PROCEDURE,
    case: 'standard',
    channel: 'direct',
    office: `phuong-${unit}`,
    unit: `phuong-${unit}`,
    applicant: { kind: 'citizen', name: 'Nguyễn Văn Thử', identityNumber: '022090000000', phone: '0912345678' },
    components: [{ component: 'original', originals: 1, copies: 1 }],
  };
}
