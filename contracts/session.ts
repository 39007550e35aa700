import { z } from 'zod';
import { ROLES } from '../domain/access/roles.ts';
import { Instant, Person } from './common.ts';

/** Browsers drop the first from addresses, and read the second as a slash. */
const CONTROL_OR_BACKSLASH = /[\p{Cc}\\]/u;

/** It is kept in a cookie meanwhile, and of more than 4096 bytes browsers keep none: a letter may be several. */
const LONGEST_PATH = 2000;
const bytesOf = (text: string): number => new TextEncoder().encode(JSON.stringify(text)).length;

/** Where to go after signing in: a path of this site, whatever browsers make of what looks like one. */
export const ReturnPath = z
  .string()
  .max(LONGEST_PATH)
  .startsWith('/')
  .refine((path) => bytesOf(path) <= LONGEST_PATH + 2, `expected at most ${LONGEST_PATH} bytes`)
  .refine((path) => !path.startsWith('//') && !CONTROL_OR_BACKSLASH.test(path), 'expected a path of this site')
  .describe('Đường dẫn trên trang này để quay lại / path of this site to go back to');

const Power = z.strictObject({
  id: z.string(),
  agency: z.string(),
  office: z.string().nullable(),
  role: z.enum(ROLES),
});

/** Who is signed in, what he may act as at this instant, and until when. */
export const SessionAnswer = z
  .strictObject({
    person: z.strictObject({ id: z.string(), displayName: z.string() }),
    appointments: z.array(Power).describe('Bổ nhiệm đang có hiệu lực / appointments in force'),
    delegations: z
      .array(Power.extend({ principal: Person }))
      .describe('Được ủy quyền lúc này / delegations in force at this instant'),
    startedAt: Instant,
    idleEndsAt: Instant.describe('Hết phiên nếu không có yêu cầu nào / the end unless another request comes'),
    endsAt: Instant.describe('Hết phiên trong mọi trường hợp / the end in any case'),
  })
  .meta({ id: 'Session' });

/** What signing out answers. */
export const SignedOut = z
  .strictObject({
    sessions: z.int().min(0).describe('Số phiên đã kết thúc / how many sessions ended'),
    next: z
      .url()
      .nullable()
      .describe(
        'Nơi kết thúc cả phiên ở nhà cung cấp danh tính / where the browser ends its session at the issuer too; null: nowhere',
      ),
  })
  .meta({ id: 'SignedOut' });
