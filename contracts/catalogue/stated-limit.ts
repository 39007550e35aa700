import { z } from 'zod';
import type * as route from '../../domain/procedure/route.ts';
import { LocalTime } from './common.ts';

const WORKING_UNITS: readonly string[] = ['working-hour', 'working-day'];

export const StatedLimit = z
  .strictObject({
    unit: z.enum(['working-hour', 'working-day', 'calendar-day', 'month', 'same-day']),
    value: z.number().positive().max(1000),
    counting: z.enum(['elapsed', 'next-day']).exactOptional(),
    cutOff: LocalTime.exactOptional(),
  })
  .refine((limit) => WORKING_UNITS.includes(limit.unit) || Number.isInteger(limit.value), {
    message: 'only working hours and working days may be fractions',
    path: ['value'],
  })
  .refine((limit) => limit.cutOff === undefined || limit.unit === 'same-day', {
    message: 'only a same-day limit has a cut-off',
    path: ['cutOff'],
  }) satisfies z.ZodType<route.StatedLimit>;
