import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DuplicateKeyError, maxDepth, sliceObject, type JsonMember } from '#libs/domain';
import { ProblemException } from './problem.exception.js';

/**
 * Nesting that any body may have. Generous: it only protects code that descends into a value; routes with a limit of
 * their own check it themselves.
 */
const MAXIMUM_DEPTH = 200;

/** One for all: it keeps nothing between two bodies. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** A JSON text with what was found while it was read, so that nobody has to look through it for that again. */
export interface JsonText {
  /** As it was posted, after decoding. */
  text: string;
  /** How deep objects and arrays are nested. */
  depth: number;
  /** The members of its object, where they stand in the text; none where it is no object. */
  members: readonly JsonMember[];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The text of the body; absent where there was none. */
    bodyJson?: JsonText;
  }
}

/**
 * Makes `application/json` the only content type, and keeps the text of every body beside its value: events are stored
 * as they were written. An empty body is no body.
 */
export function registerJsonBody(instance: FastifyInstance): void {
  instance.removeAllContentTypeParsers();
  instance.decorateRequest('bodyJson', undefined);
  instance.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done) => {
      if (body.length === 0) {
        done(null, undefined);
        return;
      }
      try {
        const { value, json } = parseJsonBody(body);
        request.bodyJson = json;
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
 * @returns its value and its text
 * @throws ProblemException when it is not UTF-8, not JSON, names a key of its outermost object twice, or is nested too
 *   deeply
 */
export function parseJsonBody(body: Buffer): { value: unknown; json: JsonText } {
  const text = decode(body);
  const value = parse(text);
  const depth = maxDepth(text);
  if (depth > MAXIMUM_DEPTH) {
    throw new ProblemException('too-deep', `The body is nested deeper than ${MAXIMUM_DEPTH} levels.`);
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return { value, json: { text, depth, members: isObject ? membersOf(text) : [] } };
}

function decode(body: Buffer): string {
  try {
    return UTF8.decode(body);
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

function membersOf(text: string): JsonMember[] {
  try {
    return sliceObject(text).members;
  } catch (error) {
    if (!(error instanceof DuplicateKeyError)) throw error;
    throw new ProblemException('duplicate-key', `The body names the key ${JSON.stringify(error.key)} twice.`);
  }
}
