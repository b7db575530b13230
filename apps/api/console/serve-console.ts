import { randomBytes } from 'node:crypto';
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ConsoleFiles, ENCODINGS, type ConsoleFile, type Encoding } from './console-files.js';
import { NOT_BUILT_PAGE } from './not-built-page.js';

/** What the author of the console writes where the nonce of the response belongs. */
const NONCE_PLACEHOLDER = '__EVERHOOK_STYLE_NONCE__';

/** Paths of others, whether they have a route or not: nothing below them is ever a page of the console. */
const OTHERS = /^\/(?:api|health|metrics|docs|openapi\.json)(?:\/|$)/;

/** What is named by its content never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** What may be kept has to be asked for again before it is used. */
const ASK_AGAIN = 'no-cache';

/** The console's pages load nothing from elsewhere, and nobody may frame them. */
function contentSecurityPolicy(nonce: string | null): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self'${nonce === null ? '' : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

/**
 * Serves the console at `/`: its files, and its first page for every path that a person may have opened. It takes only
 * requests that no route wants, so it can hide none.
 * @param folder the build of the console; may not be there, or be made later
 */
export function serveConsole(fastify: FastifyInstance, folder: string): void {
  let loading: Promise<ConsoleFiles | null> | null = null;
  const current = async (): Promise<ConsoleFiles | null> => {
    const files = await (loading ??= ConsoleFiles.load(folder));
    if (files !== null && !(await files.isStale())) return files;
    loading = ConsoleFiles.load(folder);
    return loading;
  };

  fastify.addHook('onRequest', async (request, reply) => {
    if (!request.is404 || (request.method !== 'GET' && request.method !== 'HEAD')) return;
    const path = request.url.split('?', 1)[0] ?? '/';
    if (OTHERS.test(path)) return;
    const isPage = path === '/' || (isNavigation(request) && !path.startsWith('/assets/'));
    // Only a page asks whether there is a newer build: its files belong together.
    const files = isPage ? await current() : await (loading ?? current());
    const file = files?.find(path);
    if (file !== undefined) return sendFile(request, reply, file);
    if (files !== null && isPage) return sendIndex(request, reply, files.index);
    if (path === '/') return sendNotBuilt(reply);
  });
}

/** Somebody opened the path in a browser, as opposed to a script that asks for it. */
function isNavigation({ headers }: FastifyRequest): boolean {
  const mode = headers['sec-fetch-mode'];
  if (mode !== undefined) return mode === 'navigate';
  return /\btext\/html\b/i.test(headers.accept ?? '');
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: ConsoleFile): Promise<FastifyReply> {
  secure(reply, null);
  reply.header('cache-control', file.isHashed ? FOR_EVER : ASK_AGAIN).header('etag', file.etag);
  reply.header('vary', 'Accept-Encoding').header('content-type', file.contentType);
  if (request.headers['if-none-match'] === file.etag) return reply.status(304).send();
  for (const encoding of ENCODINGS.filter((one) => accepts(request, one))) {
    const encoded = await file.encoded(encoding);
    if (encoded !== null) return reply.header('content-encoding', encoding).send(encoded);
  }
  return reply.send(file.bytes);
}

async function sendIndex(request: FastifyRequest, reply: FastifyReply, index: string): Promise<FastifyReply> {
  const nonce = randomBytes(16).toString('base64');
  secure(reply, nonce);
  const page = Buffer.from(index.replaceAll(NONCE_PLACEHOLDER, nonce));
  reply.header('cache-control', ASK_AGAIN).header('vary', 'Accept-Encoding');
  reply.header('content-type', 'text/html; charset=utf-8');
  if (!accepts(request, 'gzip')) return reply.send(page);
  return reply.header('content-encoding', 'gzip').send(await promisify(gzip)(page));
}

function sendNotBuilt(reply: FastifyReply): FastifyReply {
  secure(reply, null);
  return reply
    .header('cache-control', 'no-store')
    .header('content-type', 'text/html; charset=utf-8')
    .send(NOT_BUILT_PAGE);
}

function secure(reply: FastifyReply, nonce: string | null): void {
  reply.header('content-security-policy', contentSecurityPolicy(nonce));
  reply.header('referrer-policy', 'no-referrer');
  reply.header('cross-origin-opener-policy', 'same-origin');
  reply.header('x-frame-options', 'DENY');
}

/** An encoding that is named with q=0 is refused (RFC 9110, section 12.5.3). */
function accepts({ headers }: FastifyRequest, encoding: Encoding): boolean {
  const named = (headers['accept-encoding'] ?? '')
    .split(',')
    .map((item) =>
      item
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/),
    )
    .find(([name]) => name === encoding);
  return named !== undefined && !/^q=0(?:\.0*)?$/.test(named[1] ?? '');
}
