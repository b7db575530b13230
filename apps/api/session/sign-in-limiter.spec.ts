import { describe, expect, it } from 'vitest';
import { SignInLimiter } from './sign-in-limiter.js';

describe('the limit of sign-ins', () => {
  it('lets ten through at once, then one every six seconds', () => {
    let nowMs = 1_000_000;
    const limiter = new SignInLimiter(() => nowMs);
    const tries = Array.from({ length: 12 }, () => limiter.take('192.0.2.1'));
    expect(tries).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 6]);
    nowMs += 5_900;
    expect(limiter.take('192.0.2.1')).toBe(1);
    nowMs += 100;
    expect(limiter.take('192.0.2.1')).toBe(0);
    expect(limiter.take('192.0.2.1')).toBe(6);
    nowMs += 60_000;
    expect(Array.from({ length: 11 }, () => limiter.take('192.0.2.1')).filter((wait) => wait > 0)).toEqual([6]);
  });

  it('counts no good key', () => {
    const limiter = new SignInLimiter(() => 1_000_000);
    for (let i = 0; i < 30; i++) {
      expect(limiter.take('192.0.2.1')).toBe(0);
      limiter.giveBack('192.0.2.1');
    }
  });

  it('keeps addresses apart, but not those of one IPv6 network', () => {
    const limiter = new SignInLimiter(() => 1_000_000);
    for (let i = 0; i < 10; i++) limiter.take(`2001:db8::${i}`);
    expect(limiter.take('2001:db8::ffff')).toBe(6);
    expect(limiter.take('2001:db8:0:1::1')).toBe(0);
    expect(limiter.take('192.0.2.1')).toBe(0);
    for (let i = 0; i < 9; i++) limiter.take('::ffff:192.0.2.2');
    expect(limiter.take('::ffff:192.0.2.2')).toBe(0);
    expect(limiter.take('::ffff:192.0.2.2')).toBe(6);
  });
});
