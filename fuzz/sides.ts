import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { IntakeAnswer } from '../contracts/intake.ts';
import type { Role } from '../domain/access/roles.ts';
import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import { credentialHeaders, type SignedIn } from '../infra/identity/sign-in.ts';
import type { Known } from './seeded-document.ts';
import type { Secret } from './watched-api.ts';

/** The one-stop offices of two wards, which have nothing to do with each other's dossiers. */
export const OFFICES = ['phuong-hong-gai', 'phuong-bai-chay'] as const;
const PROCEDURE = '2.000815';
/** Who tries besides those at the counter. */
const INTRUDERS: readonly Role[] = ['appraiser', 'agency-leader'];

/** An agency, its people, and what it keeps from the other. */
export interface Side {
  readonly accounts: readonly string[];
  readonly known: Known;
  readonly secrets: readonly Secret[];
}

interface Parts {
  readonly apiUrl: string;
  readonly catalogue: Catalogue;
  readonly signedIn: SignedIn;
}

/** Takes dossiers in at an office, with marks in everything that is personal. @throws Error when the API does not take them */
export async function aSide({ apiUrl, catalogue, signedIn }: Parts, officeCode: string): Promise<Side> {
  const office = catalogue.offices.get(officeCode);
  const procedure = catalogue.procedures.get(PROCEDURE);
  const [first] = procedure?.cases ?? [];
  if (office === undefined || first === undefined) throw new Error('the catalogue lacks what the fuzzer needs');
  const accountOf = (role: Role, agency: string): string | undefined =>
    catalogue.demoAccounts.find(({ appointments }) =>
      appointments.some(
        (held) =>
          held.agency === agency && held.role === role && (role !== 'receptionist' || held.office === office.code),
      ),
    )?.id;
  const receptionist = accountOf('receptionist', office.agency);
  if (receptionist === undefined) throw new Error(`nobody receives at ${officeCode}`);
  const headers = credentialHeaders(await signedIn(receptionist), apiUrl);

  const mark = randomUUID().slice(0, 8).toUpperCase();
  const digits = String(Number.parseInt(mark, 16)).padStart(10, '0').slice(-8);
  const personal = {
    name: `Người ${mark} Dân`,
    identityNumber: `0010${digits}`,
    phone: `09${digits}`,
    email: `${mark.toLowerCase()}@example.vn`,
    address: `Nhà ${mark}, tổ 1`,
  };
  const send = async (method: string, path: string, body: object): Promise<unknown> => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { ...headers, 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const receive = async (reception: object): Promise<z.output<typeof IntakeAnswer>> =>
    IntakeAnswer.parse(
      await send('POST', '/dossiers', {
        procedure: PROCEDURE,
        case: first.id,
        channel: 'direct',
        office: office.code,
        unit: office.code,
        applicant: { kind: 'citizen', ...personal },
        components: first.components.map(({ id }) => ({ component: id, originals: 1, copies: 0 })),
        reception,
      }),
    );
  const [component] = first.components;
  const dossiers = [
    await receive({ outcome: 'accepted' }),
    await receive({
      outcome: 'supplement',
      components: [{ component: component?.id ?? '', originals: 1 }],
      note: `Thiếu giấy của ${mark}`,
    }),
  ];
  const draft = randomUUID();
  await send('PUT', `/drafts/${draft}`, { procedure: PROCEDURE, office: office.code, applicant: personal });

  const deciding = dossiers[0]?.step?.agency ?? '';
  const codes = dossiers.map(({ code }) => code);
  const tasks = dossiers.flatMap(({ step }) => (step === null ? [] : [step.task]));
  return {
    // The counter is one agency, the ward that decides another.
    accounts: [receptionist, ...INTRUDERS.flatMap((role) => accountOf(role, deciding) ?? [])],
    known: {
      '/dossiers/': codes,
      '/drafts/': [draft],
      '/tasks/': tasks,
      '/handovers/': codes.map((code) => `${code}.1`),
      '/consultations/': codes.map((code) => `${code}.C1`),
    },
    secrets: [
      ...[mark, mark.toLowerCase(), personal.identityNumber, personal.phone].map((text) => ({
        text,
        unlessNamed: false,
      })),
      ...dossiers.map(({ trackingSecret }) => ({ text: trackingSecret ?? mark, unlessNamed: false })),
      // A counter looks up any code that somebody names, and learns nothing of the applicant.
      ...codes.map((text) => ({ text, unlessNamed: true })),
    ],
  };
}
