import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EndpointTraffic } from './endpoint-traffic.js';

const ENDPOINT = 'ep_1';
const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `dlv_${index}`);

describe('EndpointTraffic', () => {
  let traffic: EndpointTraffic;
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
    traffic = new EndpointTraffic({ endpointConcurrency: 20, localAttemptsPerEndpoint: 8 });
  });
  afterEach(() => void vi.useRealTimers());

  const answers = (count: number, durationMs: number, succeeded = true): void => {
    for (let times = 0; times < count; times++) traffic.observe(ENDPOINT, durationMs, succeeded);
  };

  describe('where an attempt is made', () => {
    it('inside the workflow task while little is known, up to the slots', () => {
      const modes = ids(10).map((id) => {
        const mode = traffic.modeFor(ENDPOINT);
        traffic.dispatch(ENDPOINT, id);
        return mode;
      });
      expect(modes).toEqual([...Array.from({ length: 8 }, () => 'local'), 'normal', 'normal']);
    });

    it.each([
      [100, 'local'],
      [1_500, 'normal'],
      [5_000, 'slow'],
    ])('an endpoint that takes %i ms gets %s attempts', (durationMs, mode) => {
      answers(10, durationMs);
      expect(traffic.modeFor(ENDPOINT)).toBe(mode);
    });

    it('one that keeps failing is slow, however fast it fails, until it succeeds', () => {
      answers(3, 1, false);
      expect(traffic.modeFor(ENDPOINT)).toBe('slow');
      answers(1, 1);
      expect(traffic.modeFor(ENDPOINT)).toBe('local');
    });
  });

  describe('how much room an endpoint has', () => {
    it('a fast one as much as the worker has', () => {
      answers(10, 20);
      expect(traffic.roomFor(ENDPOINT)).toBe(Number.POSITIVE_INFINITY);
    });

    it('a slow one only its own concurrency', () => {
      answers(10, 1_000);
      for (const id of ids(15)) traffic.dispatch(ENDPOINT, id);
      expect(traffic.roomFor(ENDPOINT)).toBe(5);
    });

    it('a slow one spread over time, with some to spare', () => {
      // Twenty at once of five seconds each are four a second.
      answers(10, 5_000);
      expect(traffic.roomFor(ENDPOINT)).toBe(8);
      for (const id of ids(6)) traffic.dispatch(ENDPOINT, id);
      expect(traffic.roomFor(ENDPOINT)).toBe(2);
      vi.advanceTimersByTime(1_000);
      expect(traffic.roomFor(ENDPOINT)).toBe(8);
    });

    it('a failing one five a second', () => {
      answers(3, 1, false);
      for (const id of ids(5)) traffic.dispatch(ENDPOINT, id);
      expect(traffic.roomFor(ENDPOINT)).toBe(0);
      vi.advanceTimersByTime(1_000);
      expect(traffic.roomFor(ENDPOINT)).toBe(5);
    });

    it('one that was fast and hangs now gets none while as many as may be are being made', () => {
      answers(10, 20);
      for (const id of ids(20)) {
        traffic.dispatch(ENDPOINT, id);
        expect(traffic.enter(ENDPOINT, id)).toBe(true);
      }
      expect(traffic.enter(ENDPOINT, 'dlv_more')).toBe(false);
      vi.advanceTimersByTime(60_000);
      expect(traffic.roomFor(ENDPOINT)).toBe(0);
      expect(traffic.inFlight).toBe(20);
      traffic.leave(ENDPOINT, 'dlv_0');
      expect(traffic.roomFor(ENDPOINT)).toBe(Number.POSITIVE_INFINITY);
    });
  });

  it('what is not heard of any more stops counting, and room that frees is told', () => {
    const freed = vi.fn<() => void>();
    traffic.onFreed(freed);
    for (const id of ids(3)) traffic.dispatch(ENDPOINT, id);
    expect(traffic.inFlight).toBe(3);
    traffic.leave(ENDPOINT, 'dlv_0');
    expect(freed).toHaveBeenCalledTimes(1);
    expect(traffic.inFlight).toBe(2);
    vi.advanceTimersByTime(6_000);
    expect(traffic.inFlight).toBe(0);
  });
});
