import { randomUUID } from 'node:crypto';
import { Batch, BatchReceipt } from '../../contracts/batch.ts';
import { IntakeAnswer } from '../../contracts/intake.ts';
import { createSignedIn, credentialHeaders } from '../../infra/identity/sign-in.ts';
import { createHttpClient } from '../motcua/http.ts';
import { intakeOf, type Unit } from '../motcua/motcua-peer.ts';

/** A dossier that waits for its appraisal. */
interface Waiting {
  readonly dossier: string;
  readonly task: string;
}

/** People of one ward, over HTTP. */
export interface Ward {
  receive(dossiers: number): Promise<Waiting[]>;
  appraise(waiting: Waiting): Promise<void>;
  /** Has the ward's leader give dossiers to its appraiser in one batch. @returns its id */
  assign(items: readonly Waiting[]): Promise<string>;
  read(batch: string): Promise<Batch>;
}

const AT_ONCE = 8;

export function createWards(
  apiUrl: string,
  password: string,
): { readonly large: Ward; readonly small: Ward; close(): void } {
  const http = createHttpClient(apiUrl, password);
  const signedIn = createSignedIn(() => apiUrl, password);
  const ward = (unit: Unit): Ward => {
    const place = `centre-phuong-${unit}`;
    const post = (path: string, account: string, body: unknown): Promise<unknown> =>
      http.post({
        path,
        account: `${account}-${unit}`,
        key: randomUUID(),
        type: 'application/json',
        body: Buffer.from(JSON.stringify(body)),
      });
    return {
      async receive(dossiers) {
        const received: Waiting[] = [];
        const left = Array.from({ length: dossiers }).values();
        const one = async (): Promise<void> => {
          for (const _ of left) {
            const { code, step } = IntakeAnswer.parse(await post('/dossiers', 'receptionist', intakeOf(unit)));
            received.push({ dossier: code, task: step?.task ?? '' });
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, one));
        return received;
      },
      async appraise({ dossier, task }) {
        await post(`/dossiers/${dossier}/acts`, 'appraiser', { act: 'appraise', task, place });
      },
      async assign(items) {
        const lead = `appraiser-${unit}`;
        return BatchReceipt.parse(await post('/batches', 'leader', { act: 'assign', place, lead, items })).id;
      },
      async read(batch) {
        const answer = await fetch(`${apiUrl}/batches/${batch}`, {
          headers: credentialHeaders(await signedIn(`leader-${unit}`), apiUrl),
        });
        return Batch.parse(await answer.json());
      },
    };
  };
  return { large: ward('hong-gai'), small: ward('bai-chay'), close: () => http.close() };
}
