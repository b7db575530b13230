import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyErrorKind, anyNow } from '../../test/support/delivery-arbitraries.js';
import { classify } from './classify.js';

const NOW = Date.UTC(2026, 10, 23);

function answer(statusCode: number, headers: Record<string, string> = {}) {
  return classify({ kind: 'response', statusCode, headers, durationMs: 1 }, NOW);
}

describe('classify', () => {
  it('takes 2xx, and nothing else, for success', () => {
    for (let statusCode = 100; statusCode < 700; statusCode++) {
      const met = answer(statusCode);
      expect(met.succeeded, String(statusCode)).toBe(statusCode >= 200 && statusCode <= 299);
      expect(met.statusCode).toBe(statusCode);
    }
  });

  it('calls 3xx a redirect that is not followed, every other failure http', () => {
    for (let statusCode = 300; statusCode < 600; statusCode++) {
      const errorKind = statusCode < 400 ? 'redirect' : 'http';
      expect(answer(statusCode, { location: 'https://else.example/' })).toMatchObject({ succeeded: false, errorKind });
    }
    expect(answer(302)).toMatchObject({ error: 'the receiver answered 302; redirects are not followed' });
    expect(answer(500)).toMatchObject({ error: 'the receiver answered 500' });
  });

  it('reads Retry-After of every failure', () => {
    for (const statusCode of [301, 400, 429, 500, 503]) {
      expect(answer(statusCode, { 'retry-after': '120' })).toMatchObject({ retryAfterMs: 120_000 });
      expect(answer(statusCode, { 'retry-after': new Date(NOW + 5000).toUTCString() })).toMatchObject({
        retryAfterMs: 5000,
      });
      expect(answer(statusCode, { 'retry-after': 'soon' })).toMatchObject({ retryAfterMs: null });
      expect(answer(statusCode)).toMatchObject({ retryAfterMs: null });
    }
  });

  it('never takes an answer that did not come whole for success, whatever its status', () => {
    const anyStatus = fc.option(fc.integer({ min: 200, max: 599 }), { nil: undefined });
    fc.assert(
      fc.property(anyErrorKind, fc.string(), anyStatus, anyNow, (errorKind, error, statusCode, nowMs) => {
        const status = statusCode === undefined ? {} : { statusCode };
        expect(classify({ kind: 'error', errorKind, error, durationMs: 1, ...status }, nowMs)).toEqual({
          succeeded: false,
          errorKind,
          error,
          retryAfterMs: null,
          ...status,
        });
      }),
    );
  });

  it('says nothing of what the answer contained', () => {
    expect(JSON.stringify(answer(400, { 'x-account': 'jane@example.org' }))).not.toContain('jane');
  });
});
