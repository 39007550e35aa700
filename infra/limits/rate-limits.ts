import {
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import type { LimitsConfig } from '../config/api-config.ts';
import type { Database } from '../db/orm.ts';
import { clientNetwork, clientSite } from './client-network.ts';
import { LimitReached } from './limit-reached.ts';

/**
 * How much one sender may do. Writes are counted by each process in its memory, so that none costs another statement: with N processes a
 * sender has N times as much at most. Sign-ins and look-ups of dossiers are counted in PostgreSQL, for all processes together. Addresses,
 * accounts and codes are counted under keyed hashes.
 *
 * Every method counts first and then says whether that was too much, so many at once do not slip through. @throws LimitReached
 */
export interface RateLimits {
  /** A write. @param account of the person, or of the client that acts */
  write(address: string, account: string): Promise<void>;
  /** A sign-in that begins. */
  login(address: string): Promise<void>;
  /** A request whose sign-in is refused. */
  refusedSignIn(address: string): Promise<void>;
  /** A look-up of a dossier by its secret. */
  tracking(address: string, code: string): Promise<Admission>;
}

/** A try that was counted as if it were wrong. */
export interface Admission {
  /** It was right: it does not count. */
  passed(): Promise<void>;
}

const MINUTE = 60;
const TEN_MINUTES = 600;
/** As much as so many addresses may all those of one site. */
const ADDRESSES_OF_SITE = 10;
/** A sign-in is counted when it begins and when it comes back; so much every client may, also while all together do too much. */
const OWN_SIGN_INS = 4;
/** A right look-up is given back, so that this is one more than the wrong ones. */
const OWN_LOOK_UPS = 1;
const TABLE = 'rate_limit';

/** @param hash keyed: no address and no code is kept as it is */
export function createRateLimits(
  { writes, logins, tracking }: LimitsConfig,
  db: Pick<Database, 'execute'>,
  hash: (parts: unknown) => string,
): RateLimits {
  const inMemory = (name: string, points: number, duration: number): RateLimiterAbstract =>
    new RateLimiterMemory({ keyPrefix: name, points, duration });
  const client = clientOf(db);
  const shared = (keyPrefix: string, points: number, duration: number): RateLimiterAbstract =>
    new RateLimiterPostgres({
      storeClient: client,
      storeType: 'client',
      tableName: TABLE,
      tableCreated: true,
      clearExpiredByTimeout: keyPrefix === 'login-total',
      keyPrefix,
      points,
      duration,
      // Who is over it asks PostgreSQL no more.
      inMemoryBlockOnConsumed: points + 1,
    });
  const key = (...parts: readonly string[]): string => hash(['limit', ...parts]).slice(0, 32);
  const of = {
    writeTotal: inMemory('write-total', writes.total, MINUTE),
    writeAddress: inMemory('write-address', writes.address, MINUTE),
    writeAccount: inMemory('write-account', writes.account, MINUTE),
    refused: inMemory('refused', logins.address, TEN_MINUTES),
    loginTotal: shared('login-total', logins.total, TEN_MINUTES),
    loginAddress: shared('login-address', logins.address, TEN_MINUTES),
    loginSite: shared('login-site', logins.address * ADDRESSES_OF_SITE, TEN_MINUTES),
    trackingTotal: shared('tracking-total', tracking.total, MINUTE),
    trackingAddress: shared('tracking-address', tracking.address, TEN_MINUTES),
    trackingSite: shared('tracking-site', tracking.address * ADDRESSES_OF_SITE, TEN_MINUTES),
    trackingCode: shared('tracking-code', tracking.code, TEN_MINUTES),
  };
  const siteOf = (limiter: RateLimiterAbstract, address: string): readonly Counted[] => {
    const site = clientSite(address);
    return site === null ? [] : [{ limiter, key: key(site) }];
  };
  return {
    async write(address, account) {
      await count(of.writeAccount, account);
      await count(of.writeAddress, clientNetwork(address));
      await count(of.writeTotal, 'all');
    },
    async login(address) {
      const tries = await count(of.loginAddress, key(clientNetwork(address)));
      for (const { limiter, key: site } of siteOf(of.loginSite, address)) await count(limiter, site);
      await sparing(tries <= OWN_SIGN_INS, () => count(of.loginTotal, 'all'));
    },
    async refusedSignIn(address) {
      await count(of.refused, clientNetwork(address));
    },
    async tracking(address, code) {
      const from = { limiter: of.trackingAddress, key: key(clientNetwork(address)) };
      const about = { limiter: of.trackingCode, key: key(code) };
      const site = siteOf(of.trackingSite, address);
      const tries = await count(from.limiter, from.key);
      for (const one of site) await count(one.limiter, one.key);
      await sparing(tries <= OWN_LOOK_UPS, () => count(of.trackingTotal, 'all'));
      await sparing(tries <= OWN_LOOK_UPS, () => count(about.limiter, about.key));
      return admission([from, about, ...site]);
    },
  };
}

/** What others do too much of, at one dossier or at all, does not lock out whoever comes from elsewhere and did none of it. */
async function sparing(spared: boolean, counting: () => Promise<unknown>): Promise<void> {
  try {
    await counting();
  } catch (error) {
    if (!(error instanceof LimitReached) || !spared) throw error;
  }
}

interface Counted {
  readonly limiter: RateLimiterAbstract;
  readonly key: string;
}

function admission(counted: readonly Counted[]): Admission {
  return {
    async passed() {
      await Promise.all(counted.map(({ limiter, key }) => limiter.reward(key, 1)));
    },
  };
}

/** @returns how often it was counted in this period */
async function count(limiter: RateLimiterAbstract, key: string): Promise<number> {
  try {
    return (await limiter.consume(key, 1)).consumedPoints;
  } catch (error) {
    if (error instanceof RateLimiterRes) throw new LimitReached(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
    throw error;
  }
}

interface Query {
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Our database in the shape of a `pg` client, as the library wants one. */
function clientOf(db: Pick<Database, 'execute'>) {
  return {
    async query({ name = TABLE, text, values }: Query) {
      const rows = await db.execute({ name, text }, values);
      return { rows, rowCount: rows.length };
    },
  };
}
