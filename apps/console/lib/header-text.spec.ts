import { describe, expect, it } from 'vitest';
import { headerText, parseHeaders } from './header-text.js';

describe('pasted headers', () => {
  it('are lines, behind a request line or out of curl', () => {
    expect(
      parseHeaders("POST /hooks HTTP/1.1\r\nwebhook-id: evt_1\r\n-H 'Webhook-Signature: v1,a=='\n\n  x-time : 12:30 ")
        .headers,
    ).toEqual({ 'webhook-id': 'evt_1', 'Webhook-Signature': 'v1,a==', 'x-time': '12:30' });
  });

  it('keep every value of a name', () => {
    expect(parseHeaders('a: 1\na: 2\na: 3').headers).toEqual({ a: ['1', '2', '3'] });
  });

  it('may be a JSON object', () => {
    expect(parseHeaders('{"a": "1", "b": ["2", "3"], "n": 4}')).toEqual({
      headers: { a: '1', b: ['2', '3'], n: '4' },
      problem: null,
    });
    expect(parseHeaders('{"a": ').problem).toMatch(/JSON/);
  });

  it('are told apart from what is none', () => {
    expect(parseHeaders('a: 1\nnot a header').problem).toBe('This is no header: not a header');
    expect(parseHeaders('')).toEqual({ headers: {}, problem: null });
  });

  it('are written as they are read', () => {
    const headers = { 'webhook-id': 'evt_1', 'webhook-timestamp': '1772366400' };
    expect(parseHeaders(headerText(headers)).headers).toEqual(headers);
  });
});
