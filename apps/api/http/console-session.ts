import { createHmac, hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from './problem.exception.js';

/** The cookie that holds the token of a session. */
const SESSION_COOKIE = 'everhook_session';

/** Nothing but the API needs it. */
const COOKIE_PATH = '/api';

/** Methods that change nothing (RFC 9110, section 9.2.1). */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The token of a session that a request carries; null where it carries none. */
export function sessionToken({ headers }: FastifyRequest): string | null {
  for (const pair of headers.cookie?.split(';') ?? []) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === SESSION_COOKIE && value !== undefined && /^[A-Za-z0-9_-]{20,100}$/.test(value)) return value;
  }
  return null;
}

/**
 * `Set-Cookie` that begins a session in the browser, or ends it.
 * @param token null to remove it
 * @param maximumAgeSeconds how long the browser keeps it
 */
export function sessionCookie(request: FastifyRequest, token: string | null, maximumAgeSeconds: number): string {
  const age = token === null ? 0 : maximumAgeSeconds;
  const attributes = `Path=${COOKIE_PATH}; Max-Age=${age}; HttpOnly; SameSite=Strict`;
  return `${SESSION_COOKIE}=${token ?? ''}; ${attributes}${isHttps(request) ? '; Secure' : ''}`;
}

/** A proxy in front tells by its header; whoever forges that only loses his own session on http. */
function isHttps({ protocol, headers }: FastifyRequest): boolean {
  return protocol === 'https' || /^https\b/i.test(String(headers['x-forwarded-proto'] ?? ''));
}

/** What stands for a token in the database, where the session is that of a stored key. */
export function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/**
 * The same for a session of the bootstrap admin key. It depends on that key, so that another one ends its sessions.
 * @param keyHash SHA-256 of the key
 */
export function hashBootstrapToken(token: string, keyHash: Buffer): Buffer {
  return createHmac('sha256', keyHash).update(token).digest();
}

/**
 * Refuses a request that another site may have made a browser send: one that changes something must carry a header
 * that no form can send, and come from the same origin as far as the browser tells.
 * @throws ProblemException 403
 */
export function checkSameOrigin({ method, headers }: FastifyRequest): void {
  if (SAFE_METHODS.has(method)) return;
  if (headers['x-everhook-console'] !== '1') {
    throw new ProblemException('cross-site-request', 'Send the header "x-everhook-console: 1".');
  }
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site === 'same-origin') return;
    throw new ProblemException('cross-site-request', `The browser says that the request is "${site}".`);
  }
  const { origin } = headers;
  if (origin === undefined || hostOf(origin) === headers.host) return;
  throw new ProblemException('cross-site-request', 'The header Origin names another host than the header Host.');
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
