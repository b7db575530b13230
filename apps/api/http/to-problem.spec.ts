import { NotFoundException } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { toProblem } from './to-problem.js';

function withCode(code: string): Error {
  return Object.assign(new Error('from somewhere'), { code });
}

describe('what an error means for the client', () => {
  it.each([
    ['a refused connection', withCode('ECONNREFUSED'), 'unavailable'],
    ['Postgres shutting down', new QueryFailedError('SELECT 1', [], withCode('57P01')), 'unavailable'],
    ['a broken connection', new Error('Connection terminated unexpectedly'), 'unavailable'],
    ['text that jsonb refuses', new QueryFailedError('INSERT', [], withCode('22P05')), 'validation-failed'],
    ['text with U+0000', new QueryFailedError('INSERT', [], withCode('22021')), 'validation-failed'],
    ['an unknown route', new NotFoundException('Cannot GET /x'), 'route-not-found'],
    ['a body over the limit', Object.assign(withCode('FST_ERR_CTP_BODY_TOO_LARGE'), { statusCode: 413 }), 'too-large'],
    ['a status that has no kind', Object.assign(new Error('teapot'), { statusCode: 418 }), 'bad-request'],
  ])('%s', (_, error, kind) => {
    expect(toProblem(error)?.problem.type).toBe(`https://everhook.dev/problems/${kind}`);
  });

  it.each([
    ['a mistake of ours', new TypeError('x is not a function')],
    ['a broken rule of the database', new QueryFailedError('INSERT', [], withCode('23502'))],
    ['a fault with a status of ours', Object.assign(new Error('boom'), { statusCode: 500 })],
    ['something that is no error', 'thrown text'],
  ])('%s is our own fault', (_, error) => {
    expect(toProblem(error)).toBeNull();
  });
});
