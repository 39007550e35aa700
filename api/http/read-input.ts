import { isUtf8 } from 'node:buffer';
import express, { type Request, type Response } from 'express';
import { z } from 'zod';
import { fieldError, fieldErrorsOf, type FieldError } from '../../contracts/field-errors.ts';
import type { Route } from '../routing.ts';
import { ApiError } from './api-error.ts';
import { faultOfJson, MAX_JSON_DEPTH } from './json-text.ts';

export interface RouteInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
}

/** A JSON body is small, so whoever takes longer is slow on purpose or gone. */
const JSON_MS = 60_000;

/**
 * Reads and validates everything that a request brings, and reports all wrong fields at once.
 * @throws ApiError `request-invalid` (400) for params, query and headers, `body-invalid` (422) for the body alone, and those
 * of reading the body
 */
export async function readInput(route: Route, req: Request, res: Response, jsonMs = JSON_MS): Promise<RouteInput> {
  const takesJson = route.body instanceof z.ZodType;
  if (route.body !== null && !takesJson) requireMediaType(req, route.body.mediaTypes);
  const raw = takesJson ? await readJson(req, res, route.bodyLimit, jsonMs) : undefined;
  const params = parse(route.params, { ...req.params }, 'params');
  const query = parse(route.query, { ...req.query }, 'query');
  const headers = parse(route.headers, req.headers, 'headers');
  const body = route.body instanceof z.ZodType ? parse(route.body, raw, 'body') : { value: undefined, errors: [] };
  const ofRequest = [...params.errors, ...query.errors, ...headers.errors];
  const errors = [...ofRequest, ...body.errors];
  if (errors.length > 0) throw new ApiError(ofRequest.length > 0 ? 'request-invalid' : 'body-invalid', { errors });
  return { params: params.value, query: query.value, headers: headers.value, body: body.value };
}

function parse(schema: z.ZodType, input: unknown, root: string): { value: unknown; errors: readonly FieldError[] } {
  const notText = textErrors(input, root);
  if (notText.length > 0) return { value: undefined, errors: notText };
  const parsed = schema.safeParse(input);
  return parsed.success
    ? { value: parsed.data, errors: [] }
    : { value: undefined, errors: fieldErrorsOf(parsed.error.issues, root, input) };
}

/** Text that PostgreSQL cannot keep (NUL, lone surrogates), whole numbers that no number here holds exactly, nesting that no form has. */
function textErrors(input: unknown, root: string): FieldError[] {
  const errors: FieldError[] = [];
  const open: { value: unknown; path: readonly PropertyKey[] }[] = [{ value: input, path: [root] }];
  for (let next = open.pop(); next !== undefined && errors.length < 20; next = open.pop()) {
    const { value, path } = next;
    if (typeof value === 'string') {
      if (!isText(value)) errors.push(fieldError(path, 'not-text'));
    } else if (typeof value === 'number') {
      if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
        errors.push(fieldError(path, 'invalid'));
    } else if (typeof value === 'object' && value !== null) {
      if (path.length > MAX_JSON_DEPTH) return [fieldError(path.slice(0, 8), 'too-deep')];
      for (const [key, inner] of Object.entries(value)) {
        if (!isText(key)) errors.push(fieldError([...path, key], 'not-text'));
        // Schemas of free records pass over it, so it would be dropped in silence.
        if (key === '__proto__') errors.push(fieldError([...path, key], 'unknown-field'));
        if (typeof inner !== 'boolean') open.push({ value: inner, path: [...path, key] });
      }
    }
  }
  return errors;
}

function isText(value: string): boolean {
  return value.isWellFormed() && !value.includes('\u0000');
}

function requireMediaType(req: Request, mediaTypes: readonly string[]): void {
  const matches = mediaTypes.includes('*/*') || typeof req.is([...mediaTypes]) === 'string';
  if (!matches) throw new ApiError('unsupported-media', { params: { expected: mediaTypes.join(', ') } });
}

/** The parser would put question marks in the place of what is no UTF-8, and take the last of two values of one key. */
function checkText(_req: unknown, _res: unknown, bytes: Buffer): void {
  if (!isUtf8(bytes)) throw new ApiError('json-malformed');
  const fault = faultOfJson(bytes.toString('utf8'));
  if (fault !== null) throw new ApiError(fault, { params: fault === 'json-too-deep' ? { max: MAX_JSON_DEPTH } : {} });
}

/** What cannot be decompressed is told by the decompressor, which the JSON parser passes on as it is. */
function asBodyError(error: unknown): unknown {
  const told = typeof error === 'object' && error !== null && 'type' in error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return !told && /^(?:Z_|ERR_(?:_|BROTLI|ZLIB|BUFFER))/.test(code) ? new ApiError('json-malformed') : error;
}

async function readJson(req: Request, res: Response, limit: number, withinMs: number): Promise<unknown> {
  const empty = req.headers['transfer-encoding'] === undefined && Number(req.headers['content-length'] ?? 0) === 0;
  if (empty) return undefined;
  // JSON is UTF-8 (RFC 8259), and so it is judged; a parser that reads it by another charset sees another text.
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(req.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (typeof req.is(['json', '+json']) !== 'string' || charset.toLowerCase() !== 'utf-8') {
    throw new ApiError('unsupported-media', { params: { expected: 'application/json; charset=utf-8' } });
  }
  const parsed = new Promise<void>((resolve, reject) => {
    express.json({ limit, type: () => true, verify: checkText })(req, res, (error?: unknown) =>
      error === undefined ? resolve() : reject(asBodyError(error)),
    );
  });
  await inTime(parsed, withinMs);
  return req.body;
}

/** What is read of a small body, if it comes in time. @throws ApiError `request-timeout` */
export async function inTime<T>(reading: Promise<T>, withinMs = JSON_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // The connection goes with it: what comes later on it would be taken for the next request.
      reject(new ApiError('request-timeout', { headers: { Connection: 'close' } }));
    }, withinMs);
  });
  return Promise.race([reading, late]).finally(() => clearTimeout(timer));
}
