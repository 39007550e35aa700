import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import { credentialHeaders, type SignedIn } from '../infra/identity/sign-in.ts';
import type { FuzzSize } from './options.ts';
import { run } from './schemathesis.ts';
import type { Known } from './seeded-document.ts';
import { aSide, OFFICES, type Side } from './sides.ts';
import { watchApi, type Finding } from './watched-api.ts';

export interface FuzzRun extends FuzzSize {
  readonly apiUrl: string;
  readonly catalogue: Catalogue;
  readonly signedIn: SignedIn;
  /** The program, and the environment that it runs in. */
  readonly schemathesis: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where it may leave files. */
  readonly folder: string;
  /** Only one account of each side, and only requests made up at random. */
  readonly short?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly tell: (line: string) => void;
}

export interface FuzzFigures {
  readonly requests: number;
  readonly serverErrors: readonly Finding[];
  readonly crossAgency: readonly Finding[];
}

/** What ends the session that everything is asked by. */
const NOT_ASKED = '^/auth/(logout|login|callback)';

/**
 * Sends made-up requests to every operation of the OpenAPI document as people of two agencies, first one and then the other, at dossiers
 * of the agency that does nothing meanwhile: whatever of those comes out was not given away by anybody.
 */
export async function fuzzApi(fuzz: FuzzRun): Promise<FuzzFigures> {
  const sides: Side[] = [];
  for (const office of OFFICES) sides.push(await aSide(fuzz, office));
  const total = { requests: 0, serverErrors: [] as Finding[], crossAgency: [] as Finding[] };
  for (const side of sides) {
    const other = sides.find((one) => one !== side);
    if (other === undefined) continue;
    const accounts = fuzz.short === true ? side.accounts.slice(0, 1) : side.accounts;
    for (const [place, account] of accounts.entries()) {
      // What is wrong with each field in turn is the same for everybody, so one of them tries it.
      const phases = place > 0 || fuzz.short === true ? 'fuzzing' : 'examples,coverage,fuzzing';
      const found = await asAccount(fuzz, account, phases, other.secrets, joined(other.known, side.known));
      total.requests += found.requests;
      total.serverErrors.push(...found.serverErrors);
      total.crossAgency.push(...found.crossAgency);
    }
  }
  return total;
}

async function asAccount(
  { apiUrl, signedIn, schemathesis, env, folder, examples, seed, signal, tell }: FuzzRun,
  account: string,
  phases: string,
  secrets: Side['secrets'],
  known: Known,
): Promise<FuzzFigures> {
  const headers = credentialHeaders(await signedIn(account), apiUrl);
  const api = await watchApi({ apiUrl, headers, account, secrets, known });
  try {
    const options = {
      url: api.url,
      // What is wrong with an answer is seen by whoever watches; the fuzzer only makes up requests.
      checks: 'not_a_server_error',
      phases,
      'max-examples': String(examples),
      seed: String(seed),
      workers: '4',
      'max-redirects': '0',
      'exclude-path-regex': NOT_ASKED,
      'generation-database': 'none',
      'suppress-health-check': 'all',
      'request-timeout': '60',
    };
    const args = [
      'run',
      `${api.url}/openapi.json`,
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
      '--continue-on-failure',
      '--no-shrink',
      '--no-color',
    ];
    const { code, output } = await run(schemathesis, args, { env, cwd: folder, signal });
    // It ends with 1 when it found something, which is known here better.
    if (code > 1) throw new Error(`schemathesis: ${output.trim().split('\n').slice(-12).join('\n')}`);
    await stillSignedIn(apiUrl, headers, account);
    const { requests } = api.figures;
    tell(
      `${account.padEnd(32)} ${requests} requests, ${api.serverErrors.length} server errors, ${api.crossAgency.length} across`,
    );
    return { requests, serverErrors: api.serverErrors, crossAgency: api.crossAgency };
  } finally {
    await api.close();
  }
}

/** Else everything was asked by nobody, and nothing is proven. */
async function stillSignedIn(apiUrl: string, headers: Record<string, string>, account: string): Promise<void> {
  const { status } = await fetch(`${apiUrl}/dossiers`, { headers });
  if (status !== 200) throw new Error(`${account} is no longer signed in: /dossiers answers ${status}`);
}

function joined(...knowns: readonly Known[]): Known {
  const prefixes = new Set(knowns.flatMap((known) => Object.keys(known) as `/${string}`[]));
  return Object.fromEntries([...prefixes].map((prefix) => [prefix, knowns.flatMap((known) => known[prefix] ?? [])]));
}
