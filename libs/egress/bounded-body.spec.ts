import { describe, expect, it } from 'vitest';
import { BoundedBody, MAX_BODY_BYTES } from './bounded-body.js';

function collect(...chunks: (string | Buffer)[]): BoundedBody {
  const body = new BoundedBody();
  for (const chunk of chunks) body.push(Buffer.from(chunk));
  return body;
}

describe('BoundedBody', () => {
  it('joins chunks, also in the middle of a character', () => {
    const euro = Buffer.from('€');
    expect(collect('a', euro.subarray(0, 1), euro.subarray(1), 'b').text()).toBe('a€b');
  });

  it('replaces what is not UTF-8, and NUL, by U+FFFD', () => {
    expect(collect(Buffer.from([0x61, 0xff, 0x00, 0x62])).text()).toBe('a\uFFFD\uFFFDb');
    expect(collect(Buffer.from('€').subarray(0, 2)).text()).toBe('\uFFFD');
  });

  it('is full at the limit and overflows one byte later', () => {
    const body = collect('x'.repeat(MAX_BODY_BYTES));
    expect([body.full, body.overflowed]).toEqual([true, false]);
    body.push(Buffer.from('y'));
    expect([body.full, body.overflowed]).toEqual([true, true]);
    expect(body.text()).toBe('x'.repeat(MAX_BODY_BYTES));
  });

  it('drops the character that the limit cuts in two', () => {
    const body = collect('x'.repeat(MAX_BODY_BYTES - 1), '€');
    expect(body.overflowed).toBe(true);
    expect(body.text()).toBe('x'.repeat(MAX_BODY_BYTES - 1));
  });

  it('keeps its bytes when the buffer they came in is used again', () => {
    const buffer = Buffer.from('first');
    const body = new BoundedBody();
    body.push(buffer);
    buffer.fill('z');
    expect(body.text()).toBe('first');
  });
});
