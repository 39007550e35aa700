import type { RequestHandler } from 'express';

/** Nothing of an answer is run, framed, sent on or made the base of addresses. A page that may do more says so itself. */
const POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/**
 * Answers hold personal data: no cache keeps them, no page frames them, no browser guesses their type, and no other origin reads them (there
 * is no CORS header).
 * @param overTls clients come over TLS, and are told never to come otherwise
 */
export function securityHeaders(overTls: boolean): RequestHandler {
  const headers = {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': POLICY,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    ...(overTls ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {}),
  };
  return (_req, res, next) => {
    res.set(headers);
    next();
  };
}
