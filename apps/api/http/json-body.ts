import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DuplicateKeyError, maxDepth, sliceObject } from '#libs/domain';
import { ProblemException } from './problem.exception.js';

/**
 * Nesting that any body may have. Generous: it only protects code that descends into a value; routes with a limit of
 * their own check it themselves.
 */
const MAXIMUM_DEPTH = 200;

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's text as it was posted, after decoding; absent where there was none. */
    bodyText?: string;
  }
}

/**
 * Makes `application/json` the only content type, and keeps the text of every body beside its value: events are stored
 * as they were written. An empty body is no body.
 */
export function registerJsonBody(instance: FastifyInstance): void {
  instance.removeAllContentTypeParsers();
  instance.decorateRequest('bodyText', undefined);
  instance.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done) => {
      if (body.length === 0) {
        done(null, undefined);
        return;
      }
      try {
        const { text, value } = parseJsonBody(body);
        request.bodyText = text;
        done(null, value);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)), undefined);
      }
    },
  );
}

/**
 * Reads a JSON body.
 * @param body its bytes
 * @returns its text and its value
 * @throws ProblemException when it is not UTF-8, not JSON, names a key of its outermost object twice, or is nested too
 *   deeply
 */
export function parseJsonBody(body: Buffer): { text: string; value: unknown } {
  const text = decode(body);
  const value = parse(text);
  if (maxDepth(text) > MAXIMUM_DEPTH) {
    throw new ProblemException('too-deep', `The body is nested deeper than ${MAXIMUM_DEPTH} levels.`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) refuseDuplicateKeys(text);
  return { text, value };
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new ProblemException('invalid-utf8', 'The body contains bytes that are not UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // V8 quotes a piece of the text in its message; payloads do not belong into answers that get logged elsewhere.
    const position = error instanceof Error ? /at position \d+/.exec(error.message)?.[0] : undefined;
    throw new ProblemException('malformed-json', `The body is not JSON${position ? `: see ${position}` : ''}.`);
  }
}

function refuseDuplicateKeys(text: string): void {
  try {
    sliceObject(text, text.search(/\S/));
  } catch (error) {
    if (!(error instanceof DuplicateKeyError)) throw error;
    throw new ProblemException('duplicate-key', `The body names the key ${JSON.stringify(error.key)} twice.`);
  }
}
