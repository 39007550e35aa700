import { parseArgs } from 'node:util';
import type { Limit, LimitUnit, Pause, PauseKind } from '../../domain/calendar/types.ts';

/** Bad usage: the command was not understood. The message says in both languages what to do. */
export class UsageError extends Error {
  constructor(vi: string, en: string) {
    super(`${vi} | ${en}`);
  }
}

const OPTIONS = {
  received: { type: 'string' },
  limit: { type: 'string' },
  counting: { type: 'string' },
  'cut-off': { type: 'string' },
  pause: { type: 'string', multiple: true },
  'after-supplement': { type: 'string' },
  office: { type: 'string' },
  json: { type: 'boolean' },
  batch: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Parsed = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; tokens: true; strict: false }>>;
type Token = Parsed['tokens'][number];
export type DueOptions = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/**
 * The options of `motcua due`. A value may begin with a minus and a digit, so that a negative limit is refused as one.
 * @throws UsageError
 */
export function readOptions(argv: string[]): DueOptions {
  const { tokens } = parseArgs({ args: argv, options: OPTIONS, strict: false, allowPositionals: true, tokens: true });
  const values = parseArgs({ args: tokens.flatMap(inOneWord), options: OPTIONS }).values;
  if (values.batch !== undefined && Object.keys(values).length > 1)
    throw new UsageError('--batch không đi cùng tham số khác', '--batch goes with no other option');
  return values;
}

/** An option as one word, its value with it, once it is clear that the command knows it and has what it needs. */
function inOneWord(token: Token): string[] {
  if (token.kind === 'option-terminator') return [];
  if (token.kind === 'positional')
    throw new UsageError(`Thừa đối số "${token.value}", hãy bỏ đi`, `Extra argument "${token.value}", leave it out`);
  const { name, rawName, value, inlineValue = false } = token;
  const option = isOption(name) ? OPTIONS[name] : undefined;
  if (option === undefined)
    throw new UsageError(
      `Không có tham số ${rawName}, xem danh sách bằng --help`,
      `There is no option ${rawName}, see --help for those there are`,
    );
  if (option.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`${rawName} không nhận giá trị`, `${rawName} takes no value`);
    return [`--${name}`];
  }
  if (value === undefined || (!inlineValue && /^-[^\d]/.test(value)))
    throw new UsageError(
      `${rawName} cần một giá trị đứng ngay sau, hoặc ${rawName}=GIÁ_TRỊ`,
      `${rawName} needs a value right after it, or ${rawName}=VALUE`,
    );
  return [`--${name}=${value}`];
}

function isOption(name: string): name is keyof typeof OPTIONS {
  return Object.hasOwn(OPTIONS, name);
}

/**
 * `10 working-day`; `same-day` alone. A comma may mark the fraction, as Vietnamese does.
 * @throws UsageError
 */
export function readLimit(text: string): Limit {
  const [, value = '1', unit] = /^(?:(-?\d+(?:[.,]\d+)?)\s+)?([a-z-]+)$/.exec(text.trim()) ?? [];
  if (unit === undefined || (!text.includes(' ') && unit !== 'same-day'))
    throw new UsageError(
      `--limit "${text}": cần dạng "10 working-day"`,
      `--limit "${text}": the form is "10 working-day"`,
    );
  return { unit: unit as LimitUnit, value: Number(value.replace(',', '.')) };
}

/**
 * `FROM/TO/KIND`; an empty TO, `..` and `null` are open.
 * @throws UsageError
 */
export function readPause(text: string): Pause {
  const [from, to, kind, ...more] = text.split('/');
  if (from === undefined || to === undefined || kind === undefined || more.length > 0)
    throw new UsageError(`--pause "${text}": cần dạng FROM/TO/KIND`, `--pause "${text}": the form is FROM/TO/KIND`);
  return { from, to: ['', '..', 'null'].includes(to) ? null : to, kind: kind as PauseKind };
}
